/**
 * Embeddings [B, D] = input [B, K] x kernel [K, D], D up to 128: a workgroup a sample, whose lanes share the sum over k.
 */
import { groupKernel, type Kernel, WORKGROUP_SIZE } from './kernel';

export function embedding(batch: number, inputs: number, dim: number): Kernel {
  const columns = Math.min(dim, WORKGROUP_SIZE);
  const slices = Math.floor(WORKGROUP_SIZE / columns);
  return groupKernel(batch, {
    label: 'embedding',
    flops: 2 * batch * inputs * dim,
    bindings: { input: ['read', 'f32'], kernel: ['read', 'f32'], embeddings: ['write', 'f32'] },
    declarations: `var<workgroup> sums: array<f32, ${WORKGROUP_SIZE}>;`,
    body: `  let slice = lane / ${columns}u;
  for (var first = 0u; first < ${dim}u; first += ${columns}u) {
    let d = first + lane % ${columns}u;
    var sum = 0.0;
    if (slice < ${slices}u && d < ${dim}u) {
      for (var k = slice; k < ${inputs}u; k += ${slices}u) {
        sum = fma(input[group * ${inputs}u + k], kernel[k * ${dim}u + d], sum);
      }
    }
    sums[lane] = sum;
    workgroupBarrier();
    if (slice == 0u && d < ${dim}u) {
      var total = 0.0;
      for (var s = 0u; s < ${slices}u; s++) { total += sums[s * ${columns}u + lane]; }
      embeddings[group * ${dim}u + d] = total;
    }
    workgroupBarrier();
  }`,
  });
}
