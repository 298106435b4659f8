import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateLoss, findLoss, losses } from '.';

interface GoldenCase {
  loss: string;
  source: string;
  params: Record<string, number | string | boolean>;
  embeddings: number[][];
  weights: number[][];
  labels: number[];
  margins?: number[];
  logits: number[][];
  crossEntropy: number;
  total: number;
  regulariser?: number;
  assignedMargins?: number[];
  dEmbeddings: number[][];
  dWeights: number[][];
}
const golden = JSON.parse(readFileSync('golden/losses.json', 'utf8')) as { cases: GoldenCase[] };
const known = new Set(losses.map((l) => l.id));
const { cases } = golden;

/** Both sides are float64, but the file holds 10 significant digits: its inputs are off by up to 5e-10, and cosines add a few of them. */
const TOLERANCE = 5e-9;

const largestDifference = (a: number[][], b: number[][]): number =>
  Math.max(
    ...a.flatMap((row, i) =>
      row.map((value, j) => Math.abs(value - (b[i]?.[j] ?? NaN)) / Math.max(1, Math.abs(value))),
    ),
  );

describe('evaluateLoss against the golden values', () => {
  it('finds cases of every loss', () => {
    expect(new Set(cases.map((c) => c.loss))).toEqual(known);
  });

  it.each(cases.map((c) => [`${c.loss} s ${c.params['scale'] ?? 1}, ${c.source}`, c] as const))('%s', (_, c) => {
    const got = evaluateLoss(findLoss(c.loss), { ...c, parameters: c.params });
    expect(largestDifference(c.logits, got.logits)).toBeLessThan(TOLERANCE);
    expect(Math.abs(got.loss - c.crossEntropy)).toBeLessThan(TOLERANCE * c.crossEntropy);
    expect(Math.abs(got.total - c.total)).toBeLessThan(TOLERANCE * c.total);
    expect(got.regulariser).toBeCloseTo(c.regulariser ?? 0, 8);
    if (c.assignedMargins) expect(largestDifference([c.assignedMargins], [got.margins])).toBeLessThan(TOLERANCE);
    expect(largestDifference(c.dEmbeddings, got.dEmbeddings)).toBeLessThan(TOLERANCE);
    expect(largestDifference(c.dWeights, got.dWeights)).toBeLessThan(TOLERANCE);
  });
});

describe('extremes', () => {
  const cosines = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [Math.cos(3), Math.sin(3)], // theta + 0.5 is past pi
  ];
  it.each(losses.flatMap((loss) => loss.guards.map((guard) => [loss.id, guard.id] as const)))(
    '%s, guard %s: finite at cosines +1, -1, 0 and past pi',
    (id, guard) => {
      const got = evaluateLoss(findLoss(id), {
        embeddings: cosines,
        weights: [
          [1, 0],
          [0, 1],
        ],
        labels: [0, 0, 0, 0],
        parameters: { guard },
      });
      for (const value of [got.loss, ...got.logits.flat(), ...got.dEmbeddings.flat(), ...got.dWeights.flat()]) {
        expect(Number.isFinite(value)).toBe(true);
      }
    },
  );
});

describe('bad input', () => {
  it('names the shape at fault', () => {
    const bad = {
      embeddings: [[1, 0]],
      weights: [
        [1, 0],
        [0, 1],
      ],
      labels: [0, 1],
    };
    expect(() => evaluateLoss(findLoss('arcface'), bad)).toThrow('labels must be [B] = [1], got [2]');
    expect(() => findLoss('nonsense')).toThrow('got "nonsense"');
  });
});
