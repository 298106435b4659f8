import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../../golden/verification.json';
import { COSINE_BINS, PairTally, coarser, comparePairs, pixelEmbeddings } from './pairTally';
import { angularFisherScore } from './separability';
import {
  areaUnderCurve,
  equalErrorRate,
  foldAccuracy,
  operatingPoints,
  rocOfHistograms,
  rocOfScores,
  squaredDistances,
  tarAtFar,
} from './verification';

const dots = (a: number[][], b: number[][]): number[] =>
  a.map((row, i) => row.reduce((sum, value, d) => sum + value * b[i]![d]!, 0));

describe.each(golden.verification.map((reference) => ({ name: `seed ${reference.seed}`, reference })))(
  'matches insightface and scikit-learn, $name',
  ({ reference }) => {
    const roc = rocOfScores(dots(reference.a, reference.b), reference.same);

    test('ten-fold accuracy', () => {
      const distances = squaredDistances(reference.a.flat(), reference.b.flat(), reference.D);
      const { mean, std } = foldAccuracy(distances, reference.same);
      expect(mean).toBeCloseTo(reference.tenFoldAccuracyMean, 12);
      expect(std).toBeCloseTo(reference.tenFoldAccuracyStd, 12);
    });

    test('area, equal error rate, TAR at FAR', () => {
      expect(areaUnderCurve(roc)).toBeCloseTo(reference.rocAuc, 12);
      expect(equalErrorRate(roc).rate).toBeCloseTo(reference.eer, 12);
      for (const [far, tar] of Object.entries(reference.tarAtFar)) {
        expect(tarAtFar(roc, Number(far)).tar, `FAR ${far}`).toBeCloseTo(tar, 12);
      }
    });
  },
);

test('a false accept rate without enough impostor pairs says what is missing', () => {
  const roc = rocOfScores([0.9, 0.8, ...Array.from({ length: 150 }, (_, i) => -i / 200)], [1, 1]);
  const points = operatingPoints(roc);
  expect(points.map((p) => p.tar)).toEqual([1, 1, null, null]);
  expect(points[2]).toHaveProperty(
    'reason',
    'A false accept rate of 0.001 needs at least 1,000 impostor pairs, there are 150.',
  );
});

test('scores without a genuine pair have no area', () => {
  expect(areaUnderCurve(rocOfScores([0.1, 0.2], [0, 0]))).toBeNaN();
  expect(areaUnderCurve(rocOfScores([], []))).toBeNaN();
});

test('equal scores are one point: half the area', () => {
  expect(areaUnderCurve(rocOfScores([0.5, 0.5, 0.5], [1, 0, 0]))).toBe(0.5);
});

test('folds of unequal size, as KFold makes them', () => {
  // 11 pairs in 10 folds: the first fold has two. All decided right at 1.0.
  const distances = [0.5, 2, 0.5, 2, 0.5, 2, 0.5, 2, 0.5, 2, 0.5];
  const same = distances.map((d) => Number(d < 1));
  expect(foldAccuracy(distances, same)).toMatchObject({ mean: 1, std: 0 });
  expect(() => foldAccuracy([1, 2], [0, 1])).toThrow('at least 10 pairs, got 2');
});

test('the area is the share of genuine-impostor comparisons won (property)', () => {
  const pair = fc.record({ score: fc.integer({ min: 0, max: 20 }), same: fc.integer({ min: 0, max: 1 }) });
  fc.assert(
    fc.property(fc.array(pair, { minLength: 2, maxLength: 40 }), (pairs) => {
      const genuine = pairs.filter((p) => p.same).map((p) => p.score);
      const impostor = pairs.filter((p) => !p.same).map((p) => p.score);
      fc.pre(genuine.length > 0 && impostor.length > 0);
      let won = 0;
      for (const g of genuine) for (const i of impostor) won += g > i ? 1 : g === i ? 0.5 : 0;
      const roc = rocOfScores(
        pairs.map((p) => p.score),
        pairs.map((p) => p.same),
      );
      expect(areaUnderCurve(roc)).toBeCloseTo(won / genuine.length / impostor.length, 10);
    }),
  );
});

/** A deterministic cloud: `classes` centres on a sphere, points around them. */
function cloud(
  count: number,
  classes: number,
  dim: number,
  spread: number,
): { points: Float32Array; labels: number[] } {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const centres = Float32Array.from({ length: classes * dim }, next);
  const labels = Array.from({ length: count }, (_, i) => i % classes);
  const points = Float32Array.from(
    { length: count * dim },
    (_, i) => centres[labels[Math.floor(i / dim)]! * dim + (i % dim)]! + spread * next(),
  );
  return { points, labels };
}

