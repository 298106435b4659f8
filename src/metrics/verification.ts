/**
 * Verification: do two images show the same person? Scores are cosines, higher is more alike; a pair of one person is genuine, of two
 * people an impostor pair. Plain functions; which pairs there are is decided by the caller or by `PairTally`.
 */

/** Operating points from the strictest threshold (nothing accepted) to the loosest (everything accepted). */
export interface RocCurve {
  /** False accept rate: the share of impostor pairs with a score of at least the threshold. */
  readonly far: Float64Array;
  /** True accept rate: the share of genuine pairs. */
  readonly tar: Float64Array;
  /** Score from which a pair is accepted; the first is Infinity. */
  readonly threshold: Float64Array;
  readonly genuineCount: number;
  readonly impostorCount: number;
}

/** The exact curve: one point for each distinct score. `same[i]` is 1 where the pair is genuine. */
export function rocOfScores(scores: ArrayLike<number>, same: ArrayLike<number>): RocCurve {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0),
  );
  const genuine: number[] = [0];
  const impostor: number[] = [0];
  const threshold: number[] = [Infinity];
  let accepted = 0;
  let falsely = 0;
  order.forEach((pair, rank) => {
    if (same[pair]) accepted += 1;
    else falsely += 1;
    const next = order[rank + 1];
    // Equal scores cannot be told apart by a threshold: they are one point.
    if (next !== undefined && scores[next] === scores[pair]) return;
    genuine.push(accepted);
    impostor.push(falsely);
    threshold.push(scores[pair] ?? 0);
  });
  return curve(genuine, impostor, threshold);
}

/** The curve of two histograms of cosines over -1..1 with bins of equal width; the scores of one bin count as equal. */
export function rocOfHistograms(genuineBins: ArrayLike<number>, impostorBins: ArrayLike<number>): RocCurve {
  const bins = genuineBins.length;
  const genuine: number[] = [0];
  const impostor: number[] = [0];
  const threshold: number[] = [Infinity];
  let accepted = 0;
  let falsely = 0;
  for (let bin = bins - 1; bin >= 0; bin--) {
    const g = genuineBins[bin] ?? 0;
    const i = impostorBins[bin] ?? 0;
    if (g === 0 && i === 0) continue;
    accepted += g;
    falsely += i;
    genuine.push(accepted);
    impostor.push(falsely);
    threshold.push((2 * bin) / bins - 1);
  }
  return curve(genuine, impostor, threshold);
}

function curve(genuine: readonly number[], impostor: readonly number[], threshold: readonly number[]): RocCurve {
  const genuineCount = genuine.at(-1) ?? 0;
  const impostorCount = impostor.at(-1) ?? 0;
  return {
    far: Float64Array.from(impostor, (count) => (impostorCount ? count / impostorCount : NaN)),
    tar: Float64Array.from(genuine, (count) => (genuineCount ? count / genuineCount : NaN)),
    threshold: Float64Array.from(threshold),
    genuineCount,
    impostorCount,
  };
}

/** Area under the curve by trapezoids: the chance that a genuine pair scores higher than an impostor pair, ties counted half. */
export function areaUnderCurve({ far, tar }: RocCurve): number {
  let area = 0;
  for (let i = 1; i < far.length; i++) {
    area += ((far[i] ?? 0) - (far[i - 1] ?? 0)) * 0.5 * ((tar[i] ?? 0) + (tar[i - 1] ?? 0));
  }
  return far.length > 1 ? area : NaN;
}

/** Equal error rate: the mean of false accepts and false rejects at the operating point where they differ least. */
export function equalErrorRate({ far, tar, threshold }: RocCurve): {
  readonly rate: number;
  readonly threshold: number;
} {
  let gap = Infinity;
  let found = { rate: NaN, threshold: NaN };
  for (let i = 0; i < far.length; i++) {
    const falseAccepts = far[i] ?? 0;
    const falseRejects = 1 - (tar[i] ?? 0);
    if (Math.abs(falseAccepts - falseRejects) < gap) {
      gap = Math.abs(falseAccepts - falseRejects);
      found = { rate: (falseAccepts + falseRejects) / 2, threshold: threshold[i] ?? NaN };
    }
  }
  return found;
}

/** True accept rate at a false accept rate: the largest TAR whose FAR is at most `far`. */
export function tarAtFar(roc: RocCurve, far: number): { readonly tar: number; readonly threshold: number } {
  let found = { tar: NaN, threshold: NaN };
  for (let i = 0; i < roc.far.length && (roc.far[i] ?? 1) <= far; i++) {
    // The loosest threshold that is allowed: TAR only grows along the curve.
    found = { tar: roc.tar[i] ?? NaN, threshold: roc.threshold[i] ?? NaN };
  }
  return found;
}

