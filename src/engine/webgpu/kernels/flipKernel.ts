/** The kernel of the convolution's gradient to its input: flipped[k-1-ky, k-1-kx, o, i] = kernel[ky, kx, i, o]. */
import { type Kernel, threadKernel } from './kernel';

export function flipKernel({
  inputs,
  outputs,
  kernelSize: k,
}: {
  inputs: number;
  outputs: number;
  kernelSize: number;
}): Kernel {
  const taps = k * k;
  return threadKernel(taps * inputs * outputs, {
    label: 'flip kernel',
    bindings: { kernel: ['read', 'f32'], flipped: ['write', 'f32'] },
    body: `  let o = thread % ${outputs}u;
  let i = (thread / ${outputs}u) % ${inputs}u;
  let tap = thread / ${outputs * inputs}u;
  flipped[((${taps - 1}u - tap) * ${outputs}u + o) * ${inputs}u + i] = kernel[thread];`,
  });
}
