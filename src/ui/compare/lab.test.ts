/** Lanes against engines that are only lists of commands. */
import { beforeEach, expect, test } from 'vitest';
import type { Command, Event, RunDescription } from '../../engine/protocol';
import { readAddress } from '../address';
import { createLab, type Lab } from './lab';

interface Engine {
  readonly commands: Command[];
  readonly send: (event: Event) => void;
  ended: boolean;
}

let engines: Engine[];
let lab: Lab;

beforeEach(() => {
  engines = [];
  lab = createLab(readAddress('#loss=arcface&seed=7&batch=32&scale=20', ''), (onEvent) => {
    const engine: Engine = { commands: [], send: onEvent, ended: false };
    engines.push(engine);
    return {
      send: (command) => engine.commands.push(command),
      restartWorker: () => undefined,
      end: () => (engine.ended = true),
    };
  });
});

const reach = (engine: Engine, step: number, stepsPerSecond = 10): void =>
  engine.send({
    type: 'progress',
    step,
    epoch: 0,
    stepsPerSecond,
    imagesPerSecond: 0,
    firstStep: step,
    losses: new Float32Array(0),
    margins: new Float32Array(0),
    marginMean: 0,
    marginSigma: 0,
  });
const limits = (engine: Engine) => engine.commands.filter((c) => c.type === 'limit').map((c) => c.step);

test('a second run shares everything but the loss, and both start together', () => {
  const description = { config: lab.getSnapshot().lanes[0]!.store.getSnapshot().running } as unknown as RunDescription;
  engines[0]!.send({ type: 'described', description });
  reach(engines[0]!, 12);
  lab.add('cosface');
  expect(lab.getSnapshot().lanes).toHaveLength(2);
  const [a, b] = lab.getSnapshot().lanes.map((lane) => lane.store.getSnapshot().draft);
  expect(b).toMatchObject({ loss: 'cosface', seed: 7, batchSize: 32, lossParameters: { scale: 20, margin: 0.35 } });
  expect({ ...b, loss: a!.loss, lossParameters: a!.lossParameters, guard: a!.guard }).toEqual(a);
  expect(engines[0]!.commands.filter((c) => c.type === 'prepare')).toHaveLength(2);
});

test('the faster run waits for the slower; a run alone never waits', () => {
  expect(limits(engines[0]!).at(-1)).toBe(Number.MAX_SAFE_INTEGER);
  lab.add('normface');
  reach(engines[0]!, 10);
  expect(limits(engines[0]!).at(-1)).toBe(1);
  reach(engines[1]!, 8);
  expect(limits(engines[0]!).at(-1)).toBe(8 + 3);
  lab.remove(lab.getSnapshot().lanes[1]!.id);
  expect(engines[1]!.ended).toBe(true);
  expect(limits(engines[0]!).at(-1)).toBe(Number.MAX_SAFE_INTEGER);
  lab.remove(lab.getSnapshot().lanes[0]!.id);
  expect(lab.getSnapshot().lanes).toHaveLength(1);
});

test('four runs at most; the scales can be matched', () => {
  for (const loss of ['cosface', 'normface', 'elasticface-arc', 'softmax']) lab.add(loss);
  expect(lab.getSnapshot().lanes.map((lane) => lane.store.getSnapshot().draft.loss)).toEqual([
    'arcface',
    'cosface',
    'normface',
    'elasticface-arc',
  ]);
  lab.getSnapshot().lanes[1]!.store.change('scale', 40);
  lab.matchScale();
  expect(lab.getSnapshot().lanes.map((lane) => lane.store.getSnapshot().draft.lossParameters['scale'])).toEqual([
    20, 20, 20, 20,
  ]);
});
