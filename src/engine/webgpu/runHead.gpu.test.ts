/** Every loss on the device against the float64 reference numbers, most of them from the authors' own code. */
import { beforeAll, expect, it } from 'vitest';
import golden from '../../../golden/losses.json';
import { evaluateLoss, losses } from '../../losses';
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

/** Labels, margins and lengths as training meets them; cosines near 1 are where float32 ends. */
const batch = {
  embeddings: Array.from({ length: 12 }, (_, i) => [0, 1, 2].map((d) => (1 + i) * Math.sin(1 + 3 * i + d))),
  weights: [0, 1, 2].map((d) => Array.from({ length: 5 }, (_, j) => Math.cos(2 + 5 * d + j * j))),
  labels: Array.from({ length: 12 }, (_, i) => i % 5),
  margins: Array.from({ length: 12 }, (_, i) => 0.3 + 0.02 * (i % 4)),
};

it.each(
  losses.flatMap((loss) =>
    loss.guards.flatMap((guard) =>
      (loss.gradients ?? [{ id: 'true' }]).flatMap((gradient) =>
        loss.assignments.map((assignment) => [loss.id, guard.id, gradient.id, assignment.id] as const),
      ),
    ),
  ),
)('%s with guard %s, gradient %s, margins %s follows evaluateLoss', async (id, guard, gradient, assignment) => {
  const loss = losses.find((l) => l.id === id)!;
  const scale = loss.parameters.some((p) => p.name === 'scale') ? { scale: 16 } : {};
  const parameters = { ...scale, guard, gradient, assignment };
  const expected = evaluateLoss(loss, { ...batch, parameters });
  const found = await runHead(device, id, { ...batch, parameters });
  expect(Math.abs(found.total - expected.total)).toBeLessThan(TOLERANCE * Math.max(0.1, expected.total));
  expect(largestDifference(expected.logits, found.logits)).toBeLessThan(TOLERANCE);
  expect(largestDifference(expected.dEmbeddings, found.dEmbeddings)).toBeLessThan(TOLERANCE);
  expect(largestDifference(expected.dWeights, found.dWeights)).toBeLessThan(TOLERANCE);
  expect(largestDifference([expected.margins], [found.margins])).toBeLessThan(1e-6);
  for (const [name, value] of Object.entries(expected.state)) expect(found.state[name]).toBeCloseTo(value, 4);
});
