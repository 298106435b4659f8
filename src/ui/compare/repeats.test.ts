import { expect, test } from 'vitest';
import type { Command, Event, RunDescription } from '../../engine/protocol';
import { parseRunConfig } from '../../engine/runConfig';
import {
  createRepeats,
  differences,
  honestSentence,
  type MeasureWords,
  type Repeats,
  type RepeatsSnapshot,
  summariseRepeats,
} from './repeats';

const configs = ['arcface', 'cosface'].map((loss) => parseRunConfig({ loss }).config);

/** An engine that trains at once: its accuracy is .9 for ArcFace, .8 for CosFace, plus a hundredth per seed. */
function instantEngine(onEvent: (event: Event) => void) {
  let config = configs[0]!;
  const measures = (step: number) => ({
    step,
    testAccuracy: (config.loss === 'arcface' ? 0.9 : 0.8) + config.seed / 100,
    trainAccuracy: 1,
    intraDeg: 5,
    interDeg: 50,
    wEcDeg: 1,
    wInterDeg: 50,
    perClassIntraDeg: [],
  });
  const progress = (step: number): Event => ({
    type: 'progress',
    step,
    epoch: 0,
    stepsPerSecond: 1,
    imagesPerSecond: 1,
    firstStep: 0,
    losses: new Float32Array(0),
    margins: new Float32Array(0),
    marginMean: 0,
    marginSigma: 0,
    due: [],
    measures: measures(step),
  });
  return {
    send: (command: Command) => {
      if (command.type === 'prepare') {
        config = command.config;
        queueMicrotask(() => {
          onEvent({ type: 'state', state: { kind: 'loading', sentence: '', loaded: 0, total: 0 } });
          onEvent({ type: 'described', description: { config } as unknown as RunDescription });
          onEvent(progress(0));
          onEvent({ type: 'state', state: { kind: 'paused', reason: 'ready' } });
        });
      }
      if (command.type === 'play') {
        queueMicrotask(() => {
          onEvent(progress(config.stopAtStep));
          onEvent({ type: 'state', state: { kind: 'paused', reason: 'reached' } });
        });
      }
    },
    restartWorker: () => undefined,
    end: () => undefined,
  };
}

const plan = { configs, names: ['ArcFace', 'CosFace'], seeds: [1, 2, 3], steps: 50 };
const ACCURACY: MeasureWords = { name: 'test accuracy', unit: ' points', factor: 100, digits: 2 };

const finished = (repeats: Repeats): Promise<RepeatsSnapshot> =>
  new Promise((resolve) => {
    repeats.subscribe(() => repeats.getSnapshot().kind === 'done' && resolve(repeats.getSnapshot()));
  });

test('every head runs every seed, in one worker, and the pairs are compared', async () => {
  let workers = 0;
  const repeats = createRepeats({
    createClient: (onEvent) => {
      workers += 1;
      return instantEngine(onEvent);
    },
  });
  const end = finished(repeats);
  repeats.start(plan);
  const { done, total, results } = await end;
  expect([workers, done, total]).toEqual([1, 6, 6]);
  expect(summariseRepeats(results)[0]!.testAccuracy).toMatchObject({ count: 3 });
  expect(summariseRepeats(results)[0]!.testAccuracy.mean).toBeCloseTo(0.92, 10);
  const found = differences(results[1]!, results[0]!, 'testAccuracy');
  found.forEach((difference) => expect(difference).toBeCloseTo(-0.1, 10));
  expect(honestSentence('CosFace', 'ArcFace', found, ACCURACY)).toMatch(
    /In test accuracy CosFace is 10\.00 points below ArcFace .* unlikely to be chance/,
  );
});

test('a run that fails is named, and the others go on', async () => {
  const repeats = createRepeats({
    createClient: (onEvent) => {
      const engine = instantEngine(onEvent);
      let config = configs[0]!;
      return {
        ...engine,
        send: (command) => {
          if (command.type === 'prepare') config = command.config;
          const fails = command.type === 'play' && config.loss === 'cosface' && config.seed === 2;
          if (!fails) engine.send(command);
          else
            queueMicrotask(() =>
              onEvent({
                type: 'state',
                state: { kind: 'failed', failure: { cause: 'diverged', message: 'It broke.', remedy: '' } },
              }),
            );
        },
      };
    },
  });
  const end = finished(repeats);
  repeats.start(plan);
  const { results, problems } = await end;
  expect(problems).toEqual(['CosFace, seed 2: It broke.']);
  expect(summariseRepeats(results).map((summary) => summary.testAccuracy.count)).toEqual([3, 2]);
  // Only seeds that both have finished are pairs.
  expect(differences(results[0]!, results[1]!, 'testAccuracy')).toHaveLength(2);
});

test('cancelled repeats keep what they have, and others can be started', async () => {
  const repeats = createRepeats({ createClient: instantEngine });
  repeats.start(plan);
  repeats.cancel();
  expect(repeats.getSnapshot()).toMatchObject({ kind: 'cancelled', done: 0 });
  const end = finished(repeats);
  repeats.start({ ...plan, seeds: [5] });
  expect((await end).results.map((list) => list.length)).toEqual([1, 1]);
});

test('a difference within chance is called that, and a single seed nothing', () => {
  expect(honestSentence('B', 'A', [0.01, -0.02, 0.02], ACCURACY)).toMatch(
    /0\.33 points above A in the mean of 3 seeds, ± [\d.]+ points \(paired t-test, p = 0\.\d+\).* do not show a difference/,
  );
  expect(honestSentence('B', 'A', [0.5], ACCURACY)).toMatch(/shows nothing/);
});
