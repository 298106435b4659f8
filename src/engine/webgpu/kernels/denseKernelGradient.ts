/**
 * Gradient of a dense layer to its kernel: dKernel[k, h] = sum over b of input[b, k] dOutput[b, h].
 *
 * input [B, K], K a multiple of 4; dOutput [B, H]. A thread sums 4 x 4 elements, or 4 x 1 where H is no multiple of 4 (an embedding of two
 * or three dimensions).
 */
import { type Kernel, repeat, threadKernel } from './kernel';

export function denseKernelGradient(label: string, batch: number, inputs: number, outputs: number): Kernel {
  const vectors = outputs % 4 === 0;
  const element = vectors ? 'vec4f' : 'f32';
  const columns = vectors ? outputs / 4 : outputs;
  return threadKernel((inputs / 4) * columns, {
    label,
    flops: 2 * batch * inputs * outputs,
    bindings: { input: ['read', 'vec4f'], dOutput: ['read', element], partials: ['write', element] },
    body: `  let h = thread % ${columns}u;
  let k = thread / ${columns}u;
${repeat(4, (r) => `  var a${r} = ${element}();`)}
  for (var b = 0u; b < ${batch}u; b++) {
    let x = input[b * ${inputs / 4}u + k];
    let d = dOutput[b * ${columns}u + h];
${repeat(4, (r) => `    a${r} = fma(${element}(x.${'xyzw'[r]}), d, a${r});`)}
  }
${repeat(4, (r) => `  partials[(4u * k + ${r}u) * ${columns}u + h] = a${r};`)}`,
  });
}
