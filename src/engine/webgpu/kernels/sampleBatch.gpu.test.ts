import { beforeAll, expect, it } from 'vitest';
import { batchOfStep, marginsOfStep } from '../../batches';
import { parseRunConfig } from '../../runConfig';
import { requestGpu } from '../../webgpuAdapter';
import { finishStep } from './finishStep';
import { gatherImages } from './gatherImages';
import { ADAM, optimize } from './optimize';
import { bitsOf, noise, runKernel, worstError } from './runKernel';
import { sampleBatch } from './sampleBatch';
import { settingsValues } from './settings';

let device: GPUDevice;

beforeAll(async () => {
  ({ device } = await requestGpu());
});

const fixed = { learningRate: 0, momentum: 0, marginMean: 0, marginSigma: 0 };

it.each([0, 1, 4, 5, 250, 100_000])(
  'step %d: the rows of the other trainer bit by bit, its margins to float32',
  async (step) => {
    const { config } = parseRunConfig({ loss: 'elasticface-arc', batch: '16', ramp: '300', seed: '77' });
    const lossParameters = { ...config.lossParameters, margin: 0.4, sigma: 0.1 };
    // 75: the fifth batch reaches over the end of an epoch.
    const trainRows = Uint32Array.from({ length: 75 }, (_, i) => 2 * i + 1);
    const classes = Uint32Array.from({ length: 160 }, (_, i) => i % 7);
    const found = await runKernel(
      device,
      sampleBatch({ batch: 16, trainCount: 75, seed: config.seed, rampSteps: config.marginRampSteps }),
      {
        settings: settingsValues({ ...fixed, marginMean: 0.4, marginSigma: 0.1 }, [], {}),
        step: Uint32Array.of(step),
        ...{ trainRows, classes, rows: 16, labels: 16, margins: 16 },
      },
    );
    const rows = batchOfStep(config, trainRows, step);
    expect([...bitsOf(found['rows']!)]).toEqual([...rows]);
    expect([...bitsOf(found['labels']!)]).toEqual([...rows].map((row) => row % 7));
    const margins = marginsOfStep(config, lossParameters, step);
    // A few roundings of numbers below 1.
    margins.forEach((margin, i) => expect(Math.abs(margin - (found['margins']?.[i] ?? NaN))).toBeLessThan(5e-7));
  },
);

it('gathers bytes as floats into a zero border', async () => {
  const image = { height: 4, width: 8, channels: 3 };
  const size = 96;
  const bytes = Uint8Array.from({ length: 5 * size }, (_, i) => (i * 37) % 256);
  const rows = Uint32Array.of(3, 0);
  const { input } = await runKernel(device, gatherImages(2, image, 2), {
    images: new Uint32Array(bytes.buffer),
    rows,
    input: 2 * 8 * 12 * 3,
  });
  input?.forEach((value, at) => {
    const channel = at % 3;
    const x = (Math.floor(at / 3) % 12) - 2;
    const y = (Math.floor(at / 36) % 8) - 2;
    const inside = x >= 0 && x < 8 && y >= 0 && y < 4;
    const byte = bytes[(rows[Math.floor(at / 288)] ?? 0) * size + (y * 8 + x) * 3 + channel] ?? 0;
    expect(value).toBeCloseTo(inside ? byte / 255 : 0, 6);
  });
});

it('writes the mean of the losses into the ring and counts the step', async () => {
  const measured = noise(200).map((v, i) => (i < 100 ? 99 : v));
  const found = await runKernel(device, finishStep(100, 8), { measured, ring: 8, step: Uint32Array.of(13) });
  const mean = measured.slice(100).reduce((sum, v) => sum + v, 0) / 100;
  expect(found['ring']?.[13 % 8]).toBeCloseTo(mean, 6);
  expect(bitsOf(found['step']!)[0]).toBe(14);
});

it.each(['adam', 'sgd'] as const)('%s follows float64 over several steps, from partial sums', async (kind) => {
  const places = [
    { offset: 0, size: 5, partialOffset: 0, chunks: 3 },
    { offset: 64, size: 7, partialOffset: 64, chunks: 1 },
  ];
  const length = 71;
  let state = { parameters: noise(length), first: new Float32Array(length), second: new Float32Array(length) };
  const expected = { p: Float64Array.from(state.parameters), m: new Float64Array(length), v: new Float64Array(length) };
  for (let step = 0; step < 6; step++) {
    const partials = noise(80, 10 + step);
    const found = await runKernel(device, optimize(kind, places), {
      settings: settingsValues({ ...fixed, learningRate: 0.01, momentum: 0.9 }, [], {}),
      ...(kind === 'adam' ? { step: Uint32Array.of(step), second: state.second } : {}),
      partials,
      parameters: state.parameters,
      first: state.first,
    });
    state = { parameters: found['parameters']!, first: found['first']!, second: found['second'] ?? state.second };
    for (const { offset, size, partialOffset, chunks } of places) {
      for (let i = 0; i < size; i++) {
        let g = 0;
        for (let c = 0; c < chunks; c++) g += partials[partialOffset + c * size + i] ?? NaN;
        const { p, m, v } = expected;
        const at = offset + i;
        if (kind === 'adam') {
          m[at] = ADAM.beta1 * m[at]! + (1 - ADAM.beta1) * g;
          v[at] = ADAM.beta2 * v[at]! + (1 - ADAM.beta2) * g * g;
          const [mHat, vHat] = [m[at] / (1 - ADAM.beta1 ** (step + 1)), v[at] / (1 - ADAM.beta2 ** (step + 1))];
          p[at] = p[at]! - (0.01 * mHat) / (Math.sqrt(vHat) + ADAM.epsilon);
        } else {
          m[at] = 0.9 * m[at]! + g;
          p[at] = p[at]! - 0.01 * m[at];
        }
      }
    }
  }
  // What lies between the parameters does not move.
  expect(worstError(expected.p, state.parameters)).toBeLessThan(1e-6);
});
