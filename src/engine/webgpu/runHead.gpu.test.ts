/** Every loss on the device against the float64 reference numbers, most of them from the authors' own code. */
import { beforeAll, expect, it } from 'vitest';
import golden from '../../../golden/losses.json';
import { requestGpu } from '../webgpuAdapter';
import { runHead } from './runHead';

let device: GPUDevice;

beforeAll(async () => {
  ({ device } = await requestGpu());
});

const largestDifference = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number => {
  const size = Math.max(...a.flat().map(Math.abs));
  return Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - (b[i]?.[j] ?? NaN)) / size)));
};

/** float32 holds a cosine to 6e-8; its angle, the scale of 64 and the exponential of the logits make that 1e-4 of the largest element. */
const TOLERANCE = 1e-4;

it.each(
  golden.cases.map((c) => [`${c.loss} s ${(c.params as { scale?: number }).scale ?? 1}, ${c.source}`, c] as const),
)('%s', async (_, c) => {
  const found = await runHead(device, c.loss, { ...c, parameters: c.params });
  expect(largestDifference(c.logits, found.logits)).toBeLessThan(TOLERANCE);
  expect(Math.abs(found.loss - c.crossEntropy)).toBeLessThan(TOLERANCE * Math.max(0.1, c.crossEntropy));
  expect(Math.abs(found.total - c.total)).toBeLessThan(TOLERANCE * Math.max(0.1, c.total));
  expect(largestDifference(c.dEmbeddings, found.dEmbeddings)).toBeLessThan(TOLERANCE);
  expect(largestDifference(c.dWeights, found.dWeights)).toBeLessThan(TOLERANCE);
});
