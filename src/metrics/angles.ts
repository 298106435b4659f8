/**
 * The class angles of ArcFace (arXiv 1801.07698, table 3). All in degrees; the centre of a class is the normalised mean of its unit
 * embeddings.
 */
import { columnsAsRows, unitRows } from './unitRows';

const DEGREES = 180 / Math.PI;

export interface ClassAngles {
  /** Mean angle between x_i and the centre of its class. */
  readonly intraDeg: number;
  /** Mean over the classes of the smallest angle to another centre. */
  readonly interDeg: number;
  /** W-EC: mean angle between W_j and the centre of class j. */
  readonly wEcDeg: number;
  /** W-Inter: mean over j of the smallest angle between W_j and another W. */
  readonly wInterDeg: number;
  /** Intra of each class, [classes]; NaN for a class without samples. */
  readonly perClassIntraDeg: Float64Array;
}

/**
 * @param embeddings [N * dim], of any length
 * @param classWeights [dim * classes], row-major [D, C]
 * @param labels [N]
 */
export function measureAngles(
  embeddings: ArrayLike<number>,
  classWeights: ArrayLike<number>,
  labels: ArrayLike<number>,
  dim: number,
): ClassAngles {
  const points = unitRows(embeddings, dim);
  const weights = unitRows(columnsAsRows(classWeights, dim), dim);
  const classes = weights.length / dim;
  const counts = new Float64Array(classes);
  const sums = new Float64Array(classes * dim);
  for (let i = 0; i < labels.length; i++) {
    const c = labels[i] ?? 0;
    counts[c]! += 1;
    for (let d = 0; d < dim; d++) sums[c * dim + d]! += points[i * dim + d] ?? 0;
  }
  const centres = unitRows(sums, dim);

  const intraSums = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    const c = labels[i] ?? 0;
    intraSums[c]! += angleDeg(points, i, centres, c, dim);
  }
  const perClassIntraDeg = intraSums.map((sum, c) => sum / (counts[c] ?? 0));
  const present = Array.from(counts.keys()).filter((c) => (counts[c] ?? 0) > 0);
  const all = Array.from(counts.keys());
  return {
    intraDeg: intraSums.reduce((a, b) => a + b, 0) / labels.length,
    interDeg: mean(present.map((c) => nearestDeg(centres, c, present, dim))),
    wEcDeg: mean(present.map((c) => angleDeg(weights, c, centres, c, dim))),
    wInterDeg: mean(all.map((c) => nearestDeg(weights, c, all, dim))),
    perClassIntraDeg,
  };
}

function nearestDeg(rows: Float64Array, self: number, others: readonly number[], dim: number): number {
  return Math.min(...others.filter((c) => c !== self).map((c) => angleDeg(rows, self, rows, c, dim)));
}

function angleDeg(a: Float64Array, i: number, b: Float64Array, j: number, dim: number): number {
  let cosine = 0;
  for (let d = 0; d < dim; d++) cosine += (a[i * dim + d] ?? 0) * (b[j * dim + d] ?? 0);
  return Math.acos(Math.min(1, Math.max(-1, cosine))) * DEGREES;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
