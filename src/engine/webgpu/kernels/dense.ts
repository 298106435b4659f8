/**
 * Dense layer with bias and activation:
 *
 *     z[b, h] = bias[h] + sum over k of x[b, k] kernel[k, h],   hidden = act(z)
 *
 * x [B, K], kernel [K, H]; B, K and H multiples of 4. Eight lanes of a workgroup share the sum over k of a tile of 4 x 4 results: without
 * that, so few results would keep a GPU waiting for its memory.
 */
import { ACTIVATION, slopeAt, slopeBinding } from './activation';
import { groupKernel, type Kernel, repeat, WORKGROUP_SIZE } from './kernel';

const SLICES = 8;
const TILES = WORKGROUP_SIZE / SLICES;

export function dense(batch: number, inputs: number, outputs: number, prelu: boolean): Kernel {
  const quads = outputs / 4;
  const depth = inputs / 4;
  const tiles = (batch / 4) * quads;
  return groupKernel(Math.ceil(tiles / TILES), {
    label: 'dense',
    flops: 2 * batch * inputs * outputs,
    bindings: {
      input: ['read', 'vec4f'],
      kernel: ['read', 'vec4f'],
      bias: ['read', 'vec4f'],
      ...slopeBinding(prelu),
      z: ['write', 'vec4f'],
      hidden: ['write', 'vec4f'],
    },
    declarations: `${ACTIVATION}
var<workgroup> sums: array<vec4f, ${4 * WORKGROUP_SIZE}>;`,
    body: `  let slice = lane / ${TILES}u;
  // Past the last tile the same work is done once more: a barrier must be met by all.
  let tile = min(group * ${TILES}u + lane % ${TILES}u, ${tiles - 1}u);
  let h = tile % ${quads}u;
  let b = 4u * (tile / ${quads}u);
${repeat(4, (r) => `  var a${r} = vec4f();`)}
  for (var k = slice; k < ${depth}u; k += ${SLICES}u) {
${repeat(4, (r) => `    let x${r} = input[(b + ${r}u) * ${depth}u + k];`)}
${repeat(
  4,
  (c) => `    { let w = kernel[(4u * k + ${c}u) * ${quads}u + h];
${repeat(4, (r) => `      a${r} = fma(vec4f(x${r}.${'xyzw'[c]}), w, a${r});`)} }`,
)}
  }
${repeat(4, (r) => `  sums[4u * lane + ${r}u] = a${r};`)}
  workgroupBarrier();
  // Each of the first four slices sums and stores one sample of the tile.
  if (slice >= 4u) { return; }
  var total = bias[h];
  for (var s = 0u; s < ${SLICES}u; s++) { total += sums[4u * (s * ${TILES}u + lane % ${TILES}u) + slice]; }
  let at = (b + slice) * ${quads}u + h;
  z[at] = total;
  hidden[at] = act(total, ${slopeAt(prelu, 'h')});`,
  });
}
