/**
 * The angular Fisher score: scatter within the classes over scatter between them, in cosines; lower is better separated.
 *   within  = sum over i of 1 - cos(x_i, m_y)      between = sum over j of n_j (1 - cos(m_j, m))
 * m_j is the mean of class j, m the mean of all. Source: SphereFace, arXiv 1704.08063, appendix E.
 */
import { unitRows } from './unitRows';

/** Shorter means (of unit vectors) have no reliable direction; classes spread evenly over the circle or sphere end there. */
export const SHORTEST_MEAN = 0.05;

export type Separability =
  | { readonly score: number; readonly within: number; readonly between: number }
  /** The score cannot be trusted; `reason` is a sentence. */
  | { readonly score: null; readonly reason: string };

/** @param embeddings [N * dim], of any length; @param labels [N] */
export function angularFisherScore(
  embeddings: ArrayLike<number>,
  labels: ArrayLike<number>,
  dim: number,
): Separability {
  const points = unitRows(embeddings, dim);
  const sums = new Map<number, Float64Array>();
  const counts = new Map<number, number>();
  const total = new Float64Array(dim);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    const sum = sums.get(label) ?? new Float64Array(dim);
    sums.set(label, sum);
    counts.set(label, (counts.get(label) ?? 0) + 1);
    for (let d = 0; d < dim; d++) {
      sum[d]! += points[i * dim + d] ?? 0;
      total[d]! += points[i * dim + d] ?? 0;
    }
  }
  if (sums.size < 2) return { score: null, reason: `The Fisher score needs two classes, there are ${sums.size}.` };
  const meanLength = length(total) / labels.length;
  if (meanLength < SHORTEST_MEAN) {
    return {
      score: null,
      reason:
        `The classes lie so evenly around the centre that the mean of all embeddings has a length of ${meanLength.toFixed(3)}: ` +
        `it needs ${SHORTEST_MEAN} to have a direction.`,
    };
  }
  let within = 0;
  let between = 0;
  for (const [label, sum] of sums) {
    const n = counts.get(label) ?? 0;
    const size = length(sum);
    if (size / n < SHORTEST_MEAN) {
      return { score: null, reason: `Class ${label} is spread so evenly that its mean has no direction.` };
    }
    // The sum over a class of 1 - cos(x, mean) is n - |sum of its unit vectors|.
    within += n - size;
    between += n * (1 - dot(sum, total) / (size * meanLength * labels.length));
  }
  if (between < 1e-9) return { score: null, reason: 'All classes have the same mean direction.' };
  return { score: within / between, within, between };
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, d) => sum + value * (b[d] ?? 0), 0);
const length = (a: Float64Array): number => Math.sqrt(dot(a, a));
