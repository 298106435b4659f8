/** How the angles between points and the weight of their own class are distributed: plain loops over a key frame, once per frame. */
import type { KeyFrame } from '../../engine/protocol';

/** Width of a bin; 180 is a multiple of it. */
export const BIN_DEG = 3;
const BINS = 180 / BIN_DEG;
const DEGREES = 180 / Math.PI;

export interface ThetaDistribution {
  /** Share of the points in each bin of `BIN_DEG` degrees from 0 to 180; sums to 1. */
  readonly shares: Float64Array;
  readonly meanDeg: number;
  readonly count: number;
}

/** @param labels class of each point, [points]. Points without direction are left out. */
export function thetaDistribution(
  { embeddings, classWeights, dim }: KeyFrame,
  labels: ArrayLike<number>,
): ThetaDistribution {
  const classes = classWeights.length / dim;
  const norms = new Float64Array(classes);
  for (let d = 0; d < dim; d++) for (let c = 0; c < classes; c++) norms[c]! += classWeights[d * classes + c]! ** 2;
  const points = Math.min(labels.length, embeddings.length / dim);
  const shares = new Float64Array(BINS);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < points; i++) {
    const label = labels[i]!;
    let product = 0;
    let squares = 0;
    for (let d = 0; d < dim; d++) {
      const x = embeddings[i * dim + d]!;
      product += x * classWeights[d * classes + label]!;
      squares += x * x;
    }
    const cosine = product / Math.sqrt(squares * norms[label]!);
    if (!Number.isFinite(cosine)) continue;
    const degrees = Math.acos(Math.min(1, Math.max(-1, cosine))) * DEGREES;
    shares[Math.min(BINS - 1, Math.floor(degrees / BIN_DEG))]! += 1;
    sum += degrees;
    count += 1;
  }
  if (count > 0) for (let b = 0; b < BINS; b++) shares[b]! /= count;
  return { shares, meanDeg: sum / count, count };
}
