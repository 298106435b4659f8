/**
 * Gradients of the biases and of the slopes of a PReLU:
 *
 *     dBias[o] = sum over the rows of dOutput * act'(z),   dSlope[o] = sum over the rows of dOutput * min(z, 0)
 *
 * dOutput and the bits of z [rows, O] (after max-pool: of the winners, see `convolvePool`). Partial sums of `chunksOf` chunks, which
 * `optimize` adds up.
 */
import { SELECTED, slopeAt, slopeBinding } from './activation';
import { type Kernel, threadKernel } from './kernel';

export const channelChunks = (rows: number): number => Math.min(rows, 64);

export function channelGradients(label: string, rows: number, outputs: number, prelu: boolean): Kernel {
  const quads = outputs / 4;
  const chunks = channelChunks(rows);
  return threadKernel(chunks * quads, {
    label,
    bindings: {
      dOutput: ['read', 'vec4f'],
      selected: ['read', 'vec4u'],
      ...slopeBinding(prelu),
      partialBias: ['write', 'vec4f'],
      ...(prelu ? { partialSlopes: ['write', 'vec4f'] } : {}),
    },
    declarations: SELECTED,
    body: `  let o = thread % ${quads}u;
  let slope = ${slopeAt(prelu, 'o')};
  var bias = vec4f();
  var negative = vec4f();
  for (var row = thread / ${quads}u; row < ${rows}u; row += ${chunks}u) {
    let d = dOutput[row * ${quads}u + o];
    let z = zOf(selected[row * ${quads}u + o]);
    bias += d * actSlope(z, slope);
    negative += d * min(z, vec4f());
  }
  partialBias[thread] = bias;
${prelu ? '  partialSlopes[thread] = negative;' : ''}`,
  });
}
