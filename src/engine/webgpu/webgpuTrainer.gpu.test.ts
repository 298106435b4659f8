/** The fast trainer as a whole: against the float64 reference, against autodiff, against itself, and what it asks of the device. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import trajectory from '../../../golden/trajectory.json';
import type { Dataset } from '../../data/dataset';
import { type ReferenceRun, runTrajectory } from '../../harness';
import { customLossId, losses } from '../../losses';
import { bitsAt, STREAM } from '../random';
import { parseRunConfig } from '../runConfig';
import { TfjsTrainer } from '../tfjs/tfjsTrainer';
import { requestGpu } from '../webgpuAdapter';
import { WebgpuTrainer } from './webgpuTrainer';

let device: GPUDevice;

beforeAll(async () => {
  ({ device } = await requestGpu());
});

const open = (options: ReturnType<typeof tinyRun>): Promise<WebgpuTrainer> =>
  WebgpuTrainer.open(options, { device, hardware: false });

/** Noise with a bright corner that tells the class, so that there is something to learn. */
function tinyRun(
  values: Readonly<Record<string, string>> = {},
  { side = 8, channels = 1, classes = 4, count = 96 } = {},
) {
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const size = side * side * channels;
  const dataset: Dataset = {
    id: 'noise',
    label: 'Noise',
    height: side,
    width: side,
    channels,
    classNames: Array.from({ length: classes }, (_, c) => `${c}`),
    images: Uint8Array.from({ length: count * size }, (_, i) => {
      const isBright = i % size < 8 * channels && i % (2 * classes) === 2 * (Math.floor(i / size) % classes);
      return isBright ? 255 : bitsAt(1, STREAM.sample, 0, i) & 127;
    }),
    labels: Uint8Array.from(rows, (i) => i % classes),
    trainIndices: rows.slice(0, 80),
    testIndices: rows.slice(80),
  };
  const { config } = parseRunConfig({ batch: '16', lr: '0.002', s: '8', ...values });
  return { config, dataset };
}

describe('whole training steps match the float64 reference', () => {
  it.each(trajectory.runs.map((run) => [run.head, run] as const))('%s', async (_, run) => {
    const found = await runTrajectory(run as unknown as ReferenceRun, 'webgpu');
    run.steps.forEach((step, number) => {
      // float32 against float64: 1e-5 relative at first; Adam divides small gradients by their size, which grows the difference.
      const tolerance = 1e-5 * (1 + number);
      const got = found.steps[number]!;
      expect(Math.abs(got.loss - step.loss) / step.loss).toBeLessThan(tolerance);
      for (const [name, expected] of Object.entries(step.gradNorm)) {
        expect(Math.abs(got.gradNorm[name]! - expected) / (expected + 1e-3), name).toBeLessThan(10 * tolerance);
      }
      step.embeddings.forEach((value, i) => expect(Math.abs(got.embeddings[i]! - value)).toBeLessThan(100 * tolerance));
    });
    for (const [name, expected] of Object.entries(run.finalParams)) {
      const norm = (v: number[]): number => Math.hypot(...v);
      const difference = norm(expected.map((value, i) => value - found.finalParams[name]![i]!));
      expect(difference / norm(expected), name).toBeLessThan(1e-4);
    }
  });
});

/** Losses of `steps` steps of both trainers, and the embeddings after them. */
async function runBoth(options: ReturnType<typeof tinyRun>, steps: number) {
  const fast = await open(options);
  await tf.setBackend('cpu');
  const autodiff = new TfjsTrainer(options);
  await fast.enqueue(steps);
  autodiff.enqueue(steps);
  const [a, b] = [await fast.readStatistics(), await autodiff.readStatistics()];
  const rows = options.dataset.testIndices;
  const [x, y] = [await fast.embed(rows), await autodiff.embed(rows)];
  const [v, w] = [await fast.readClassWeights(), await autodiff.readClassWeights()];
  fast.dispose();
  autodiff.dispose();
  return { fast: a.losses, autodiff: b.losses, embeddings: [x, y] as const, classWeights: [v, w] as const };
}

