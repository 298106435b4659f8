import { beforeAll, expect, it } from 'vitest';
import { requestGpu } from '../../webgpuAdapter';
import { convolutionKernelGradient, chunksOf, kernelGradientReference } from './convolutionKernelGradient';
import { convolve, convolveReference, convolvePool, type ConvolutionShape, poolReference, type Tile } from './convolve';
import { flipKernel } from './flipKernel';
import { bitsOf, noise, runKernel, worstError } from './runKernel';
import { unpool } from './unpool';

let device: GPUDevice;

beforeAll(async () => {
  ({ device } = await requestGpu());
});

/** float32 sums of up to 800 products, against float64. */
const TOLERANCE = 2e-6;

const shape = (values: Partial<ConvolutionShape>): ConvolutionShape => ({
  batch: 4,
  height: 8,
  width: 8,
  inputs: 8,
  outputs: 8,
  kernelSize: 3,
  ...values,
});

/** Noise within a zero border. */
function bordered({ batch, height, width, inputs, kernelSize }: ConvolutionShape): Float32Array<ArrayBuffer> {
  const values = noise(batch * (height + kernelSize - 1) * (width + kernelSize - 1) * inputs);
  const border = (kernelSize - 1) / 2;
  return values.map((value, i) => {
    const x = Math.floor(i / inputs) % (width + kernelSize - 1);
    const y = Math.floor(i / inputs / (width + kernelSize - 1)) % (height + kernelSize - 1);
    return x < border || y < border || x >= width + border || y >= height + border ? 0 : value;
  });
}

const shapes: readonly (readonly [ConvolutionShape, Tile])[] = [
  [shape({}), { rows: 2, columns: 8 }],
  [shape({ inputs: 1, outputs: 16, kernelSize: 5, width: 12 }), { rows: 2, columns: 12 }],
  [shape({ inputs: 3, height: 12 }), { rows: 2, columns: 4 }],
  // The tile does not divide the image.
  [shape({ width: 14, height: 6, inputs: 16, outputs: 32, kernelSize: 5 }), { rows: 2, columns: 4 }],
  [shape({ width: 6, height: 6, outputs: 64 }), { rows: 4, columns: 4 }],
];

it.each(shapes)('convolves %o with tile %o', async (given, tile) => {
  const input = bordered(given);
  const kernel = noise(given.kernelSize ** 2 * given.inputs * given.outputs, 2);
  const size = given.batch * given.height * given.width * given.outputs;
  const { result } = await runKernel(device, convolve('convolve', given, tile), { input, kernel, result: size });
  expect(worstError(convolveReference(given, input, kernel), result)).toBeLessThan(TOLERANCE);
});

it.each(shapes.flatMap(([s, tile]) => [true, false].map((prelu) => [s, tile, prelu] as const)))(
  'activates, pools and goes back: %o, tile %o, PReLU %s',
  async (given, tile, prelu) => {
    const { batch, height, width, inputs, outputs, kernelSize } = given;
    const input = bordered(given);
    const kernel = noise(kernelSize ** 2 * inputs * outputs, 2);
    const bias = noise(outputs, 3);
    // A negative slope too: then the largest activation is not that of the largest z.
    const slopes = noise(outputs, 4);
    const count = (batch * height * width * outputs) / 4;
    const border = 1;
    const pooledSize = batch * (height / 2 + 2) * (width / 2 + 2) * outputs;
    const buffers = { input, kernel, bias, ...(prelu ? { slopes } : {}) };
    const found = await runKernel(device, convolvePool('pool', given, { prelu, border }, tile), {
      ...buffers,
      pooled: pooledSize,
      selected: count,
    });
    const expected = poolReference(given, { prelu, border }, buffers);
    expect(worstError(expected.pooled, found['pooled'])).toBeLessThan(TOLERANCE);
    const bits = bitsOf(found['selected']!);
    expect([...bits].map((b) => b & 3)).toEqual([...expected.places]);

    const dPooled = noise(count, 5);
    const selected = Uint32Array.from(bits);
    const chunks = chunksOf(given);
    const { partials } = await runKernel(device, convolutionKernelGradient('gradient', given, prelu), {
      input,
      selected,
      dPooled,
      ...(prelu ? { slopes } : {}),
      partials: chunks * kernel.length,
    });
    const sums = kernel.map((_, i) => {
      let sum = 0;
      for (let c = 0; c < chunks; c++) sum += partials?.[c * kernel.length + i] ?? NaN;
      return sum;
    });
    const { dz, dKernel } = kernelGradientReference(given, input, dPooled, expected, prelu ? slopes : null);
    expect(worstError(dKernel, sums)).toBeLessThan(TOLERANCE);

    const { expanded } = await runKernel(device, unpool({ batch, height, width, outputs }, 0, prelu), {
      dPooled,
      selected,
      ...(prelu ? { slopes } : {}),
      expanded: 4 * count,
    });
    expect(worstError(dz, expanded)).toBeLessThan(TOLERANCE);
  },
);

it('a z of exactly 0 passes no gradient', async () => {
  const given = { batch: 4, height: 4, width: 4, outputs: 4 };
  const { expanded } = await runKernel(device, unpool(given, 0, false), {
    dPooled: noise(64),
    selected: new Uint32Array(64).map((_, i) => i % 4),
    expanded: 256,
  });
  expect([...(expanded ?? [1])].every((value) => value === 0)).toBe(true);
});

it('flips a kernel', async () => {
  const kernel = noise(9 * 4 * 8);
  const { flipped } = await runKernel(device, flipKernel({ inputs: 4, outputs: 8, kernelSize: 3 }), {
    kernel,
    flipped: kernel.length,
  });
  for (let tap = 0; tap < 9; tap++)
    for (let i = 0; i < 4; i++)
      for (let o = 0; o < 8; o++) expect(flipped?.[((8 - tap) * 8 + o) * 4 + i]).toBe(kernel[(tap * 4 + i) * 8 + o]);
});
