/**
 * What the head compares: cosines of embeddings and class weights, or W.x where the loss takes raw features.
 *
 *     products[b, j] = x_b . w_j / (|x_b| |w_j|),   |x| = sqrt(sum of squares + 1e-12)
 *
 * embeddings [B, D], classWeights [D, C]; the lengths leave as well, in `measured`.
 */
import { TINY_NORM } from './headFormulas';
import { type Kernel, threadKernel } from './kernel';

export interface HeadShape {
  readonly batch: number;
  readonly dim: number;
  readonly classes: number;
}

/**
 * Places in the buffer `measured`: one for all that is measured, because a kernel may bind only eight buffers on some devices.
 * norms [B], losses [B], weightNorms [C], statistics [rest].
 */
export const measuredPlaces = ({ batch, classes }: Pick<HeadShape, 'batch' | 'classes'>) =>
  ({ norms: 0, losses: batch, weightNorms: 2 * batch, statistics: 2 * batch + classes }) as const;

export function products({ batch, dim, classes }: HeadShape, raw: boolean): Kernel {
  return threadKernel(batch * classes, {
    label: 'cosines',
    bindings: {
      embeddings: ['read', 'f32'],
      classWeights: ['read', 'f32'],
      products: ['write', 'f32'],
      measured: ['write', 'f32'],
    },
    body: `  let j = thread % ${classes}u;
  let b = thread / ${classes}u;
  var dotted = 0.0;
  var xx = ${TINY_NORM};
  var ww = ${TINY_NORM};
  for (var d = 0u; d < ${dim}u; d++) {
    let x = embeddings[b * ${dim}u + d];
    let w = classWeights[d * ${classes}u + j];
    dotted = fma(x, w, dotted);
    xx = fma(x, x, xx);
    ww = fma(w, w, ww);
  }
  if (j == 0u) { measured[b] = sqrt(xx); }
  if (b == 0u) { measured[${measuredPlaces({ batch, classes }).weightNorms}u + j] = sqrt(ww); }
  products[thread] = ${raw ? 'dotted' : 'dotted / (sqrt(xx) * sqrt(ww))'};`,
  });
}
