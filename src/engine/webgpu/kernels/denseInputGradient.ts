/**
 * Gradient of a dense layer to its input: dInput[b, k] = sum over h of dOutput[b, h] kernel[k, h].
 *
 * dOutput [B, H], kernel [K, H], dInput [B, K]; K a multiple of 4, H any. With `activated` the input was act(z): then dZ = dInput * act'(z)
 * leaves as well, for the layer before.
 */
import { SELECTED, slopeAt, slopeBinding } from './activation';
import { type Kernel, threadKernel } from './kernel';

/** @param activated null: the input was no dense layer's activation. */
export function denseInputGradient(
  label: string,
  batch: number,
  inputs: number,
  outputs: number,
  activated: { readonly prelu: boolean } | null,
): Kernel {
  const vectors = outputs % 4 === 0;
  const depth = vectors ? outputs / 4 : outputs;
  const quads = inputs / 4;
  return threadKernel(batch * quads, {
    label,
    flops: 2 * batch * inputs * outputs,
    bindings: {
      dOutput: ['read', vectors ? 'vec4f' : 'f32'],
      kernel: ['read', vectors ? 'vec4f' : 'f32'],
      dInput: ['write', 'vec4f'],
      ...(activated ? { ...slopeBinding(activated.prelu), z: ['read', 'vec4f'], dZ: ['write', 'vec4f'] } : {}),
    },
    declarations: SELECTED,
    body: `  let k = thread % ${quads}u;
  let b = thread / ${quads}u;
  var sum = vec4f();
  for (var h = 0u; h < ${depth}u; h++) {
    let d = dOutput[b * ${depth}u + h];
    sum += vec4f(${[0, 1, 2, 3].map((c) => product(vectors, `kernel[(4u * k + ${c}u) * ${depth}u + h]`)).join(', ')});
  }
  dInput[thread] = sum;
${activated ? `  dZ[thread] = sum * actSlope(z[thread], ${slopeAt(activated.prelu, 'k')});` : ''}`,
  });
}

const product = (vectors: boolean, weights: string): string => (vectors ? `dot(d, ${weights})` : `d * ${weights}`);
