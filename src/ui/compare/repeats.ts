/** The same comparison over several seeds, one run after the other beside what the page shows: what one seed shows may be chance. */
import type { RunConfig } from '../../engine/runConfig';
import { meanInterval, type MeanInterval, pairedTest, type PairedTest } from '../../metrics/statistics';
import { createRunStore, type RunStore, type RunStoreOptions } from '../runStore';

export const REPEAT_MEASURES = ['testAccuracy', 'intraDeg', 'interDeg', 'auc', 'eer'] as const;
export type RepeatMeasure = (typeof REPEAT_MEASURES)[number];
/** At the last step; NaN: the run failed, or the measure has no meaning for it. */
export type RepeatResult = Readonly<Record<RepeatMeasure, number>>;

export interface RepeatsPlan {
  readonly configs: readonly RunConfig[];
  /** Of the configurations, as they stand beside each other. */
  readonly names: readonly string[];
  readonly seeds: readonly number[];
  readonly steps: number;
}

export interface RepeatsSnapshot {
  readonly kind: 'idle' | 'running' | 'done' | 'cancelled';
  readonly plan: RepeatsPlan;
  readonly done: number;
  readonly total: number;
  /** [heads][seeds done so far], the same seeds for each head. */
  readonly results: readonly (readonly RepeatResult[])[];
  /** Runs that failed, each in a sentence; the others go on. */
  readonly problems: readonly string[];
}

export interface Repeats {
  readonly getSnapshot: () => RepeatsSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  readonly start: (plan: RepeatsPlan) => void;
  readonly cancel: () => void;
}

const FAILED: RepeatResult = { testAccuracy: NaN, intraDeg: NaN, interDeg: NaN, auc: NaN, eer: NaN };
const NO_PLAN: RepeatsPlan = { configs: [], names: [], seeds: [], steps: 0 };
const IDLE: RepeatsSnapshot = { kind: 'idle', plan: NO_PLAN, done: 0, total: 0, results: [], problems: [] };

/** Runs seed by seed, all heads of a seed before the next one, in one worker. */
export function createRepeats(options: Pick<RunStoreOptions, 'createClient'> = {}): Repeats {
  const listeners = new Set<() => void>();
  let snapshot = IDLE;
  let end: () => void = () => undefined;

  const tell = (changes: Partial<RepeatsSnapshot>): void => {
    snapshot = { ...snapshot, ...changes };
    for (const listener of listeners) listener();
  };

  function start(plan: RepeatsPlan): void {
    cancel();
    const { configs, seeds, steps } = plan;
    const total = configs.length * seeds.length;
    tell({ kind: 'running', plan, done: 0, total, results: configs.map(() => []), problems: [] });
    const startOf = (index: number) => ({
      config: {
        ...(configs[index % configs.length] ?? configs[0]!),
        seed: seeds[Math.floor(index / configs.length)] ?? 0,
        stopAtStep: steps,
      },
      presetId: null,
      adjustments: [],
    });
    const store = createRunStore(startOf(0), options);
    /** Until the next run loads, the state of the one before is still on view. */
    let isWaiting = true;
    let isPlaying = false;
    const stop = store.subscribe(() => look(store));
    end = () => {
      stop();
      store.end();
    };

    function look({ getSnapshot, play }: RunStore): void {
      const { state, measures, verification, step } = getSnapshot();
      if (isWaiting) {
        isWaiting = state.kind !== 'loading';
      } else if (state.kind === 'failed') {
        const head = snapshot.done % configs.length;
        const seed = seeds[Math.floor(snapshot.done / configs.length)] ?? 0;
        finish(FAILED, `${plan.names[head] ?? ''}, seed ${seed}: ${state.failure.message}`);
      } else if (state.kind === 'paused' && state.reason === 'ready' && !isPlaying) {
        isPlaying = true;
        play();
      } else if (state.kind === 'paused' && state.reason === 'reached' && measures?.step === step) {
        const { testAccuracy, intraDeg, interDeg } = measures;
        const { auc = NaN, eer = NaN } = verification ?? {};
        finish({ testAccuracy, intraDeg, interDeg, auc, eer });
      }
    }

    function finish(result: RepeatResult, problem?: string): void {
      const head = snapshot.done % configs.length;
      const done = snapshot.done + 1;
      isPlaying = false;
      isWaiting = true;
      if (done === total) end();
      tell({
        done,
        results: snapshot.results.map((list, i) => (i === head ? [...list, result] : list)),
        problems: problem === undefined ? snapshot.problems : [...snapshot.problems, problem],
        ...(done === total ? { kind: 'done' as const } : {}),
      });
      if (done < total) store.open(startOf(done));
    }
  }

  function cancel(): void {
    if (snapshot.kind !== 'running') return;
    end();
    tell({ kind: 'cancelled' });
  }

  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start,
    cancel,
  };
}

/** Mean and 95 % interval of each head over the seeds that it has finished. */
export function summariseRepeats(results: RepeatsSnapshot['results']): Readonly<Record<RepeatMeasure, MeanInterval>>[] {
  return results.map(
    (list) =>
      Object.fromEntries(
        REPEAT_MEASURES.map((name) => [name, meanInterval(list.map((r) => r[name]).filter(Number.isFinite))]),
      ) as Record<RepeatMeasure, MeanInterval>,
  );
}

/** a - b for each seed that both have finished. */
export function differences(a: readonly RepeatResult[], b: readonly RepeatResult[], measure: RepeatMeasure): number[] {
  const count = Math.min(a.length, b.length);
  return a
    .slice(0, count)
    .map((result, i) => result[measure] - (b[i]?.[measure] ?? NaN))
    .filter(Number.isFinite);
}

export interface MeasureWords {
  /** `points` for accuracy, `°` for angles: written behind the number. */
  readonly unit: string;
  /** The measure times this is what the unit counts. */
  readonly factor: number;
  readonly digits: number;
  /** `accuracy` */
  readonly name: string;
}

/** What the seeds do and do not show about two heads in one measure, in one sentence. */
export function honestSentence(name: string, other: string, found: readonly number[], words: MeasureWords): string {
  if (found.length < 2) return 'One seed shows nothing about the difference: run more.';
  const test: PairedTest = pairedTest(
    found,
    found.map(() => 0),
  );
  const { difference, p } = test;
  const size = (value: number): string => `${(words.factor * Math.abs(value)).toFixed(words.digits)}${words.unit}`;
  const which = difference.mean >= 0 ? 'above' : 'below';
  const seen =
    `In ${words.name} ${name} is ${size(difference.mean)} ${which} ${other} in the mean of ${difference.count} seeds, ` +
    `± ${size(difference.halfWidth)} (paired t-test, p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`})`;
  return p < 0.05
    ? `${seen}: unlikely to be chance on this data with this network; it says nothing about other data.`
    : `${seen}: that is within what chance alone does, so these runs do not show a difference.`;
}
