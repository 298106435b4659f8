import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import trajectory from '../../../golden/trajectory.json';
import type { Dataset } from '../../data/dataset';
import { defaultRunConfig, parseRunConfig, type RunConfig } from '../runConfig';
import type { NamedTensor } from '../trainer';
import { TfjsTrainer } from './tfjsTrainer';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Reference = (typeof trajectory.runs)[number];

/** The reference's network is no choice of the page (narrower, other image size): its parameters are given whole. */
function trainerFor(run: Reference): TfjsTrainer {
  const [, height = 0, width = 0, channels = 0] = run.inputShape;
  const classes = run.params.classWeights.shape[1] ?? 0;
  const config: RunConfig = {
    ...defaultRunConfig(),
    loss: run.head,
    guard: 'none',
    lossParameters: { scale: run.scale, margin: run.margin, sigma: run.sigma },
    learningRate: run.adam.lr,
    dim: run.params.embedKernel.shape[1] ?? 0,
  };
  const dataset = { height, width, channels, classNames: Array.from({ length: classes }, (_, c) => `${c}`) };
  const initialParameters = Object.fromEntries(
    Object.entries(run.params).map(([name, { shape, values }]): [string, NamedTensor] => [
      name,
      { shape, values: Float32Array.from(values) },
    ]),
  );
  return new TfjsTrainer({ config, dataset: dataset as unknown as Dataset, initialParameters });
}

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0));

describe('whole training steps match the float64 reference', () => {
  test.each(trajectory.runs.map((run) => ({ head: run.head, run })))('$head', async ({ run }) => {
    const trainer = trainerFor(run);
    for (const [number, step] of run.steps.entries()) {
      const norms: Record<string, number> = {};
      const images = tf.tensor4d(step.images, run.inputShape as [number, number, number, number]);
      const { loss } = trainer.trainOn(
        { images, labels: Uint8Array.from(step.labels), margins: Float32Array.from(step.margins) },
        (gradients) => {
          for (const [name, gradient] of Object.entries(gradients)) norms[name] = norm(gradient.dataSync());
        },
      );
      // float32 against float64: 1e-4 relative at first; Adam divides small gradients by their size, which grows the difference.
      const tolerance = 1e-4 * (1 + number);
      expect(Math.abs(loss.dataSync()[0]! - step.loss) / step.loss).toBeLessThan(tolerance);
      for (const [name, expected] of Object.entries(step.gradNorm)) {
        expect(
          Math.abs(norms[name]! - expected) / (expected + 1e-3),
          `gradient of ${name}, step ${number}`,
        ).toBeLessThan(10 * tolerance);
      }
      loss.dispose();
      images.dispose();
    }
    const { parameters } = await trainer.snapshot();
    for (const [name, expected] of Object.entries(run.finalParams)) {
      const found = parameters[name]!.values;
      const difference = norm(expected.map((value, i) => value - found[i]!));
      expect(difference / norm(expected), name).toBeLessThan(2e-3);
    }
    trainer.dispose();
  });
});

test('a run leaves no tensors behind, and a restored snapshot goes on exactly as before', async () => {
  const before = tf.memory().numTensors;
  const count = 64;
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const dataset: Dataset = {
    id: 'noise',
    label: 'Noise',
    height: 8,
    width: 8,
    channels: 1,
    classNames: ['a', 'b', 'c', 'd'],
    images: Uint8Array.from({ length: count * 64 }, (_, i) => (i * 7919) % 251),
    labels: Uint8Array.from(rows, (i) => i % 4),
    trainIndices: rows,
    testIndices: rows,
  };
  for (const { optimizer, loss } of [
    { optimizer: 'adam', loss: 'elasticface-arc' },
    { optimizer: 'sgd', loss: 'elasticface-arc' },
    // These keep running statistics, which belong to the state of a run.
    { optimizer: 'adam', loss: 'curricularface' },
    { optimizer: 'adam', loss: 'adaface' },
    { optimizer: 'adam', loss: 'magface' },
  ] as const) {
    const start = parseRunConfig({ loss }).config;
    const config: RunConfig = { ...start, batchSize: 16, optimizer, learningRate: 0.01 };
    const trainer = new TfjsTrainer({ config, dataset });
    trainer.enqueue(3);
    await trainer.readStatistics();
    const tensors = tf.memory().numTensors;
    const snapshot = await trainer.snapshot();
    trainer.enqueue(4);
    const { firstStep, losses } = await trainer.readStatistics();
    expect(firstStep).toBe(3);
    expect(losses).toHaveLength(4);
    expect(tf.memory().numTensors).toBe(tensors);
    trainer.restore(snapshot);
    expect(trainer.step).toBe(3);
    trainer.enqueue(4);
    expect([...(await trainer.readStatistics()).losses]).toEqual([...losses]);
    expect((await trainer.embed(rows)).length).toBe(count * config.dim);
    trainer.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});
