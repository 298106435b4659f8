/** Curves of runs that are over, for the charts to lay under those of the run that trains. */
import { createContext, useMemo, useSyncExternalStore } from 'react';
import { lossFields } from '../../engine/runConfig';
import type { RunHistory } from '../runStore';
import { Series } from '../series';
import type { Archive, ArchiveSnapshot } from './archive';
import type { ArchivedRun } from './archivedRun';

export interface RunOverlay {
  readonly id: string;
  readonly name: string;
  /** Name of a colour of the page. */
  readonly color: string;
  readonly history: RunHistory;
  /** Its losses mean something else where this differs: loss and settings of it. */
  readonly lossKey: string;
}

export const RunOverlays = createContext<readonly RunOverlay[]>([]);

const COLORS = ['--overlay-1', '--overlay-2', '--overlay-3'] as const;
const BASELINE_COLOR = '--overlay-baseline';

/** The colour in which a run lies over the charts; null: it does not. */
export function overlayColor({ baselineId, overlayIds }: ArchiveSnapshot, id: string): string | null {
  const place = overlayIds.indexOf(id);
  if (id === baselineId) return BASELINE_COLOR;
  return COLORS[place] ?? null;
}

export const useArchive = (archive: Archive): ArchiveSnapshot =>
  useSyncExternalStore(archive.subscribe, archive.getSnapshot);

/** The same list while the choice is the same. */
export function useRunOverlays(snapshot: ArchiveSnapshot): readonly RunOverlay[] {
  const { runs, baselineId, overlayIds } = snapshot;
  return useMemo(() => {
    const ids = [...new Set([...(baselineId === null ? [] : [baselineId]), ...overlayIds])];
    const chosen = ids.flatMap((id) => runs.find((run) => run.id === id) ?? []);
    return chosen.map((run) => ({
      id: run.id,
      name: run.id === baselineId ? 'Baseline' : run.name,
      color: overlayColor(snapshot, run.id) ?? BASELINE_COLOR,
      history: historyOf(run),
      lossKey: lossKey(run.values),
    }));
    // Pins and deletions change the list, not what lies over the charts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [baselineId, overlayIds]);
}

const historyOf = ({ history }: ArchivedRun): RunHistory =>
  Object.fromEntries(
    Object.entries(history).map(([name, { steps, values }]) => {
      const series = new Series();
      steps.forEach((step, i) => series.push(step, values[i] ?? NaN));
      return [name, series];
    }),
  ) as Record<keyof RunHistory, Series>;

/** Runs with the same key have comparable losses. @param values of a configuration, by key */
export function lossKey(values: Readonly<Record<string, string>>): string {
  const loss = values['loss'] ?? '';
  const keys = ['classes', ...lossFields(loss).map((field) => field.key)];
  return [loss, ...keys.map((key) => values[key] ?? '')].join(' ');
}
