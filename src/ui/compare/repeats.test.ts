import { expect, test } from 'vitest';
import type { Command, Event, RunDescription } from '../../engine/protocol';
import { parseRunConfig } from '../../engine/runConfig';
import { honestSentence, type RepeatsState, runRepeats, summariseRepeats } from './repeats';

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

test('every head runs every seed, and the pairs are compared', async () => {
  const states: RepeatsState[] = [];
  await new Promise<void>((resolve) => {
    runRepeats(
      { configs, seeds: [1, 2, 3], steps: 50 },
      (state) => {
        states.push(state);
        if (state.kind === 'done') resolve();
      },
      instantEngine,
    );
  });
  expect(states.at(-1)).toMatchObject({ done: 6, total: 6 });
  const [arc, cos] = summariseRepeats(states.at(-1)!.results);
  expect(arc!.measures.testAccuracy.mean).toBeCloseTo(0.92, 10);
  expect(cos!.againstFirst!.difference.mean).toBeCloseTo(-0.1, 10);
  expect(honestSentence('CosFace', 'ArcFace', cos!.againstFirst!)).toMatch(
    /10\.00 points below ArcFace .* unlikely to be chance/,
  );
});

test('a difference within chance is called that, and a single seed nothing', () => {
  const [, b] = summariseRepeats(
    [
      [0.9, 0.92, 0.91],
      [0.91, 0.9, 0.93],
    ].map((list) => list.map((testAccuracy) => ({ testAccuracy, intraDeg: 1, interDeg: 1, auc: NaN }))),
  );
  expect(honestSentence('B', 'A', b!.againstFirst!)).toMatch(/do not show a difference/);
  const single = summariseRepeats([
    [{ testAccuracy: 1, intraDeg: 1, interDeg: 1, auc: 1 }],
    [{ testAccuracy: 0, intraDeg: 1, interDeg: 1, auc: 1 }],
  ]);
  expect(honestSentence('B', 'A', single[1]!.againstFirst!)).toMatch(/shows nothing/);
});
