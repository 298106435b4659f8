/** A run that is over, as the list of runs keeps it: its numbers. Its recording lies beside it and may be given up for room. */
import type { Measures } from '../../engine/protocol';
import { baseFields, type Field, lossFields } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import { formatSetting } from '../format';
import type { SavedRun } from '../session/savedRun';

/** `finished`: reached its set stop; `stopped`: another run took its place; `failed`: its loss was not a number, or its device was lost. */
export type RunEnd = 'finished' | 'stopped' | 'failed';

/** What a run leaves when another takes its place. */
export interface EndedRun {
  readonly saved: SavedRun;
  readonly end: RunEnd;
  readonly step: number;
  /** The newest, of its test images. */
  readonly measures: Measures | null;
  /** Of the held-out classes; null where there are none. */
  readonly auc: number | null;
}

export interface ArchivedRun extends Omit<EndedRun, 'saved'> {
  readonly id: string;
  /** In what it differs from the run before it. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly endedAtMs: number;
  readonly values: SavedRun['values'];
  readonly history: SavedRun['history'];
  /** 0: given up for room. */
  readonly recordingBytes: number;
  readonly isPinned: boolean;
}

/** Named in full; more of them are counted. */
const MOST_DIFFERENCES = 3;
/** Where a run was to stop does not make it another. */
const IGNORED: ReadonlySet<string> = new Set([baseFields.stopAtStep.key, baseFields.loss.key]);

/**
 * `Sigma σ 0.1 (was 0.05)`, `CosFace instead of ArcFace`; the first run by its loss and that loss's settings.
 *
 * @param values of the configurations, by key; `previous` null: there was no run before
 */
export function nameByDifference(
  values: Readonly<Record<string, string>>,
  previous: Readonly<Record<string, string>> | null,
): string {
  const lossId = values[baseFields.loss.key] ?? '';
  const { label } = findLoss(lossId);
  const own = lossFields(lossId);
  if (!previous) {
    const settings = own.filter((field) => field.kind === 'number').map((field) => describe(field, values));
    return [label, ...settings].join(', ');
  }
  const before = previous[baseFields.loss.key] ?? '';
  const fields: readonly Field[] = [...Object.values(baseFields), ...(before === lossId ? own : [])];
  const differing = fields.filter(({ key }) => !IGNORED.has(key) && values[key] !== previous[key]);
  const named = differing
    .slice(0, MOST_DIFFERENCES)
    .map((field) => `${describe(field, values)} (was ${valueOf(field, previous)})`);
  if (differing.length > MOST_DIFFERENCES) named.push(`${differing.length - MOST_DIFFERENCES} more settings`);
  if (before !== lossId) named.unshift(`${label} instead of ${findLoss(before).label}`);
  return named.length > 0 ? named.join(', ') : `${label}, the same again`;
}

const describe = (field: Field, values: Readonly<Record<string, string>>): string =>
  `${field.label} ${valueOf(field, values)}`;

function valueOf(field: Field, values: Readonly<Record<string, string>>): string {
  const value = values[field.key] ?? `${field.default}`;
  if (field.kind === 'number') return formatSetting(Number(value));
  return field.choices.find((choice) => choice.value === value)?.label ?? value;
}

/** Bytes that a recording takes with its checkpoints. */
export function recordingBytes(
  { frames, checkpoints }: SavedRun,
  frameBytes: (frame: SavedRun['frames'][number]) => number,
): number {
  const tensors = checkpoints.flatMap(({ parameters, moments }) =>
    [parameters, ...moments].flatMap((group) => Object.values(group)),
  );
  return (
    frames.reduce((sum, frame) => sum + frameBytes(frame), 0) +
    tensors.reduce((sum, { values }) => sum + values.byteLength, 0)
  );
}
