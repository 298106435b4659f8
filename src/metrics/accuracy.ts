/** Accuracy from plain cosines: no margin takes part in a prediction (ElasticFace, section 4.1; every margin loss alike). */
import { columnsAsRows, unitRows } from './unitRows';

/**
 * Class of the largest logit of each embedding.
 * @param embeddings [N * dim]
 * @param classWeights [dim * classes], row-major [D, C]
 * @param features normalised: cosines; raw: W.x, as plain softmax decides
 */
export function predictClasses(
  embeddings: ArrayLike<number>,
  classWeights: ArrayLike<number>,
  dim: number,
  features: 'normalised' | 'raw' = 'normalised',
): Uint8Array {
  const rows = columnsAsRows(classWeights, dim);
  const weights = features === 'normalised' ? unitRows(rows, dim) : rows;
  const classes = weights.length / dim;
  // The length of an embedding scales all its logits alike, so it need not be taken away.
  return Uint8Array.from({ length: embeddings.length / dim }, (_, i) => {
    let best = 0;
    let bestLogit = -Infinity;
    for (let c = 0; c < classes; c++) {
      let logit = 0;
      for (let d = 0; d < dim; d++) logit += (embeddings[i * dim + d] ?? 0) * (weights[c * dim + d] ?? 0);
      if (logit > bestLogit) {
        best = c;
        bestLogit = logit;
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
