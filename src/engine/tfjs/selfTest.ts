/**
 * Compares the gradients of a tiny training step of a trainer with those of plain JavaScript: there are phone GPUs on which
 * some gradients are silently zero (TensorFlow.js issue 8590).
 */
import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../../data/dataset';
import { bitsAt, STREAM } from '../random';
import { parseRunConfig } from '../runConfig';
import type { BackendReport, TrainerOptions } from '../trainer';
import { TfjsTrainer } from './tfjsTrainer';

/** Backends differ by rounding, 1e-5 in a net this small; a missing gradient differs by 1. */
const TOLERANCE = 1e-2;
const SIDE = 8;
const COUNT = 16;
const CLASSES = 3;
const SEED = 1;

function tinyDataset(): Dataset {
  const indices = Uint32Array.from({ length: COUNT }, (_, i) => i);
  return {
    id: 'self-test',
    label: 'Self-test',
    height: SIDE,
    width: SIDE,
    channels: 1,
    classNames: Array.from({ length: CLASSES }, (_, c) => `${c}`),
    images: Uint8Array.from({ length: COUNT * SIDE * SIDE }, (_, i) => bitsAt(SEED, STREAM.sample, 0, i) & 255),
    labels: Uint8Array.from(indices, (i) => i % CLASSES),
    trainIndices: indices,
    testIndices: indices,
  };
}

/** Gradients of the first step of a run, by parameter. */
export type GradientsOf = (options: TrainerOptions) => Promise<Record<string, Float32Array>>;

/** On the TensorFlow.js backend of that name, which it leaves current. */
export const tfjsGradientsOn =
  (backend: string): GradientsOf =>
  async (options) => {
    await tf.setBackend(backend);
    const trainer = new TfjsTrainer(options);
    const kept: Record<string, tf.Tensor> = {};
    trainer.enqueue(1, (gradients) => {
      for (const [name, gradient] of Object.entries(gradients)) kept[name] = tf.clone(gradient);
    });
    const read = await Promise.all(
      Object.entries(kept).map(async ([name, gradient]) => [name, Float32Array.from(await gradient.data())] as const),
    );
    tf.dispose(kept);
    await trainer.readStatistics();
    trainer.dispose();
    return Object.fromEntries(read);
  };

/** Largest difference of any gradient, as a share of the largest element of its tensor. `tested` runs last. */
export async function testGradients(tested: GradientsOf): Promise<BackendReport['selfTest']> {
  const startMs = performance.now();
  const options = {
    dataset: tinyDataset(),
    config: parseRunConfig({ batch: `${COUNT}`, seed: `${SEED}` }).config,
  };
  const expected = await tfjsGradientsOn('cpu')(options);
  const found = await tested(options);
  const errors = Object.entries(expected).map(([name, values]) =>
    relativeError(values, found[name] ?? new Float32Array(0)),
  );
  const largestError = errors.some((error) => Number.isNaN(error)) ? NaN : Math.max(...errors);
  return { passed: largestError <= TOLERANCE, largestError, elapsedMs: performance.now() - startMs };
}

function relativeError(expected: Float32Array, found: Float32Array): number {
  let largest = 0;
  let difference = 0;
  expected.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - (found[i] ?? NaN)));
  });
  return difference / largest;
}
