/**
 * One to four runs side by side, in lockstep: the same data, network, batches and seed, each with its own loss. Each has a worker of
 * its own; `Lockstep` keeps their steps together.
 */
import type { Itinerary } from '../../engine/protocol';
import { baseFields, parseRunConfig, type RunConfig, withLoss } from '../../engine/runConfig';
import { type Address, MAX_OTHERS, type RunStart } from '../address';
import { createRunStore, type RunSnapshot, type RunStore, type RunStoreOptions } from '../runStore';
import type { SavedRun } from '../session/savedRun';
import { CONTROL_LOSS } from './fairness';
import { Lockstep, type Pacer } from './lockstep';

export const MAX_LANES = 1 + MAX_OTHERS;

export interface Lane {
  readonly id: number;
  readonly store: RunStore;
}

export interface LabSnapshot {
  /** At least one. */
  readonly lanes: readonly Lane[];
  /** Of each lane. */
  readonly runs: readonly RunSnapshot[];
}

export interface Lab {
  readonly getSnapshot: () => LabSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  /** Adds a run with another loss and starts all anew: only runs that start together can be compared. */
  readonly add: (lossId: string) => void;
  readonly remove: (id: number) => void;
  readonly matchScale: () => void;
  readonly addControl: () => void;
  /** Another link or preset: everything starts anew. */
  readonly open: (address: Pick<Address, keyof RunStart | 'others'>) => void;
  /** All runs, each as it can be shown and trained on; those that have not trained are left out. */
  readonly save: () => SavedRun[];
  /** Saved runs in the place of those there are, each where it stood. At least one, at most `MAX_LANES`. */
  readonly resume: (saved: readonly SavedRun[]) => void;
  /** Steps from which all runs can train on, ascending. */
  readonly checkpoints: () => readonly number[];
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

const pacerOf = ({ state, step, stepsPerSecond, due, arrived }: RunSnapshot): Pacer => ({
  isRunning: state.kind === 'running',
  step,
  stepsPerSecond,
  due,
  arrived,
});

const alone = (config: RunConfig): RunStart => ({ config, presetId: null, adjustments: [] });

export function createLab(initial: Pick<Address, keyof RunStart | 'others'>, options: RunStoreOptions = {}): Lab {
  const listeners = new Set<() => void>();
  let nextId = 0;
  let lanes: readonly Lane[] = [];
  let snapshot: LabSnapshot = { lanes: [], runs: [] };
  const lockstep = new Lockstep();
  /** What each lane was told last. */
  const told = new Map<number, Itinerary | null>();

  function start(address: RunStart): Lane {
    const lane = { id: nextId++, store: createRunStore(address, options) };
    lane.store.subscribe(refresh);
    return lane;
  }

  function setLanes(next: readonly Lane[]): void {
    lanes = next;
    refresh();
  }

  function refresh(): void {
    snapshot = { lanes, runs: lanes.map((lane) => lane.store.getSnapshot()) };
    keepTogether();
    for (const listener of listeners) listener();
  }

  function keepTogether(): void {
    const alone = lanes.length < 2;
    const { itinerary, hasHalted } = lockstep.plan(snapshot.runs.map(pacerOf));
    for (const { id, store } of lanes) {
      const meet = alone ? null : itinerary;
      if (told.get(id) === meet) continue;
      told.set(id, meet);
      store.meet(meet);
    }
    if (hasHalted) for (const { store } of lanes) store.pause();
  }

  function play(): void {
    lockstep.go();
    for (const { store } of lanes) store.play();
  }

  /** Runs beside each other come to a halt at the same step. */
  function pause(): void {
    if (lanes.length > 1) lockstep.halt();
    else lanes[0]?.store.pause();
    refresh();
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
    setLanes([...lanes, start(alone(config))]);
    for (const { store } of lanes.slice(0, -1)) if (store.getSnapshot().step > 0) store.restartSameWeights();
  }

  function startOthers({ others }: Pick<Address, 'others'>): Lane[] {
    return others.map((config) => start(alone(config)));
  }

  /** The first lane alone; the others end. */
  function keepFirst(): Lane {
    const [kept, ...gone] = lanes;
    if (!kept) throw new Error('lab: expected at least one run, found none.');
    // In the order in which they stand beside each other, so that their names tell the differences of neighbours.
    kept.store.retire();
    for (const { store } of gone) store.end();
    setLanes([kept]);
    return kept;
  }

  function checkpoints(): readonly number[] {
    const [own = [], ...others] = snapshot.runs.map((run) => run.recording.checkpoints);
    return own.filter((step) => others.every((steps) => steps.includes(step)));
  }

  const first = (): RunConfig => {
    const lane = lanes[0];
    if (!lane) throw new Error('lab: expected at least one run, found none.');
    return lane.store.getSnapshot().draft;
  };

  setLanes([start(initial), ...startOthers(initial)]);

  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (lossId) => addConfig(withLoss(first(), lossId)),
    addControl: () => addConfig(withLoss(first(), CONTROL_LOSS)),
    remove: (id) => {
      if (lanes.length < 2) return;
      const gone = lanes.find((lane) => lane.id === id);
      setLanes(lanes.filter((lane) => lane !== gone));
      gone?.store.end();
    },
    open: (address) => {
      const kept = keepFirst();
      kept.store.open(address);
      setLanes([kept, ...startOthers(address)]);
    },
    save: () => lanes.flatMap(({ store }) => store.save() ?? []),
    resume: ([saved, ...others]) => {
      if (!saved) return;
      const kept = keepFirst();
      kept.store.resume(saved);
      const beside = others.slice(0, MAX_OTHERS).map((other) => {
        const lane = start(alone(parseRunConfig(other.values).config));
        lane.store.resume(other);
        return lane;
      });
      setLanes([kept, ...beside]);
    },
    checkpoints,
    matchScale: () => {
      const scale = first().lossParameters['scale'];
      if (scale === undefined) return;
      for (const { store } of lanes) {
        if (store.getSnapshot().draft.lossParameters['scale'] !== undefined) store.change('scale', scale);
      }
    },
    all: {
      play,
      pause,
      stepOnce: forAll((store) => store.stepOnce()),
      restartSameWeights: forAll((store) => store.restartSameWeights()),
      restartNewWeights: forAll((store) => store.restartNewWeights()),
      setPace: forAll((store, stepsPerSecond: number) => store.setPace(stepsPerSecond)),
      view: forAll((store, step: number | null) => store.view(step)),
      continueFrom: (step) => {
        const common = checkpoints().findLast((checkpoint) => checkpoint <= step);
        if (common !== undefined) for (const { store } of lanes) store.continueFrom(common);
      },
      change: forAll((store, key: string, value: string | number) => {
        if (key !== baseFields.loss.key) store.change(key, value);
      }),
    },
  };
}
