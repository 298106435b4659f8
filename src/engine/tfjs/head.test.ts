import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { evaluateLoss, findLoss, losses } from '../../losses';
import type { AssignmentId, LossDefinition } from '../../losses/lossDefinition';
import { type HeadInput, makeHead } from './head';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const scalars = (numbers: Readonly<Record<string, number>>): Record<string, tf.Scalar> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value)]));

const defaults = (loss: LossDefinition): Record<string, number> =>
  Object.fromEntries(loss.parameters.map((p) => [p.name, p.default]));

const angular = losses.filter((loss) => loss.features === 'normalised').map((loss) => loss.id);

test.each(angular)('%s stays finite at cosines of +1, -1 and 0, and past pi', (id) => {
  const loss = findLoss(id);
  for (const guard of loss.guards) {
    for (const gradient of loss.gradients ?? [{ id: 'true' }]) {
      const head = makeHead(loss, guard.id, 'as-drawn', gradient.id);
      const weights = tf.tensor2d([1, 0, 0, 1], [2, 2]);
      const embeddings = tf.tensor2d([3, 0, -2, 0, 0, 1, -5, 0.01], [4, 2]);
      const input = {
        oneHot: tf.tensor2d([1, 0, 1, 0, 1, 0, 1, 0], [4, 2]),
        margins: tf.tensor1d([0.5, 0.5, 0.5, 0.9]),
        parameters: scalars({ ...defaults(loss), scale: 64 }),
      };
      const { value, grads } = tf.valueAndGrads(
        (x: tf.Tensor, w: tf.Tensor) =>
          head({ ...input, embeddings: x as tf.Tensor2D, classWeights: w as tf.Tensor2D }).total,
      )([embeddings, weights]);
      for (const tensor of [value, ...grads]) {
        for (const number of tensor.dataSync()) {
          expect(Number.isFinite(number), `${guard.id}, ${gradient.id}`).toBe(true);
        }
      }
    }
  }
});

interface GoldenCase {
  loss: string;
  params: Record<string, number | string | boolean>;
  embeddings: number[][];
  weights: number[][];
  labels: number[];
  margins?: number[];
  logits: number[][];
  crossEntropy: number;
  total: number;
  dEmbeddings: number[][];
  dWeights: number[][];
}
const { cases } = JSON.parse(readFileSync('golden/losses.json', 'utf8')) as { cases: GoldenCase[] };

function runHead(
  loss: LossDefinition,
  c: Omit<GoldenCase, 'logits' | 'crossEntropy' | 'total' | 'dEmbeddings' | 'dWeights'>,
) {
  const numbers = Object.entries(c.params).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const guard = c.params['easyMargin'] === true ? 'easy' : ((c.params['guard'] as string | undefined) ?? '');
  const assignment = (c.params['assignment'] ?? 'as-drawn') as AssignmentId;
  const gradient = c.params['gradient'] as string | undefined;
  const drawn = c.margins ?? c.labels.map(() => Number(c.params['margin'] ?? c.params['m2'] ?? 0));
  const head = makeHead(loss, guard, assignment, gradient);
  const input: Omit<HeadInput, 'embeddings' | 'classWeights'> = {
    oneHot: tf.oneHot(c.labels, c.weights[0]?.length ?? 0).toFloat() as tf.Tensor2D,
    margins: tf.tensor1d(assignment === 'as-drawn' ? drawn : [...drawn].sort((a, b) => a - b)),
    parameters: scalars({ ...defaults(loss), ...Object.fromEntries(numbers) }),
  };
  const x = tf.tensor2d(c.embeddings);
  const w = tf.tensor2d(c.weights);
  const out = head({ ...input, embeddings: x, classWeights: w });
  const grads = tf.grads(
    (embeddings: tf.Tensor, classWeights: tf.Tensor) =>
      head({ ...input, embeddings: embeddings as tf.Tensor2D, classWeights: classWeights as tf.Tensor2D }).total,
  )([x, w]);
  return {
    logits: out.logits.arraySync(),
    loss: out.loss.arraySync(),
    total: out.total.arraySync(),
    dEmbeddings: (grads[0] as tf.Tensor2D).arraySync(),
    dWeights: (grads[1] as tf.Tensor2D).arraySync(),
    state: Object.fromEntries(Object.entries(out.state).map(([name, scalar]) => [name, scalar.arraySync()])),
  };
}

