/** The order of things in the main loop, with a trainer that only counts: numbers are the trainers' own tests' matter. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { OpenRun } from './openRun';
import type { Event, Failure, RunDescription, Waypoint } from './protocol';
import { parseRunConfig, type RunConfig } from './runConfig';
import { Session } from './session';
import type { LiveSettings, StepStatistics, Trainer, TrainerSnapshot } from './trainer';

/** Loss of step k is 100 - k; from `breaksAt` on it is NaN. */
class CountingTrainer implements Trainer {
  step = 0;
  disposed = false;
  live: LiveSettings | null = null;
  #read = 0;

  constructor(private readonly breaksAt = Infinity) {}

  enqueue(count: number): void {
    if (this.disposed) throw new Error('used after dispose');
    this.step += count;
  }

  readStatistics(): Promise<StepStatistics> {
    const firstStep = this.#read;
    const losses = Float32Array.from({ length: this.step - firstStep }, (_, i) =>
      firstStep + i >= this.breaksAt ? NaN : 100 - firstStep - i,
    );
    this.#read = this.step;
    return Promise.resolve({ firstStep, losses });
  }

  applyLiveSettings(settings: LiveSettings): void {
    this.live = settings;
  }
  embed = (): Promise<Float32Array> => Promise.resolve(new Float32Array(0));
  readClassWeights = (): Promise<Float32Array> => Promise.resolve(new Float32Array(0));
  snapshot = (): Promise<TrainerSnapshot> => Promise.resolve({ step: this.step, parameters: {}, moments: [] });
  restore(snapshot: TrainerSnapshot): void {
    this.step = snapshot.step;
    this.#read = snapshot.step;
  }
  dispose(): void {
    this.disposed = true;
  }
}

const describeRun = (config: RunConfig): RunDescription => ({
  config,
  backend: {
    name: 'cpu',
    adapter: '',
    reason: '',
    hardware: false,
    selfTest: { passed: true, largestError: 0, elapsedMs: 0 },
  },
  classNames: [],
  trainCount: 640,
  testCount: 10,
  points: {
    labels: new Uint8Array(),
    isTest: new Uint8Array(),
    images: new Uint8Array(),
    imageHeight: 0,
    imageWidth: 0,
    imageChannels: 1,
  },
  parameterCount: 0,
  heldOut: null,
});

function openCounting(config: RunConfig, trainer: CountingTrainer): OpenRun {
  return {
    trainer,
    description: describeRun(config),
    applyLive: (settings) => trainer.applyLiveSettings(settings),
    drawnMargins: () => ({ margins: new Float32Array(0), mean: 0, sigma: 0 }),
    takeKeyFrame: () =>
      Promise.resolve({
        step: trainer.step,
        dim: 2,
        embeddings: new Float32Array(0),
        classWeights: new Float32Array(0),
      }),
    measure: () =>
      Promise.resolve({
        step: trainer.step,
        testAccuracy: 0,
        trainAccuracy: 0,
        intraDeg: 0,
        interDeg: 0,
        wEcDeg: 0,
        wInterDeg: 0,
        perClassIntraDeg: [],
      }),
    verify: () => Promise.resolve(null),
    explainDivergence: (atStep, lastGoodStep) => ({
      cause: 'diverged',
      message: `broke at ${atStep}`,
      remedy: `back to ${lastGoodStep}`,
    }),
    onLost: (listener) => (loseDevice = listener),
  };
}

let loseDevice: (failure: Failure) => void;
let events: Event[];
let trainers: CountingTrainer[];
let breaksAt: number;
let onSleep: () => void;
let session: Session;

beforeEach(() => {
  events = [];
  trainers = [];
  breaksAt = Infinity;
  onSleep = () => undefined;
  let clockMs = 0;
  session = new Session({
    open: (config) => {
      const trainer = new CountingTrainer(breaksAt);
      trainers.push(trainer);
      return Promise.resolve(openCounting(config, trainer));
    },
    post: (event) => events.push(event),
    nowMs: () => (clockMs += 5),
    sleep: () => {
      onSleep();
      return Promise.resolve();
    },
  });
});