/** The false accept rates a face recognition paper reports. */
export const REPORTED_FARS: readonly number[] = [1e-1, 1e-2, 1e-3, 1e-4];

/** TAR at one FAR, or why there is none. */
export type OperatingPoint =
  | { readonly far: number; readonly tar: number; readonly threshold: number }
  | { readonly far: number; readonly tar: null; readonly reason: string };

/** A FAR of x needs 1/x impostor pairs: with fewer, not even one false accept is allowed, and the number means nothing. */
export function operatingPoints(roc: RocCurve, fars: readonly number[] = REPORTED_FARS): OperatingPoint[] {
  return fars.map((far) => {
    const needed = Math.round(1 / far);
    if (roc.genuineCount === 0)
      return { far, tar: null, reason: 'There is no genuine pair: no person has two images.' };
    if (roc.impostorCount < needed) {
      const counts = `${needed.toLocaleString('en')} impostor pairs, there are ${roc.impostorCount.toLocaleString('en')}`;
      return { far, tar: null, reason: `A false accept rate of ${far} needs at least ${counts}.` };
    }
    return { far, ...tarAtFar(roc, far) };
  });
}

/** Squared distances |a_i - b_i|^2 of rows, [pairs]. Of unit rows: 2 - 2 cosine. */
export function squaredDistances(a: ArrayLike<number>, b: ArrayLike<number>, dim: number): Float64Array {
  return Float64Array.from({ length: a.length / dim }, (_, row) => {
    let sum = 0;
    for (let d = row * dim; d < (row + 1) * dim; d++) sum += ((a[d] ?? 0) - (b[d] ?? 0)) ** 2;
    return sum;
  });
}

export interface FoldAccuracy {
  /** Over the folds. */
  readonly mean: number;
  /** Population standard deviation over the folds. */
  readonly std: number;
  /** Squared distance chosen on the other nine folds, of each fold. */
  readonly thresholds: Float64Array;
}

const FOLD_THRESHOLDS = 400;
const FOLD_THRESHOLD_STEP = 0.01;

/**
 * Accuracy as face recognition papers report it: folds of consecutive pairs; for each, the threshold on the squared distance
 * (0, 0.01 ... 3.99) with the best accuracy on the other folds, the lowest if several are best; a pair is accepted below it.
 * Source: insightface, `eval/verification.py`, `calculate_roc`.
 * @param distances squared L2 of unit embeddings, [pairs]; at least `folds` of them
 */
export function foldAccuracy(distances: ArrayLike<number>, same: ArrayLike<number>, folds = 10): FoldAccuracy {
  const pairs = distances.length;
  if (pairs < folds) throw new RangeError(`foldAccuracy: expected at least ${folds} pairs, got ${pairs}.`);
  // As scikit-learn's KFold: the first (pairs mod folds) folds hold one pair more.
  const starts = Array.from(
    { length: folds + 1 },
    (_, f) => f * Math.floor(pairs / folds) + Math.min(f, pairs % folds),
  );
  // Right decisions of each fold at each threshold.
  const right = starts.slice(0, -1).map((start, f) => {
    const counts = new Uint32Array(FOLD_THRESHOLDS);
    for (let i = start; i < (starts[f + 1] ?? pairs); i++) {
      for (let t = 0; t < FOLD_THRESHOLDS; t++) {
        if ((distances[i] ?? 0) < t * FOLD_THRESHOLD_STEP === Boolean(same[i])) counts[t]! += 1;
      }
    }
    return counts;
  });
  const thresholds = new Float64Array(folds);
  const accuracies = right.map((own, f) => {
    let best = 0;
    let bestRight = -1;
    for (let t = 0; t < FOLD_THRESHOLDS; t++) {
      let elsewhere = 0;
      right.forEach((counts, other) => {
        if (other !== f) elsewhere += counts[t] ?? 0;
      });
      if (elsewhere > bestRight) {
        bestRight = elsewhere;
        best = t;
      }
    }
    thresholds[f] = best * FOLD_THRESHOLD_STEP;
    return (own[best] ?? 0) / ((starts[f + 1] ?? pairs) - (starts[f] ?? 0));
  });
  const mean = accuracies.reduce((a, b) => a + b, 0) / folds;
  const std = Math.sqrt(accuracies.reduce((sum, a) => sum + (a - mean) ** 2, 0) / folds);
  return { mean, std, thresholds };
}