describe('all pairs', () => {
  test('counts every pair once, and agrees with the exact curve', () => {
    const { points, labels } = cloud(120, 8, 7, 0.6);
    const report = comparePairs(points, labels, 7);
    const scores: number[] = [];
    const same: number[] = [];
    const row = (i: number): number[] => Array.from(points.subarray(i * 7, i * 7 + 7));
    for (let i = 0; i < 120; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [row(i), row(j)];
        scores.push(dots([a], [b])[0]! / Math.hypot(...a) / Math.hypot(...b));
        same.push(Number(labels[i] === labels[j]));
      }
    }
    const exact = rocOfScores(scores, same);
    expect(report.roc.genuineCount).toBe(8 * 105); // 8 classes of 15: 15 * 14 / 2 each
    expect(report.roc.impostorCount).toBe(7140 - 840);
    expect(report.auc).toBeCloseTo(areaUnderCurve(exact), 4);
    expect(report.eer).toBeCloseTo(equalErrorRate(exact).rate, 2);
    expect(report.worstGenuine[0]!.cosine).toBeCloseTo(Math.min(...scores.filter((_, p) => same[p])), 6);
    expect(report.worstImpostor[0]!.cosine).toBeCloseTo(Math.max(...scores.filter((_, p) => !same[p])), 6);
    expect(report.worstImpostor.map((p) => p.cosine)).toEqual(
      report.worstImpostor.map((p) => p.cosine).toSorted((a, b) => b - a),
    );
    for (const { first, second } of report.worstGenuine) expect(labels[first]).toBe(labels[second]);
    expect(report.folds?.pairs).toBe(2 * 840);
  });

  test('in portions the same as at once', () => {
    const { points, labels } = cloud(60, 5, 4, 0.5);
    const tally = new PairTally(points, labels, 4);
    let portions = 1;
    while (!tally.advance(100)) portions += 1;
    expect(portions).toBeGreaterThan(5);
    expect(tally.report()).toEqual(comparePairs(points, labels, 4));
  });

  test('2 million pairs of 64 dimensions in seconds', () => {
    const { points, labels } = cloud(2000, 40, 64, 1.5);
    const start = performance.now();
    const report = comparePairs(points, labels, 64);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(report.roc.genuineCount + report.roc.impostorCount).toBe(1_999_000);
    expect(report.operatingPoints.every((p) => p.tar !== null)).toBe(true);
    expect(report.folds?.pairs).toBe(6000);
  });

  test('too few pairs: no folds; too many images: refused', () => {
    expect(comparePairs([1, 0, 0, 1, 1, 1], [0, 0, 1], 2).folds).toBeNull();
    expect(() => new PairTally(new Float32Array(2001), new Uint8Array(2001), 1)).toThrow('at most 2000 images');
    expect(() => new PairTally(new Float32Array(7), new Uint8Array(2), 3)).toThrow('must be [2 * 3], got [7]');
  });

  test('coarse histograms keep the count', () => {
    const fine = new Uint32Array(COSINE_BINS).fill(1);
    expect(coarser(fine, 64)).toEqual(new Uint32Array(64).fill(COSINE_BINS / 64));
    expect(areaUnderCurve(rocOfHistograms(fine, fine))).toBeCloseTo(0.5, 10);
  });

  test('raw pixels ignore brightness and contrast', () => {
    const images = Uint8Array.from([10, 20, 30, 40, 110, 130, 150, 170]);
    expect(comparePairs(pixelEmbeddings(images, [0, 1], 4), [0, 0], 4).worstGenuine[0]!.cosine).toBeCloseTo(1, 6);
  });
});

describe('angular Fisher score', () => {
  test('two pairs of points, by hand', () => {
    // Class 0 at 0 and 60 degrees (mean 30), class 1 at 90 and 150 (mean 120); both sums are sqrt(3) long; overall mean at 75.
    const at = (deg: number): [number, number] => [Math.cos((deg * Math.PI) / 180), Math.sin((deg * Math.PI) / 180)];
    const result = angularFisherScore([...at(0), ...at(60), ...at(90), ...at(150)], [0, 0, 1, 1], 2);
    const within = 4 * (1 - Math.cos(Math.PI / 6));
    const between = 4 * (1 - Math.cos(Math.PI / 4));
    expect(result.score).toBeCloseTo(within / between, 12);
  });

  test('says so where the mean has no direction', () => {
    const result = angularFisherScore([1, 0, 1, 0, -1, 0, -1, 0], [0, 0, 1, 1], 2);
    expect(result).toMatchObject({
      score: null,
      reason: expect.stringContaining('evenly around the centre') as unknown,
    });
    expect(angularFisherScore([1, 0, 0, 1], [3, 3], 2).score).toBeNull();
  });
});
