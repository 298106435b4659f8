/** The store against an engine that is only a list of commands: what the page shows follows from events alone. */
import { beforeEach, expect, test } from 'vitest';
import type { Command, Event, KeyFrame, RunDescription } from '../engine/protocol';
import { readAddress } from './address';
import type { EndedRun } from './runs/archivedRun';
import { createRunStore, type RunStore } from './runStore';

let commands: Command[];
let send: (event: Event) => void;
let store: RunStore;
let ended: EndedRun[];
const run = () => store.getSnapshot();

const keyFrame = (step: number): KeyFrame => ({
  step,
  dim: 2,
  embeddings: new Float32Array(8).fill(step),
  classWeights: new Float32Array(4),
});

const progress = (step: number, changes: Partial<Event & { type: 'progress' }> = {}): Event => ({
  type: 'progress',
  step,
  epoch: 0,
  stepsPerSecond: 1,
  imagesPerSecond: 64,
  firstStep: step - 1,
  losses: Float32Array.of(100 - step),
  margins: Float32Array.of(0.5, 0.5),
  marginMean: 0.5,
  marginSigma: 0,
  due: [],
  keyFrame: keyFrame(step),
  ...changes,
});

beforeEach(() => {
  commands = [];
  ended = [];
  store = createRunStore(readAddress('#loss=arcface', ''), {
    createClient: (onEvent) => {
      send = onEvent;
      return { send: (command) => commands.push(command), restartWorker: () => undefined, end: () => undefined };
    },
    onRunEnds: (run) => ended.push(run),
  });
  const description = {
    config: run().running,
    trainCount: 100,
    classNames: ['0', '1'],
    points: { labels: new Uint8Array(4) },
  } as unknown as RunDescription;
  send({ type: 'described', description });
  send({ type: 'checkpoint', checkpoint: { step: 0, parameters: {}, moments: [] } });
  send({ type: 'state', state: { kind: 'paused', reason: 'ready' } });
  for (let step = 1; step <= 5; step++) {
    send(progress(step));
    if (step === 3) send({ type: 'checkpoint', checkpoint: { step, parameters: {}, moments: [] } });
  }
});

test('an older step is shown while training goes on, and the newest again afterwards', () => {
  store.view(2);
  expect(run()).toMatchObject({ viewStep: 2, step: 5, keyFrame: { step: 2 } });
  send(progress(6));
  expect(run()).toMatchObject({ viewStep: 2, step: 6, keyFrame: { step: 2 } });
  expect(run().recording.steps).toEqual([1, 2, 3, 4, 5, 6]);
  store.view(null);
  expect(run()).toMatchObject({ viewStep: null, keyFrame: { step: 6 } });
});

test('training on from a step takes the checkpoint before it and forgets what came after', () => {
  store.view(4);
  store.continueFrom(4);
  expect(commands.at(-1)).toMatchObject({ type: 'restore', checkpoint: { step: 3 } });
  send({ type: 'rewound', step: 3 });
  expect(run().recording.steps).toEqual([1, 2, 3]);
  expect([...run().history.loss.steps]).toEqual([0, 1, 2]);
  send(progress(4));
  expect(run().recording.steps).toEqual([1, 2, 3, 4]);
});

test('a live setting acts at once and marks the charts; one that needs a restart waits', () => {
  store.change('scale', 30);
  expect(commands.at(-1)).toMatchObject({ type: 'applyLive', settings: { lossParameters: { scale: 30 } } });
  expect(run().marks).toEqual([{ key: 'scale', step: 5, label: 'Scale s 30' }]);
  store.change('batch', '128');
  expect(run().pending).toEqual(['Batch']);
  expect(run().running.batchSize).toBe(64);
  store.restartSameWeights();
  expect(commands.at(-1)).toMatchObject({ type: 'prepare', config: { batchSize: 128, seed: 1 } });
  store.restartNewWeights();
  expect(commands.at(-1)).toMatchObject({ type: 'prepare', config: { seed: 2 } });
});

test('another link starts anew, and what could not be taken from it is named', () => {
  store.open(readAddress('#preset=circle&batch=7', ''));
  expect(commands.at(-1)).toMatchObject({ type: 'prepare', config: { dim: 2, batchSize: 64 } });
  expect(run()).toMatchObject({ presetId: 'circle', adjustments: [{ key: 'batch', given: '7' }] });
});

test('a run that another takes the place of is handed over once, with what it had come to', () => {
  send({ type: 'state', state: { kind: 'paused', reason: 'reached' } });
  store.restartNewWeights();
  expect(ended).toHaveLength(1);
  expect(ended[0]).toMatchObject({ end: 'finished', step: 5, saved: { step: 3, version: 2 } });
  expect(ended[0]?.saved.frames.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
  store.restartNewWeights();
  store.end();
  expect(ended).toHaveLength(1);
});

test('going back keeps the course that is left', () => {
  store.continueFrom(4);
  expect(ended.map(({ end, step }) => [end, step])).toEqual([['stopped', 5]]);
  send({ type: 'rewound', step: 3 });
  store.restartSameWeights();
  expect(ended).toHaveLength(1);
});

test('a saved run that was only looked at does not end as another', () => {
  const saved = store.save();
  store.resume(saved!);
  expect(ended).toHaveLength(1);
  send({ type: 'described', description: run().description! });
  send({ type: 'state', state: { kind: 'paused', reason: 'ready' } });
  send({ type: 'rewound', step: 3 });
  send(progress(3, { losses: new Float32Array(0) }));
  store.restartSameWeights();
  expect(ended).toHaveLength(1);
});

test('a saved run of other images is refused with a sentence, and training does not begin', () => {
  const saved = store.save();
  store.resume(saved!);
  send({ type: 'described', description: { ...run().description!, points: { labels: new Uint8Array(9) } } as never });
  send({ type: 'state', state: { kind: 'paused', reason: 'ready' } });
  expect(run().state).toMatchObject({
    kind: 'failed',
    failure: { cause: 'data', message: 'The saved run shows 4 images of 2 classes, and the data here has 9 of 2.' },
  });
  expect(commands.at(-1)?.type).not.toBe('restore');
});
