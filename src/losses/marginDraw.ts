/** Who gets which of the drawn margins. The drawing itself belongs to the engine's generator. */
import type { AssignmentId } from './lossDefinition';

/**
 * Margins handed to the samples of a batch.
 * - `as-drawn`: out[i] = margins[i].
 * - `paper` (ElasticFace, section 3.3): the smallest target cosine gets the largest margin.
 * - `as-released` (the authors' code): out[order] = sorted, i.e. the ascending margins scattered by the descending order of cosines.
 *
 * @param targetCosines [B]
 * @param margins [B], as drawn
 */
export function assignMargins(
  assignment: AssignmentId,
  targetCosines: ArrayLike<number>,
  margins: ArrayLike<number>,
): Float64Array {
  if (assignment === 'as-drawn') return Float64Array.from(margins);
  const sorted = Float64Array.from(margins).sort();
  const ranks = descendingRanks(targetCosines);
  const out = new Float64Array(margins.length);
  if (assignment === 'paper') ranks.forEach((rank, i) => (out[i] = sorted[rank] ?? NaN));
  else {
    // order[r] is the sample of rank r; the released code reads sorted[order[i]] for sample i.
    const order = new Uint32Array(ranks.length);
    ranks.forEach((rank, i) => (order[rank] = i));
    order.forEach((sample, i) => (out[i] = sorted[sample] ?? NaN));
  }
  return out;
}

/** Rank of each value in descending order, ties by index: 0 for the largest. */
function descendingRanks(values: ArrayLike<number>): Uint32Array {
  const order = Array.from({ length: values.length }, (_, i) => i);
  order.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const ranks = new Uint32Array(values.length);
  order.forEach((sample, rank) => (ranks[sample] = rank));
  return ranks;
}
