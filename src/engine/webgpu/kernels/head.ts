/**
 * Margin softmax with its gradients, a workgroup a sample:
 *
 *     logit_j = s f(product_j), f = the target's formula for the own class, the others' for the rest
 *     loss_b = log(sum of exp(logits)) - logit_y
 *     dProducts[b, j] = (softmax_j - [j = y]) / B * s f'(product_j),   dEmbeddings through normalisation and length
 *
 * products [B, C] (see `products`), C up to 256. The regulariser is in the gradient, not in the loss that is shown.
 */
import { type Expression } from '../../../formula/expression';
import { type HeadFormulas, TRIGONOMETRY } from './headFormulas';
import { float, groupKernel, type Kernel, WORKGROUP_SIZE } from './kernel';
import { type HeadShape, measuredPlaces } from './products';

/** @param keepLogits they leave as well, in one more buffer than every device allows: for tests */
export function head({ batch, dim, classes }: HeadShape, formulas: HeadFormulas, keepLogits = false): Kernel {
  const places = measuredPlaces({ batch, classes });
  const { compiled, needs, raw, text, scale } = formulas;
  const each = (count: number, name: string, body: string): string =>
    `  for (var ${name} = lane; ${name} < ${count}u; ${name} += ${WORKGROUP_SIZE}u) {\n${body}\n  }`;
  const value = (expression: Expression): string => (isPlain(expression) ? 'product' : text(expression));
  const branch = (f: Expression, slope: Expression, normSlope: Expression): string => `
      logit = ${scale} * ${value(f)};
      slope = ${scale} * ${text(slope)};
      ${needs.normGradient ? `normSlope = ${scale} * ${text(normSlope)};` : ''}`;
  const regulariser = compiled.regulariser
    ? `dNorm += ${text(compiled.regulariser.weight)} * ${text(compiled.regulariser.termSlope)} / ${float(batch)};`
    : '';
  return groupKernel(batch, {
    label: 'head',
    bindings: {
      settings: ['uniform', 'vec4f'],
      products: ['read', 'f32'],
      labels: ['read', 'u32'],
      margins: ['read', 'f32'],
      measured: ['write', 'f32'],
      embeddings: ['read', 'f32'],
      classWeights: ['read', 'f32'],
      dProducts: ['write', 'f32'],
      dEmbeddings: ['write', 'f32'],
      ...(keepLogits ? { storedLogits: ['write', 'f32'] } : {}),
    },
    declarations: `${TRIGONOMETRY}
var<workgroup> logits: array<f32, ${classes}>;
var<workgroup> powers: array<f32, ${classes}>;
var<workgroup> slopes: array<f32, ${classes}>;
var<workgroup> normSlopes: array<f32, ${classes}>;`,
    body: `  let label = labels[group];
  let targetProduct = products[group * ${classes}u + label];
  let v_E = margins[group];
  let v_norm = measured[group];
${formulas.declareSample}
${each(
  classes,
  'j',
  `    let product = products[group * ${classes}u + j];
${formulas.declareProduct}
    var logit: f32;
    var slope: f32;
    var normSlope = 0.0;
    if (j == label) {${branch(compiled.target, compiled.targetSlope, compiled.targetNormSlope)}
    } else {${branch(compiled.others, compiled.othersSlope, compiled.othersNormSlope)}
    }
    logits[j] = logit;
    slopes[j] = slope;
    normSlopes[j] = normSlope;
    ${keepLogits ? `storedLogits[group * ${classes}u + j] = logit;` : ''}`,
)}
  workgroupBarrier();
  var largest = logits[0];
  for (var j = 1u; j < ${classes}u; j++) { largest = max(largest, logits[j]); }
${each(classes, 'j', '    powers[j] = exp(logits[j] - largest);')}
  workgroupBarrier();
  var sum = 0.0;
  for (var j = 0u; j < ${classes}u; j++) { sum += powers[j]; }
  if (lane == 0u) { measured[${places.losses}u + group] = largest + log(sum) - logits[label]; }
${each(
  classes,
  'j',
  `    let dLogit = (powers[j] / sum - select(0.0, 1.0, j == label)) / ${float(batch)};
    slopes[j] *= dLogit;
    normSlopes[j] *= dLogit;
    dProducts[group * ${classes}u + j] = slopes[j];`,
)}
  workgroupBarrier();
  var dNorm = 0.0;
  ${needs.normGradient ? `for (var j = 0u; j < ${classes}u; j++) { dNorm += normSlopes[j]; }` : ''}
  ${regulariser}
${each(
  dim,
  'd',
  `    let x = embeddings[group * ${dim}u + d] / v_norm;
    var sumToX = 0.0;
    for (var j = 0u; j < ${classes}u; j++) {
      let w = classWeights[d * ${classes}u + j];
      sumToX += slopes[j] * ${raw ? 'w' : `(w / measured[${places.weightNorms}u + j] - products[group * ${classes}u + j] * x) / v_norm`};
    }
    dEmbeddings[group * ${dim}u + d] = sumToX + dNorm * x;`,
)}`,
  });
}

/** Not clamped, as in the other trainer. */
const isPlain = (part: Expression): boolean =>
  part.kind === 'variable' && (part.name === 'cosine' || part.name === 'logit');