const worstRelative = (a: Float32Array, b: Float32Array): number => {
  const size = Math.max(...a.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN)) / size));
};

it('sees the same batches and margins as autodiff and stays within 1e-3 of it over 50 steps', async () => {
  const found = await runBoth(tinyRun({ loss: 'elasticface-arc', ramp: '20' }), 50);
  expect(found.fast).toHaveLength(50);
  expect(worstRelative(found.autodiff, found.fast)).toBeLessThan(1e-3);
  expect(found.fast.at(-1)!).toBeLessThan(found.fast[0]!);
  // Both have moved 50 steps on their own rounding.
  expect(worstRelative(...found.embeddings)).toBeLessThan(1e-2);
  expect(worstRelative(...found.classWeights)).toBeLessThan(1e-2);
});

/** Two trainers that round differently, a few steps on. */
const FEW_STEPS_TOLERANCE = 1e-3;

it.each([
  { kernel: '5' },
  { width: '16', activation: 'relu' },
  { width: '32', hidden: '0', dim: '2' },
  { hidden: '128', dim: '64' },
  { optimizer: 'sgd', lr: '0.01' },
  { batch: '32', dim: '8' },
])('agrees with autodiff on the network %o', async (values) => {
  const found = await runBoth(tinyRun({ loss: 'arcface', ...(values as Record<string, string>) }), 4);
  expect(worstRelative(found.autodiff, found.fast)).toBeLessThan(FEW_STEPS_TOLERANCE);
  expect(worstRelative(...found.embeddings)).toBeLessThan(1e-2);
});

it.each([
  { side: 12, channels: 3, classes: 4, count: 96 },
  { side: 16, channels: 1, classes: 40, count: 160 },
])('agrees with autodiff on images %o', async (data) => {
  const found = await runBoth(tinyRun({ loss: 'cosface' }, data), 4);
  expect(worstRelative(found.autodiff, found.fast)).toBeLessThan(FEW_STEPS_TOLERANCE);
  expect(worstRelative(...found.embeddings)).toBeLessThan(1e-2);
});

it.each([
  ...losses.map((loss) => loss.id),
  customLossId({ target: 'cos(theta) - E * fn', others: '', draw: 'normal' }),
])('agrees with autodiff on the loss %s', async (loss) => {
  const found = await runBoth(tinyRun({ loss }), 6);
  expect(worstRelative(found.autodiff, found.fast)).toBeLessThan(FEW_STEPS_TOLERANCE);
  expect(worstRelative(...found.embeddings)).toBeLessThan(1e-2);
});

it('gives the same bits in every run, and goes on from a snapshot exactly', async () => {
  for (const values of [{ loss: 'elasticface-arc' }, { loss: 'adaface' }, { optimizer: 'sgd' }]) {
    const options = tinyRun(values);
    const trainer = await open(options);
    await trainer.enqueue(5);
    await trainer.readStatistics();
    const snapshot = await trainer.snapshot();
    await trainer.enqueue(7);
    const { firstStep, losses: first } = await trainer.readStatistics();
    expect(firstStep).toBe(5);
    expect(first).toHaveLength(7);
    trainer.restore(snapshot);
    expect(trainer.step).toBe(5);
    await trainer.enqueue(7);
    expect([...(await trainer.readStatistics()).losses]).toEqual([...first]);
    const again = await open(options);
    await again.enqueue(12);
    expect([...(await again.readStatistics()).losses.slice(5)]).toEqual([...first]);
    expect(await again.snapshot()).toEqual(await trainer.snapshot());
    trainer.dispose();
    again.dispose();
  }
});

