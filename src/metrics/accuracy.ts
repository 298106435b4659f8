/** Accuracy from plain cosines: no margin takes part in a prediction (ElasticFace, section 4.1; every margin loss alike). */
import { columnsAsRows, unitRows } from './unitRows';

/**
 * Class of the largest cosine of each embedding; for plain softmax too, so that its figure can stand beside the others.
 * @param embeddings [N * dim]
 * @param classWeights [dim * classes], row-major [D, C]
 */
export function predictClasses(
  embeddings: ArrayLike<number>,
  classWeights: ArrayLike<number>,
  dim: number,
): Uint8Array {
  const weights = unitRows(columnsAsRows(classWeights, dim), dim);
  const classes = weights.length / dim;
  // The length of an embedding scales all its products alike, so it need not be taken away.
  return Uint8Array.from({ length: embeddings.length / dim }, (_, i) => {
    let best = 0;
    let bestProduct = -Infinity;
    for (let c = 0; c < classes; c++) {
      let product = 0;
      for (let d = 0; d < dim; d++) product += (embeddings[i * dim + d] ?? 0) * (weights[c * dim + d] ?? 0);
      if (product > bestProduct) {
        best = c;
        bestProduct = product;
      }
    }
    return best;
  });
}

/** Share of right predictions, 0..1; NaN without samples. */
export function accuracy(predicted: Uint8Array, labels: Uint8Array): number {
  let right = 0;
  predicted.forEach((label, i) => (right += label === labels[i] ? 1 : 0));
  return right / labels.length;
}
