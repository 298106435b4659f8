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
  lab = createLab(readAddress('#loss=arcface&seed=7&batch=32&scale=20', ''), {
    createClient: (onEvent) => {
      const engine: Engine = { commands: [], send: onEvent, ended: false };
      engines.push(engine);
      return {
        send: (command) => engine.commands.push(command),
        restartWorker: () => undefined,
        end: () => (engine.ended = true),
      };
    },
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
    due: [],
  });
const start = (engine: Engine): void => engine.send({ type: 'state', state: { kind: 'running' } });
const itineraries = (engine: Engine) => engine.commands.flatMap((c) => (c.type === 'meet' ? [c.itinerary] : []));
const meetings = (engine: Engine) =>
  itineraries(engine).map((itinerary) => itinerary?.waypoints.map(({ step }) => step) ?? null);
/** The run waits at the end of what it was told last. */
const arrive = (engine: Engine): void =>
  engine.send({ type: 'arrived', itinerary: itineraries(engine).at(-1)?.number ?? 0 });

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

test('runs beside each other meet at the same steps; a run alone goes its own way', () => {
  expect(meetings(engines[0]!).at(-1)).toBe(null);
  lab.add('normface');
  for (const engine of engines) start(engine);
  reach(engines[0]!, 10);
  reach(engines[1]!, 8);
  expect(meetings(engines[1]!).at(-1)).toEqual([10, 12]);
  expect(meetings(engines[0]!)).toEqual([null, ...meetings(engines[1]!)]);
  lab.remove(lab.getSnapshot().lanes[1]!.id);
  expect(engines[1]!.ended).toBe(true);
  expect(meetings(engines[0]!).at(-1)).toBe(null);
  lab.remove(lab.getSnapshot().lanes[0]!.id);
  expect(lab.getSnapshot().lanes).toHaveLength(1);
});

test('pause brings all runs to a halt at the same step', () => {
  lab.add('normface');
  for (const engine of engines) start(engine);
  reach(engines[0]!, 12);
  reach(engines[1]!, 9);
  lab.all.pause();
  const paused = (engine: Engine): boolean => engine.commands.at(-1)?.type === 'pause';
  expect(meetings(engines[1]!).at(-1)).toEqual([12]);
  expect(engines.some(paused)).toBe(false);
  reach(engines[0]!, 13); // was under way
  reach(engines[1]!, 12);
  expect(meetings(engines[1]!).at(-1)).toEqual([13]);
  reach(engines[1]!, 13);
  arrive(engines[1]!);
  expect(engines.some(paused)).toBe(false); // the first may be a step ahead of what it told
  arrive(engines[0]!);
  expect(engines.every(paused)).toBe(true);
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
