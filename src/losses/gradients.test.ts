/** Symbolic derivatives of every loss against finite differences, for every guard. */
import { describe, expect, it } from 'vitest';
import { evaluateLoss, losses } from '.';
import { evaluate, type Environment } from '../formula/evaluate';
import { type Expression, variablesOf } from '../formula/expression';
import { compileHead } from './compileHead';
import type { LossDefinition } from './lossDefinition';

const variants = losses.flatMap((loss) => loss.guards.map((guard) => [loss.id, guard.id, loss] as const));

const sample: Record<string, number> = {
  E: 0.45,
  norm: 3.3,
  detachedNorm: 3.3,
  targetCosine: 0.3,
  targetTheta: Math.acos(0.3),
};

function environment(loss: LossDefinition, cosine: number, norm = 3.3): Environment {
  const numbers = Object.fromEntries(loss.parameters.map((p) => [p.name, p.default]));
  const state = Object.fromEntries((loss.statistics ?? []).map((s) => [s.name, s.initial + 0.1]));
  return { ...numbers, ...sample, ...state, norm, cosine, theta: Math.acos(cosine), logit: cosine };
}

describe.each(variants)('%s, guard %s', (_, guard, loss) => {
  const head = compileHead(loss, { guard });
  const slopes: [string, Expression, Expression, Expression][] = [
    ['target', head.target, head.targetSlope, head.targetNormSlope],
    ['others', head.others, head.othersSlope, head.othersNormSlope],
  ];

  it.each(slopes)('%s: slopes in the cosine and in the length', (_name, value, slope, normSlope) => {
    // Corners of the guards and steps of the statistics lie elsewhere.
    for (const cosine of [-0.97, -0.93, -0.5, -0.1, 0.2, 0.31, 0.6, 0.95]) {
      const at = (c: number, norm = 3.3): number => evaluate(value, environment(loss, c, norm));
      const finite = (at(cosine + 1e-6) - at(cosine - 1e-6)) / 2e-6;
      expect(evaluate(slope, environment(loss, cosine))).toBeCloseTo(finite, 5);
      const finiteNorm = (at(cosine, 3.3 + 1e-6) - at(cosine, 3.3 - 1e-6)) / 2e-6;
      expect(evaluate(normSlope, environment(loss, cosine))).toBeCloseTo(finiteNorm, 6);
    }
  });

  it('gradients of the whole batch', () => {
    // Statistics that do not move: no gradient flows through them.
    const still = { ...loss, statistics: (loss.statistics ?? []).map((s) => ({ ...s, share: '0' })) };
    const detached = variablesOf(head.target).has('detachedNorm');
    const state = Object.fromEntries(still.statistics.map((s) => [s.name, s.name === 't' ? 0.4 : 2]));
    const embeddings = [
      [1.1, -0.4, 2.2],
      [-1.9, 0.6, 0.3],
      [0.2, 2.4, -1.2],
      [-0.9, -1.1, 0.8],
    ];
    const weights = [
      [0.3, -1.2, 0.5, 0.9, -0.4],
      [0.8, 0.1, -0.7, 0.2, 1.3],
      [-0.2, 0.6, 1.1, -0.9, 0.4],
    ];
    const labels = [2, 0, 4, 1];
    const run = (x: number[][], w: number[][]) =>
      evaluateLoss(still, { embeddings: x, weights: w, labels, parameters: { guard }, state });
    const got = run(embeddings, weights);
    const moved = (rows: number[][], i: number, j: number, by: number): number[][] =>
      rows.map((row, r) => row.map((value, c) => value + (r === i && c === j ? by : 0)));
    const h = 1e-6;
    weights.forEach((row, i) =>
      row.forEach((_value, j) => {
        const finite =
          (run(embeddings, moved(weights, i, j, h)).total - run(embeddings, moved(weights, i, j, -h)).total) / (2 * h);
        expect(got.dWeights[i]?.[j]).toBeCloseTo(finite, 5);
      }),
    );
    embeddings.forEach((row, i) => {
      const finite = row.map(
        (_value, j) =>
          (run(moved(embeddings, i, j, h), weights).total - run(moved(embeddings, i, j, -h), weights).total) / (2 * h),
      );
      // Where the length is outside the gradient, finite differences see it all the same: compare across the embedding only.
      const across = (vector: readonly number[]): number[] => {
        if (!detached) return [...vector];
        const along = vector.reduce((sum, v, d) => sum + v * (row[d] ?? 0), 0) / row.reduce((sum, v) => sum + v * v, 0);
        return vector.map((v, d) => v - along * (row[d] ?? 0));
      };
      const expected = across(finite);
      across(got.dEmbeddings[i] ?? []).forEach((v, d) => expect(v).toBeCloseTo(expected[d] ?? NaN, 5));
      if (detached)
        expect((got.dEmbeddings[i] ?? []).reduce((sum, v, d) => sum + v * (row[d] ?? 0), 0)).toBeCloseTo(0, 10);
    });
  });
});

describe('straight-through', () => {
  it('keeps the logits and takes the slope 1', () => {
    for (const loss of losses.filter((l) => l.gradients)) {
      const head = compileHead(loss, { gradient: 'straight-through' });
      expect(head.target).toEqual(compileHead(loss).target);
      expect(head.targetSlope).toEqual({ kind: 'number', value: 1 });
    }
  });
});

describe('state', () => {
  it('goes on from the batch before', () => {
    const loss = losses.find((l) => l.id === 'curricularface');
    if (!loss) throw new Error('expected curricularface in the catalogue.');
    const input = {
      embeddings: [[2, 0]],
      weights: [
        [1, 0],
        [0, 1],
      ],
      labels: [0],
    };
    const first = evaluateLoss(loss, input);
    expect(first.state['t']).toBeCloseTo(0.01, 12);
    expect(evaluateLoss(loss, { ...input, state: first.state }).state['t']).toBeCloseTo(0.0199, 12);
    expect(evaluateLoss(loss, { ...input, parameters: { t0: 0.5 } }).state['t']).toBeCloseTo(0.505, 12);
  });
});