const prepare = (values: Record<string, string> = {}) =>
  session.handle({ type: 'prepare', config: parseRunConfig(values).config });
const progress = () => events.filter((event) => event.type === 'progress');
const states = () => events.filter((event) => event.type === 'state').map((event) => event.state);
const arrivals = () => events.flatMap((event) => (event.type === 'arrived' ? [event.itinerary] : []));
const losses = () => progress().flatMap((event) => [...event.losses]);

describe('Session', () => {
  it('describes the run, shows it at step 0 and is ready', async () => {
    await prepare();
    expect(events.map((event) => event.type)).toEqual(['state', 'described', 'checkpoint', 'progress', 'state']);
    expect(progress()[0]).toMatchObject({ step: 0, keyFrame: { step: 0 }, measures: { step: 0 } });
    expect(states().at(-1)).toEqual({ kind: 'paused', reason: 'ready' });
  });

  it('does exactly one step on "step" and shows its result', async () => {
    await prepare();
    await session.handle({ type: 'step' });
    expect(trainers[0]?.step).toBe(1);
    expect(losses()).toEqual([100]);
    expect(progress().at(-1)).toMatchObject({ step: 1, keyFrame: { step: 1 }, measures: { step: 1 } });
  });

  it('stops by itself at the set step, never past it, with every loss reported once', async () => {
    await prepare({ steps: '100' });
    await session.handle({ type: 'play' });
    expect(losses()).toEqual(Array.from({ length: 100 }, (_, k) => 100 - k));
    expect(states().at(-1)).toEqual({ kind: 'paused', reason: 'reached' });
    expect(progress().at(-1)).toMatchObject({ step: 100, measures: { step: 100 } });
  });

  it('pauses between two messages and plays on from there', async () => {
    await prepare({ steps: '200' });
    let sleeps = 0;
    onSleep = () => {
      if (++sleeps === 3) void session.handle({ type: 'pause' });
    };
    await session.handle({ type: 'play' });
    const pausedAt = trainers[0]?.step ?? 0;
    expect(states().at(-1)).toEqual({ kind: 'paused', reason: 'user' });
    expect(pausedAt).toBeLessThan(200);
    await session.handle({ type: 'play' });
    expect(losses()).toHaveLength(200);
  });

  it('passes live settings on while it trains', async () => {
    await prepare({ steps: '50' });
    const settings = { learningRate: 0.1, lossParameters: { scale: 7 } };
    onSleep = () => void session.handle({ type: 'applyLive', settings });
    await session.handle({ type: 'play' });
    expect(trainers[0]?.live).toEqual(settings);
  });

  it('stops at the first loss that is not a number, keeps it out of the curve, and can go back', async () => {
    breaksAt = 30;
    await prepare();
    await session.handle({ type: 'play' });
    expect(states().at(-1)).toMatchObject({ kind: 'failed', failure: { cause: 'diverged', message: 'broke at 30' } });
    expect(losses()).toHaveLength(30);
    await session.handle({ type: 'goBack' });
    expect(states().at(-1)).toEqual({ kind: 'paused', reason: 'user' });
    expect(events.some((event) => event.type === 'rewound')).toBe(true);
    expect(trainers[0]?.step).toBeLessThanOrEqual(30);
  });

  it('goes on from the last good state on a new device, with its live settings, when the old one is taken away', async () => {
    await prepare({ backend: 'webgpu' });
    const settings = { learningRate: 0.1, lossParameters: { scale: 7 } };
    await session.handle({ type: 'applyLive', settings });
    await session.handle({ type: 'step' });
    loseDevice({ cause: 'device-lost', message: 'gone', remedy: '' });
    expect(states().at(-1)).toMatchObject({ kind: 'failed', failure: { cause: 'device-lost' } });
    const described = events.filter((event) => event.type === 'described').length;
    await session.handle({ type: 'goBack' });
    expect(trainers).toHaveLength(2);
    expect(trainers[0]?.disposed).toBe(true);
    expect(trainers[1]?.live).toEqual(settings);
    expect(states().at(-1)).toEqual({ kind: 'paused', reason: 'user' });
    expect(events.map((event) => event.type)).toContain('reopened');
    // What was recorded stays.
    expect(events.filter((event) => event.type === 'described')).toHaveLength(described);
    await session.handle({ type: 'step' });
    expect(trainers[1]?.step).toBe(1 + (events.findLast((e) => e.type === 'rewound')?.step ?? NaN));
  });

  it('disposes the old network when a new run is prepared while training', async () => {
    await prepare();
    onSleep = () => {
      onSleep = () => undefined;
      void prepare({ seed: '2' });
    };
    await session.handle({ type: 'play' });
    await session.handle({ type: 'pause' });
    await session.handle({ type: 'stopAt', step: 0 });
    await prepare({ seed: '3' });
    expect(trainers.slice(0, -1).every((trainer) => trainer.disposed)).toBe(true);
    expect(trainers.at(-1)?.disposed).toBe(false);
  });

  it('reports what open throws as a failure', async () => {
    const broken = new Session({
      open: () => Promise.reject(new Error('no data')),
      post: (event) => events.push(event),
      nowMs: () => 0,
      sleep: () => Promise.resolve(),
    });
    await broken.handle({ type: 'prepare', config: parseRunConfig({}).config });
    expect(states().at(-1)).toMatchObject({ kind: 'failed', failure: { cause: 'worker', message: 'no data' } });
  });

  it('goes on from a checkpoint, paused, and says so before anything newer', async () => {
    await prepare({ steps: '7' });
    await session.handle({ type: 'play' });
    const checkpoint: TrainerSnapshot = { step: 3, parameters: {}, moments: [] };
    events = [];
    await session.handle({ type: 'restore', checkpoint });
    expect(events[0]).toEqual({ type: 'rewound', step: 3 });
    expect(progress().at(-1)).toMatchObject({ step: 3, keyFrame: { step: 3 } });
    expect(states().at(-1)).toEqual({ kind: 'paused', reason: 'user' });
    await session.handle({ type: 'step' });
    expect(losses()).toEqual([97]);
  });

  it('refuses a checkpoint of another network with a sentence', async () => {
    await prepare();
    const foreign = { a: { shape: [2], values: new Float32Array(2) } };
    await session.handle({ type: 'restore', checkpoint: { step: 3, parameters: foreign, moments: [] } });
    expect(states().at(-1)).toMatchObject({ kind: 'failed', failure: { cause: 'data' } });
    expect(trainers[0]?.step).toBe(0);
  });

  it('meets the others at waypoints: takes there what is asked, nothing elsewhere, and waits at the last one', async () => {
    await prepare({ steps: '9' });
    events = [];
    const meet = (number: number, ...waypoints: Waypoint[]): Promise<void> =>
      session.handle({ type: 'meet', itinerary: { number, waypoints } });
    await meet(7, { step: 3, take: ['keyFrame'] }, { step: 4, take: ['measures'] });
    let sleeps = 0;
    let waitedAt = -1;
    onSleep = () => {
      sleeps += 1;
      if (sleeps === 50) {
        waitedAt = trainers[0]!.step;
        void meet(8, { step: 2, take: [] });
      }
      // Behind the end of an itinerary is at its end as well.
      if (sleeps === 60) {
        expect(arrivals()).toEqual([7, 8]);
        void meet(9, { step: 100, take: [] });
      }
    };
    await session.handle({ type: 'play' });
    expect(waitedAt).toBe(4);
    expect(losses()).toHaveLength(9);
    // The last of each belongs to the complete picture at the stop.
    expect(progress().flatMap(({ keyFrame }) => keyFrame?.step ?? [])).toEqual([3, 9]);
    expect(progress().flatMap(({ measures }) => measures?.step ?? [])).toEqual([4, 9]);
  });

  it('says what is due by its own clock', async () => {
    await prepare({ steps: '60' });
    await session.handle({ type: 'meet', itinerary: { number: 1, waypoints: [{ step: 60, take: [] }] } });
    await session.handle({ type: 'play' });
    const due = progress().map((event) => event.due);
    expect(due[0]).toEqual([]);
    expect(due.some((samples) => samples.includes('keyFrame'))).toBe(true);
  });
});
