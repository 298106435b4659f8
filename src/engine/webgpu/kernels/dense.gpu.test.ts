import { beforeAll, expect, it } from 'vitest';
import { requestGpu } from '../../webgpuAdapter';
import { channelChunks, channelGradients } from './channelGradients';
import { dense } from './dense';
import { denseInputGradient } from './denseInputGradient';
import { denseKernelGradient } from './denseKernelGradient';
import { embedding } from './embedding';
import { bitsOf, noise, runKernel, worstError } from './runKernel';

let device: GPUDevice;

beforeAll(async () => {
  ({ device } = await requestGpu());
});

/** float32 sums of up to 400 products, against float64. */
const TOLERANCE = 2e-6;

/** [rows, inner] x [inner, columns] in float64; `at` reads the factors. */
function product(
  rows: number,
  inner: number,
  columns: number,
  at: (r: number, i: number, c: number) => number,
): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, place) => {
    let sum = 0;
    for (let i = 0; i < inner; i++) sum += at(Math.floor(place / columns), i, place % columns);
    return sum;
  });
}
const get = (values: ArrayLike<number>, i: number): number => values[i] ?? NaN;
const slopeAt = (z: number, slope: number): number => (z > 0 ? 1 : z < 0 ? slope : 0);

const sizes = [
  [4, 16, 4],
  [8, 144, 24],
  [16, 400, 64],
  [36, 20, 128],
] as const;

it.each(sizes.flatMap((s) => [true, false].map((prelu) => [...s, prelu] as const)))(
  'dense layer, B %d, K %d, H %d, PReLU %s, and its gradients',
  async (B, K, H, prelu) => {
    const [input, kernel, bias, slopes] = [noise(B * K), noise(K * H, 2), noise(H, 3), noise(H, 4)];
    const given = prelu ? { slopes } : {};
    const found = await runKernel(device, dense(B, K, H, prelu), {
      ...{ input, kernel, bias, ...given },
      z: B * H,
      hidden: B * H,
    });
    const z = product(B, K, H, (b, k, h) => get(input, b * K + k) * get(kernel, k * H + h)).map(
      (v, i) => v + get(bias, i % H),
    );
    const slope = (i: number): number => (prelu ? get(slopes, i % H) : 0);
    expect(worstError(z, found['z'])).toBeLessThan(TOLERANCE);
    expect(
      worstError(
        z.map((v, i) => Math.max(v, 0) + slope(i) * Math.min(v, 0)),
        found['hidden'],
      ),
    ).toBeLessThan(TOLERANCE);

    const dOutput = noise(B * H, 5);
    const { partials } = await runKernel(device, denseKernelGradient('k', B, K, H), {
      input,
      dOutput,
      partials: K * H,
    });
    const dKernel = product(K, B, H, (k, b, h) => get(input, b * K + k) * get(dOutput, b * H + h));
    expect(worstError(dKernel, partials)).toBeLessThan(TOLERANCE);

    const { dInput } = await runKernel(device, denseInputGradient('x', B, K, H, null), {
      dOutput,
      kernel,
      dInput: B * K,
    });
    const expected = product(B, H, K, (b, h, k) => get(dOutput, b * H + h) * get(kernel, k * H + h));
    expect(worstError(expected, dInput)).toBeLessThan(TOLERANCE);

    const zFloats = found['z']!;
    const chunks = channelChunks(B);
    const channels = await runKernel(device, channelGradients('c', B, H, prelu), {
      dOutput,
      selected: Uint32Array.from(bitsOf(zFloats)),
      ...given,
      partialBias: chunks * H,
      ...(prelu ? { partialSlopes: chunks * H } : {}),
    });
    const summed = (name: string): Float64Array =>
      product(1, chunks, H, (_, c, h) => get(channels[name] ?? [], c * H + h));
    const dBias = product(1, B, H, (_, b, h) => get(dOutput, b * H + h) * slopeAt(get(zFloats, b * H + h), slope(h)));
    expect(worstError(dBias, summed('partialBias'))).toBeLessThan(TOLERANCE);
    if (!prelu) return;
    const dSlope = product(1, B, H, (_, b, h) => get(dOutput, b * H + h) * Math.min(0, get(zFloats, b * H + h)));
    expect(worstError(dSlope, summed('partialSlopes'))).toBeLessThan(TOLERANCE);
  },
);

it.each([2, 3, 16, 64, 65, 128])('embedding of %d dimensions, and its gradients', async (D) => {
  const [B, K] = [6, 144];
  const [input, kernel, dEmbeddings] = [noise(B * K), noise(K * D, 2), noise(B * D, 3)];
  const { embeddings } = await runKernel(device, embedding(B, K, D), { input, kernel, embeddings: B * D });
  const expected = product(B, K, D, (b, k, d) => get(input, b * K + k) * get(kernel, k * D + d));
  expect(worstError(expected, embeddings)).toBeLessThan(TOLERANCE);

  const { partials } = await runKernel(device, denseKernelGradient('k', B, K, D), {
    input,
    dOutput: dEmbeddings,
    partials: K * D,
  });
  const dKernel = product(K, B, D, (k, b, d) => get(input, b * K + k) * get(dEmbeddings, b * D + d));
  expect(worstError(dKernel, partials)).toBeLessThan(TOLERANCE);

  const z = noise(B * K, 6);
  const slopes = noise(K, 7);
  const found = await runKernel(device, denseInputGradient('x', B, K, D, { prelu: true }), {
    ...{ dOutput: dEmbeddings, kernel, slopes, z },
    dInput: B * K,
    dZ: B * K,
  });
  const dInput = product(B, D, K, (b, d, k) => get(dEmbeddings, b * D + d) * get(kernel, k * D + d));
  expect(worstError(dInput, found['dInput'])).toBeLessThan(TOLERANCE);
  const dZ = dInput.map((value, i) => value * slopeAt(get(z, i), get(slopes, i % K)));
  expect(worstError(dZ, found['dZ'])).toBeLessThan(TOLERANCE);
});