it('takes live settings between two steps', async () => {
  const options = tinyRun({ loss: 'elasticface-arc' });
  const trainer = await open(options);
  trainer.applyLiveSettings({ learningRate: 0, lossParameters: { scale: 8, margin: 0.3, sigma: 0.1 } });
  const before = await trainer.snapshot();
  await trainer.enqueue(3);
  const { losses: found } = await trainer.readStatistics();
  expect(new Set(found).size).toBe(3);
  expect((await trainer.snapshot()).parameters).toEqual(before.parameters);
  trainer.dispose();
});

it('asks nothing of the device in the steady state but passes, dispatches and submits', async () => {
  const trainer = await open(tinyRun());
  await trainer.enqueue(2);
  await trainer.readStatistics();
  const counts: Record<string, number> = {};
  const undo: (() => void)[] = [];
  const count = (owner: object, names: readonly string[]): void => {
    for (const name of names) {
      const methods = owner as Record<string, (...args: unknown[]) => unknown>;
      const original = methods[name]!;
      undo.push(() => (methods[name] = original));
      methods[name] = function (this: unknown, ...args: unknown[]) {
        counts[name] = (counts[name] ?? 0) + 1;
        return original.apply(this, args);
      };
    }
  };
  count(GPUDevice.prototype, ['createBuffer', 'createBindGroup', 'createComputePipelineAsync', 'createShaderModule']);
  count(GPUQueue.prototype, ['writeBuffer', 'submit']);
  count(GPUCommandEncoder.prototype, ['beginComputePass', 'copyBufferToBuffer']);
  count(GPUBuffer.prototype, ['mapAsync']);
  count(GPUComputePassEncoder.prototype, ['dispatchWorkgroups']);
  try {
    await trainer.enqueue(20);
  } finally {
    for (const restore of undo) restore();
  }
  const { submit = 0, beginComputePass = 0, dispatchWorkgroups = 0, ...others } = counts;
  expect(others).toEqual({});
  expect(beginComputePass).toBe(submit);
  expect(submit).toBeLessThanOrEqual(20);
  expect(dispatchWorkgroups).toBe(20 * (trainer.plan.sample.length + trainer.plan.train.length));
  await trainer.readStatistics();
  trainer.dispose();
});

it('says what does not suit it before it trains', async () => {
  await expect(open(tinyRun({}, { side: 10, channels: 1, classes: 4, count: 96 }))).rejects.toThrow(
    /multiples of 4.*10 x 10/,
  );
  const small = new Proxy(device, {
    get: (target, key) => {
      if (key === 'limits') return { ...target.limits, maxStorageBufferBindingSize: 1000, maxBufferSize: 1000 };
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  await expect(WebgpuTrainer.open(tinyRun(), { device: small, hardware: false })).rejects.toThrow(
    /buffer of .* MB .* allows/,
  );
});

it('a device that is taken away ends a reading with a failure in words', async () => {
  const { device: own } = await requestGpu();
  const trainer = await WebgpuTrainer.open(tinyRun(), { device: own, hardware: false });
  await trainer.enqueue(1);
  own.destroy();
  await expect(trainer.readStatistics()).rejects.toMatchObject({ failure: { cause: 'device-lost' } });
});

it('times each kernel of a step where the device has timestamps, and the step counts', async () => {
  const trainer = await open(tinyRun());
  const times = await trainer.profile();
  if (device.features.has('timestamp-query')) {
    expect(times?.map(({ label }) => label)).toEqual(
      [...trainer.plan.sample, ...trainer.plan.train].map(({ kernel }) => kernel.label),
    );
    expect(times?.every(({ ms }) => ms >= 0 && ms < 10_000)).toBe(true);
    expect(times?.some(({ ms }) => ms > 0)).toBe(true);
    expect((await trainer.readStatistics()).losses).toHaveLength(1);
  } else {
    expect(times).toBeNull();
    expect(trainer.step).toBe(0);
  }
  trainer.dispose();
});
