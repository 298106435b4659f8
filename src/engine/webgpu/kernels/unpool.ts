/**
 * Gradient through 2x2 max-pool and activation, spread out for `convolve` with the flipped kernel:
 *
 *     dz[b, 2 r + place / 2, 2 c + place % 2, o] = dPooled[b, r, c, o] * act'(z), 0 elsewhere
 *
 * dPooled, selected [B, H/2, W/2, O]; expanded [B, H + 2 border, W + 2 border, O], whose border stays zero.
 */
import { SELECTED, slopeAt, slopeBinding } from './activation';
import { type Kernel, repeat, threadKernel } from './kernel';

export function unpool(
  shape: { batch: number; height: number; width: number; outputs: number },
  border: number,
  prelu: boolean,
): Kernel {
  const { batch, height, width, outputs } = shape;
  const [rows, columns, quads] = [height / 2, width / 2, outputs / 4];
  return threadKernel(batch * rows * columns * quads, {
    label: 'unpool',
    bindings: {
      dPooled: ['read', 'vec4f'],
      selected: ['read', 'vec4u'],
      ...slopeBinding(prelu),
      expanded: ['write', 'vec4f'],
    },
    declarations: SELECTED,
    body: `  let o = thread % ${quads}u;
  let c = (thread / ${quads}u) % ${columns}u;
  let r = (thread / ${quads * columns}u) % ${rows}u;
  let b = thread / ${quads * columns * rows}u;
  let bits = selected[thread];
  let dz = dPooled[thread] * actSlope(zOf(bits), ${slopeAt(prelu, 'o')});
  let corner = (b * ${height + 2 * border}u + 2u * r + ${border}u) * ${width + 2 * border}u + 2u * c + ${border}u;
${repeat(4, (p) => `  expanded[(corner + ${(p >> 1) * (width + 2 * border) + (p & 1)}u) * ${quads}u + o] = select(vec4f(), dz, placeOf(bits) == vec4u(${p}u));`)}`,
  });
}
