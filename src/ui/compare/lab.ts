/**
 * One to four runs side by side, in lockstep: the same data, network, batches and seed, each with its own loss. Each has a worker of
 * its own; a limit that moves with the slowest keeps their steps together.
 */
import type { EngineClient } from '../../engine/client';
import type { Event } from '../../engine/protocol';
import { baseFields, lossFields, parseRunConfig, formatRunConfig, type RunConfig } from '../../engine/runConfig';
import type { Address } from '../address';
import { createRunStore, type RunStore } from '../runStore';
import { CONTROL_LOSS } from './fairness';

export const MAX_LANES = 4;
/** Seconds of training that the fastest may be ahead of the slowest: less stalls it, more lets the pictures drift apart. */
const LEAD_SECONDS = 0.3;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

export interface Lane {
  readonly id: number;
  readonly store: RunStore;
}

export interface Lab {
  /** At least one; a new array whenever a lane comes or goes. */
  readonly getLanes: () => readonly Lane[];
  readonly subscribe: (listener: () => void) => () => void;
  /** Adds a run with another loss and starts all anew: only runs that start together can be compared. */
  readonly add: (lossId: string) => void;
  readonly remove: (id: number) => void;
  readonly matchScale: () => void;
  readonly addControl: () => void;
  /** All runs at once, as one store: transport, shared settings, timeline. */
  readonly all: Pick<
    RunStore,
    | 'play'
    | 'pause'
    | 'stepOnce'
    | 'restartSameWeights'
    | 'restartNewWeights'
    | 'setPace'
    | 'view'
    | 'continueFrom'
    | 'change'
  >;
}

/** The configuration of `base` with another loss: what the losses share stays, the scale too. */
export function withLoss(base: RunConfig, values: Readonly<Record<string, string>>): RunConfig {
  const own = new Set(lossFields(base.loss).map((field) => field.key));
  const shared = Object.fromEntries(Object.entries(formatRunConfig(base)).filter(([key]) => !own.has(key)));
  const scale = base.lossParameters['scale'];
  const takesScale = lossFields(values['loss'] ?? base.loss).some((field) => field.key === 'scale');
  return parseRunConfig({ ...shared, ...(scale !== undefined && takesScale ? { scale: `${scale}` } : {}), ...values })
    .config;
}

export function createLab(
  initial: Address,
  others: readonly RunConfig[] = [],
  createClient?: (onEvent: (event: Event) => void) => EngineClient,
): Lab {
  const listeners = new Set<() => void>();
  let nextId = 0;
  let lanes: readonly Lane[] = [];
  const limits = new Map<number, number>();

  function start(address: Address): Lane {
    const lane = { id: nextId++, store: createRunStore(address, createClient) };
    lane.store.subscribe(keepTogether);
    return lane;
  }

  function setLanes(next: readonly Lane[]): void {
    lanes = next;
    keepTogether();
    for (const listener of listeners) listener();
  }

  function keepTogether(): void {
    const runs = lanes.map((lane) => lane.store.getSnapshot());
    const slowest = Math.min(...runs.map((run) => run.step));
    const pace = Math.min(...runs.map((run) => run.stepsPerSecond));
    const limit = lanes.length < 2 ? NO_LIMIT : slowest + Math.max(1, Math.round(pace * LEAD_SECONDS));
    for (const { id, store } of lanes) {
      if (limits.get(id) === limit) continue;
      limits.set(id, limit);
      store.setLimit(limit);
    }
  }

  const forAll =
    <Arguments extends unknown[]>(act: (store: RunStore, ...values: Arguments) => void) =>
    (...values: Arguments): void => {
      for (const { store } of lanes) act(store, ...values);
    };

  function addConfig(config: RunConfig): void {
    if (lanes.length >= MAX_LANES) return;
    const wasRunning = lanes.some((lane) => lane.store.getSnapshot().state.kind === 'running');
    if (wasRunning) for (const { store } of lanes) store.pause();
    setLanes([...lanes, start({ config, presetId: null, adjustments: [] })]);
    for (const { store } of lanes.slice(0, -1)) if (store.getSnapshot().step > 0) store.restartSameWeights();
  }

  const first = (): RunConfig => {
    const lane = lanes[0];
    if (!lane) throw new Error('lab: expected at least one run, found none.');
    return lane.store.getSnapshot().draft;
  };

  setLanes([
    start(initial),
    ...others.slice(0, MAX_LANES - 1).map((config) => start({ config, presetId: null, adjustments: [] })),
  ]);

  return {
    getLanes: () => lanes,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (lossId) => addConfig(withLoss(first(), { loss: lossId })),
    addControl: () => addConfig(withLoss(first(), { loss: CONTROL_LOSS })),
    remove: (id) => {
      if (lanes.length < 2) return;
      const gone = lanes.find((lane) => lane.id === id);
      setLanes(lanes.filter((lane) => lane !== gone));
      gone?.store.end();
    },
    matchScale: () => {
      const scale = first().lossParameters['scale'];
      if (scale === undefined) return;
      for (const { store } of lanes) {
        if (store.getSnapshot().draft.lossParameters['scale'] !== undefined) store.change('scale', scale);
      }
    },
    all: {
      play: forAll((store) => store.play()),
      pause: forAll((store) => store.pause()),
      stepOnce: forAll((store) => store.stepOnce()),
      restartSameWeights: forAll((store) => store.restartSameWeights()),
      restartNewWeights: forAll((store) => store.restartNewWeights()),
      setPace: forAll((store, stepsPerSecond: number) => store.setPace(stepsPerSecond)),
      view: forAll((store, step: number | null) => store.view(step)),
      continueFrom: forAll((store, step: number) => store.continueFrom(step)),
      change: forAll((store, key: string, value: string | number) => {
        if (key !== baseFields.loss.key) store.change(key, value);
      }),
    },
  };
}
