/**
 * Gradient of the head to its class weights [D, C], through their normalisation:
 *
 *     dw[d, j] = sum over b of dProducts[b, j] (x_b[d] / |x_b| - products[b, j] w_j[d] / |w_j|) / |w_j|
 *
 * and sum of dProducts x for raw features.
 */
import { type Kernel, threadKernel } from './kernel';
import { type HeadShape, measuredPlaces } from './products';

export function classWeightGradient({ batch, dim, classes }: HeadShape, raw: boolean): Kernel {
  return threadKernel(dim * classes, {
    label: 'class weight gradient',
    bindings: {
      embeddings: ['read', 'f32'],
      ...(raw
        ? {}
        : {
            measured: ['read', 'f32'],
            products: ['read', 'f32'],
            classWeights: ['read', 'f32'],
          }),
      dProducts: ['read', 'f32'],
      partials: ['write', 'f32'],
    },
    body: `  let j = thread % ${classes}u;
  let d = thread / ${classes}u;
${raw ? '' : `  let norm = measured[${measuredPlaces({ batch, classes }).weightNorms}u + j];\n  let w = classWeights[thread] / norm;`}
  var sum = 0.0;
  for (var b = 0u; b < ${batch}u; b++) {
    let x = embeddings[b * ${dim}u + d];
    sum += dProducts[b * ${classes}u + j] * ${raw ? 'x' : `(x / measured[b] - products[b * ${classes}u + j] * w) / norm`};
  }
  partials[thread] = sum;`,
  });
}
