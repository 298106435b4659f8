/** The angles of one point to every class weight, from the whole embedding, whatever the stage can show of it. */
import type { KeyFrame } from '../../engine/protocol';

const DEGREES = 180 / Math.PI;

export interface PointAngles {
  /** Degrees to each class weight; NaN where a vector has no direction. */
  readonly thetaDeg: Float64Array;
  /** Class of the largest plain cosine: no margin takes part in a prediction. */
  readonly predicted: number;
}

export function pointAngles({ embeddings, classWeights, dim }: KeyFrame, index: number): PointAngles {
  const classes = classWeights.length / dim;
  const thetaDeg = new Float64Array(classes);
  let predicted = 0;
  for (let c = 0; c < classes; c++) {
    let product = 0;
    let pointSquares = 0;
    let weightSquares = 0;
    for (let d = 0; d < dim; d++) {
      const x = embeddings[index * dim + d]!;
      const w = classWeights[d * classes + c]!;
      product += x * w;
      pointSquares += x * x;
      weightSquares += w * w;
    }
    const cosine = product / Math.sqrt(pointSquares * weightSquares);
    thetaDeg[c] = Math.acos(Math.min(1, Math.max(-1, cosine))) * DEGREES;
    if (thetaDeg[c]! < thetaDeg[predicted]!) predicted = c;
  }
  return { thetaDeg, predicted };
}
