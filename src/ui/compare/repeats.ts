/** The same comparison over several seeds, one run after the other: what one seed shows may be chance. */
import type { EngineClient } from '../../engine/client';
import type { Event } from '../../engine/protocol';
import type { RunConfig } from '../../engine/runConfig';
import { meanInterval, type MeanInterval, pairedTest, type PairedTest } from '../../metrics/statistics';
import { createRunStore, type RunSnapshot } from '../runStore';

export const REPEAT_MEASURES = ['testAccuracy', 'intraDeg', 'interDeg', 'auc'] as const;
export type RepeatMeasure = (typeof REPEAT_MEASURES)[number];
export type RepeatResult = Readonly<Record<RepeatMeasure, number>>;

export interface RepeatsState {
  readonly kind: 'idle' | 'running' | 'done' | 'cancelled';
  readonly done: number;
  readonly total: number;
  /** [heads][seeds done so far], the same seeds for each head. */
  readonly results: readonly (readonly RepeatResult[])[];
  /** What stopped it; empty: nothing. */
  readonly problem: string;
}

export const IDLE: RepeatsState = { kind: 'idle', done: 0, total: 0, results: [], problem: '' };

export interface RepeatsPlan {
  readonly configs: readonly RunConfig[];
  readonly seeds: readonly number[];
  readonly steps: number;
}

/** Runs the plan seed by seed, all heads of a seed before the next one. Returns the function that cancels. */
export function runRepeats(
  { configs, seeds, steps }: RepeatsPlan,
  onState: (state: RepeatsState) => void,
  createClient?: (onEvent: (event: Event) => void) => EngineClient,
): () => void {
  const results: RepeatResult[][] = configs.map(() => []);
  const total = configs.length * seeds.length;
  let done = 0;
  let cancelled = false;
  let end: () => void = () => undefined;
  const tell = (kind: RepeatsState['kind'], problem = ''): void =>
    onState({ kind, done, total, results: results.map((list) => [...list]), problem });

  function next(): void {
    const config = configs[done % configs.length];
    const seed = seeds[Math.floor(done / configs.length)];
    if (!config || seed === undefined) {
      tell('done');
      return;
    }
    const start = { config: { ...config, seed, stopAtStep: steps }, presetId: null, adjustments: [] };
    const store = createRunStore(start, createClient ? { createClient } : {});
    const stop = store.subscribe(() => look(store.getSnapshot()));
    end = () => {
      stop();
      store.end();
    };
    let playing = false;
    function look({ state, measures, verification, step }: RunSnapshot): void {
      if (cancelled) return;
      if (state.kind === 'failed') {
        end();
        tell('cancelled', `Seed ${seed ?? ''} stopped: ${state.failure.message}`);
      } else if (state.kind === 'paused' && state.reason === 'ready' && !playing) {
        playing = true;
        store.play();
      } else if (state.kind === 'paused' && state.reason === 'reached' && measures?.step === step) {
        end();
        const { testAccuracy, intraDeg, interDeg } = measures;
        results[done % configs.length]?.push({ testAccuracy, intraDeg, interDeg, auc: verification?.auc ?? NaN });
        done += 1;
        tell('running');
        next();
      }
    }
  }
  tell('running');
  next();
  return () => {
    if (cancelled || done === total) return;
    cancelled = true;
    end();
    tell('cancelled');
  };
}

export interface HeadSummary {
  readonly measures: Readonly<Record<RepeatMeasure, MeanInterval>>;
  /** Against the first head, in test accuracy; null for the first head. */
  readonly againstFirst: PairedTest | null;
}

/** Of the seeds that every head has finished. */
export function summariseRepeats(results: RepeatsState['results']): HeadSummary[] {
  const pairs = Math.min(...results.map((list) => list.length));
  const complete = results.map((list) => list.slice(0, pairs));
  const [first = []] = complete;
  return complete.map((list, head) => ({
    measures: Object.fromEntries(
      REPEAT_MEASURES.map((name) => [name, meanInterval(list.map((result) => result[name]))]),
    ) as Record<RepeatMeasure, MeanInterval>,
    againstFirst:
      head === 0
        ? null
        : pairedTest(
            list.map((result) => result.testAccuracy),
            first.map((result) => result.testAccuracy),
          ),
  }));
}

/** What the seeds do and do not show about the accuracy of two heads, in one sentence. */
export function honestSentence(name: string, firstName: string, { difference, p }: PairedTest): string {
  if (difference.count < 2 || Number.isNaN(p)) return 'One seed shows nothing about the difference: run more.';
  const points = (100 * Math.abs(difference.mean)).toFixed(2);
  const which = difference.mean >= 0 ? 'above' : 'below';
  const seen = `${name} is ${points} points ${which} ${firstName} in the mean of ${difference.count} seeds (paired t-test, p = ${p < 0.001 ? '< 0.001' : p.toFixed(3)})`;
  return p < 0.05
    ? `${seen}: unlikely to be chance on this data with this network; it says nothing about other data.`
    : `${seen}: that is within what chance alone does, so these runs do not show a difference.`;
}