/** Largest difference, relative to the largest magnitude of the whole tensor. */
function relativeDifference(a: number[][], b: number[][]): number {
  const largest = Math.max(1e-3, ...a.flat().map(Math.abs));
  return Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - (b[i]?.[j] ?? NaN)) / largest)));
}

describe('against the golden values', () => {
  // float32 with scales up to 64. Gradients: an angle near 0 or 180 degrees carries an error of 6e-8 / sin(theta), and 1 / sin(theta)
  // stands in the slope once more.
  it.each(cases.map((c, i) => [`${i} ${c.loss} s ${c.params['scale'] ?? 1}`, c] as const))('%s', (_, c) => {
    const got = runHead(findLoss(c.loss), c);
    expect(relativeDifference(c.logits, got.logits)).toBeLessThan(1e-4);
    expect(Math.abs(got.loss - c.crossEntropy) / c.crossEntropy).toBeLessThan(1e-4);
    expect(Math.abs(got.total - c.total) / c.total).toBeLessThan(1e-4);
    expect(relativeDifference(c.dEmbeddings, got.dEmbeddings)).toBeLessThan(1e-3);
    expect(relativeDifference(c.dWeights, got.dWeights)).toBeLessThan(1e-3);
  });
});

describe('against the float64 reference', () => {
  const shapes = cases.find((c) => c.weights.length === 16);
  const each = losses.flatMap((loss) =>
    loss.guards.flatMap((guard) => (loss.gradients ?? [{ id: 'true' }]).map((g) => [loss.id, guard.id, g.id] as const)),
  );
  it.each(each)('%s, guard %s, gradient %s', (id, guard, gradient) => {
    if (!shapes) throw new Error('golden/losses.json: expected a case with D = 16, got none.');
    const loss = findLoss(id);
    const c = { ...shapes, loss: id, params: { ...defaults(loss), guard, gradient } };
    delete (c as { margins?: number[] }).margins;
    const got = runHead(loss, c);
    const expected = evaluateLoss(loss, { ...c, parameters: c.params });
    expect(relativeDifference(expected.logits, got.logits)).toBeLessThan(1e-5);
    expect(relativeDifference(expected.dEmbeddings, got.dEmbeddings)).toBeLessThan(1e-4);
    expect(relativeDifference(expected.dWeights, got.dWeights)).toBeLessThan(1e-4);
    for (const [name, value] of Object.entries(expected.state)) expect(got.state[name]).toBeCloseTo(value, 5);
  });
});

test('running statistics go on from the state of the step before', () => {
  const loss = findLoss('curricularface');
  const head = makeHead(loss, 'monotone', 'as-drawn');
  const input: HeadInput = {
    embeddings: tf.tensor2d([1, 0, 0, 2], [2, 2]),
    classWeights: tf.tensor2d([1, 0, 0, 1], [2, 2]),
    oneHot: tf.tensor2d([1, 0, 0, 1], [2, 2]),
    margins: tf.tensor1d([0.5, 0.5]),
    parameters: scalars(defaults(loss)),
  };
  const first = head(input).state;
  const second = head({ ...input, state: first }).state;
  // Every target cosine is 1: t = 0.01, then 0.01 + 0.99 * 0.01.
  expect(first['t']?.arraySync()).toBeCloseTo(0.01, 6);
  expect(second['t']?.arraySync()).toBeCloseTo(0.0199, 6);
});
