/**
 * The address bar as an encoding of the page: `#v=1&preset=circle&margin=0.2`, a preset plus what differs from it, the runs beside it,
 * the look of the stage, and what is locked.
 */
import {
  type Adjustment,
  formatRunConfig,
  lossFields,
  parseRunConfig,
  type RunConfig,
  withLossValues,
} from '../engine/runConfig';
import { figurePresets } from '../engine/figurePresets';
import { findPreset, presets } from '../engine/presets';
import { ADDRESS_VERSION, migrate } from './addressVersions';
import { formatLock, type Lock, LOCK_KEY, readLock } from './lock';
import { DEFAULT_LOOK, DEFAULT_LOOK_VALUES, formatLook, isLookKey, readLook, type StageLook } from './stage/stageLook';

/** Runs beside the first. */
export const MAX_OTHERS = 3;

/** Where a run begins. */
export interface RunStart {
  readonly config: RunConfig;
  /** The preset that the configuration started from; null: the defaults. */
  readonly presetId: string | null;
  /** What could not be taken as given. */
  readonly adjustments: readonly Adjustment[];
}

export interface Address extends RunStart {
  /** The runs beside it, each with its own loss: `vs=cosface_scale-30_margin-0.35`, one entry a run; absent: those of the preset. */
  readonly others: readonly RunConfig[];
  readonly look: StageLook;
  readonly lock: Lock | null;
}

/** Reads `location.hash` (and `?backend=` of `location.search`, which wins). Never throws; see `parseRunConfig`. */
export function readAddress(hash: string, search: string): Address {
  const pairs = [...new URLSearchParams(hash.replace(/^#/, ''))];
  const version = pairs.find(([key]) => key === 'v')?.[1];
  const migrated = migrate(
    version,
    pairs.filter(([key]) => key !== 'v'),
  );
  const versus = migrated.parameters.flatMap(([key, value]) => (key === 'vs' ? [value] : []));
  const {
    preset: presetId,
    [LOCK_KEY]: locked,
    ...values
  } = Object.fromEntries(migrated.parameters.filter(([key]) => key !== 'vs'));
  const isLook = ([key]: [string, string]): boolean => isLookKey(key);
  const given = Object.fromEntries(Object.entries(values).filter((entry) => !isLook(entry)));
  const backend = new URLSearchParams(search).get('backend');
  if (backend !== null) given['backend'] = backend;
  const preset = presetId === undefined ? undefined : findPreset(presetId);
  const { config, adjustments } = parseRunConfig(startFrom(preset?.values ?? {}, given));
  const { look, adjustments: ofLook } = readLook({
    ...preset?.look,
    ...Object.fromEntries(Object.entries(values).filter(isLook)),
  });
  const notes: Adjustment[] = [...migrated.adjustments];
  if (presetId !== undefined && !preset) {
    notes.push({
      key: 'preset',
      given: presetId,
      expected: `one of ${[...presets, ...figurePresets].map((p) => p.id).join(', ')}`,
    });
  }
  // `vs=` alone: the runs that the preset has beside it were taken away.
  const named = versus.length > 0 ? versus.filter((text) => text !== '') : (preset?.versus ?? []);
  if (named.length > MAX_OTHERS) {
    notes.push({ key: 'vs', given: `${named.length} runs`, used: `${MAX_OTHERS}`, expected: `at most ${MAX_OTHERS}` });
  }
  const others = named.slice(0, MAX_OTHERS).map((text) => {
    const { config: other, adjustments: ofOther } = parseRunConfig(withLossValues(config, readLane(text)));
    notes.push(...ofOther);
    return other;
  });
  const lock = readLock(locked, [config, ...others], notes);
  const all = [...notes, ...adjustments, ...ofLook];
  return { config, presetId: preset?.id ?? null, others, look, lock, adjustments: all };
}

/** `cosface_scale-30_margin-0.35`: a loss and its settings; a formula and its parameters may hold the separator, no key holds a hyphen. */
function readLane(text: string): Record<string, string> {
  const [id = '', ...settings] = text.split('_').map((part) => part.replaceAll('%5F', '_'));
  const entries = settings.map((setting) => {
    const at = setting.indexOf('-');
    return at < 0 ? [setting, ''] : [setting.slice(0, at), setting.slice(at + 1)];
  });
  return { ...(Object.fromEntries(entries) as Record<string, string>), loss: id };
}

function formatLane(config: RunConfig): string {
  const start = formatRunConfig(parseRunConfig({ loss: config.loss }).config);
  const values = formatRunConfig(config);
  const own = lossFields(config.loss).filter(({ key }) => values[key] !== start[key]);
  const parts = [config.loss, ...own.map(({ key }) => `${key}-${values[key] ?? ''}`)];
  return parts.map((part) => part.replaceAll('_', '%5F')).join('_');
}

/** A link that names another loss than its preset takes none of the preset's loss settings: they mean something else there. */
function startFrom(
  preset: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  if (given['loss'] === undefined || given['loss'] === preset['loss']) return { ...preset, ...given };
  const known = new Set(Object.keys(formatRunConfig(parseRunConfig({ loss: given['loss'] }).config)));
  const kept = Object.entries(preset).filter(([key]) => known.has(key) && !['scale', 'margin', 'sigma'].includes(key));
  return { ...Object.fromEntries(kept), ...given };
}

/** A preset as if its link had been opened. */
export function presetAddress(id: string): Address {
  return readAddress(`#preset=${id}`, '');
}

/** A page, for its address: what is absent is as a bare link to the run has it. */
export type AddressedPage = Pick<Address, 'config'> & Partial<Omit<Address, 'adjustments'>>;

/** The hash of a page: the preset's name and every setting that differs from it (without a preset: from the loss's defaults). */
export function formatAddress({
  config,
  presetId = null,
  others = [],
  look = DEFAULT_LOOK,
  lock = null,
}: AddressedPage): string {
  const preset = presetId === null ? undefined : findPreset(presetId);
  const start = formatRunConfig(parseRunConfig(startFrom(preset?.values ?? {}, { loss: config.loss })).config);
  const presetLoss = preset?.values['loss'];
  const differences = Object.entries(formatRunConfig(config)).filter(([key, value]) =>
    key === 'loss' ? value !== presetLoss : start[key] !== value,
  );
  const named = preset ? [['preset', preset.id]] : [];
  const lanes = others.map(formatLane);
  const ofPreset = (preset?.versus ?? []).map((text) =>
    formatLane(parseRunConfig(withLossValues(config, readLane(text))).config),
  );
  const beside = lanes.join('&') === ofPreset.join('&') ? [] : lanes.length > 0 ? lanes : [''];
  return `#${new URLSearchParams([
    ['v', `${ADDRESS_VERSION}`],
    ...named,
    ...differences,
    ...beside.map((lane) => ['vs', lane]),
    ...lookDifferences(look, preset?.look ?? {}),
    ...formatLock(lock),
  ] as string[][]).toString()}`;
}

/** What of the look differs from the preset's; where the preset has more, its default is written out. */
function lookDifferences(look: StageLook, ofPreset: Readonly<Record<string, string>>): [string, string][] {
  const values = formatLook(look);
  const start = formatLook(readLook(ofPreset).look);
  return Object.keys({ ...start, ...values }).flatMap((key): [string, string][] => {
    const value = values[key] ?? DEFAULT_LOOK_VALUES[key];
    return value === undefined || value === start[key] ? [] : [[key, value]];
  });
}
