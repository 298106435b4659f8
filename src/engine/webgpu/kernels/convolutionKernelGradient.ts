/**
 * Gradient of convolution + activation + 2x2 max-pool to the convolution's kernel:
 *
 *     partials[c, ky, kx, i, o] = sum over the images b of chunk c, y, x of input[b, y + ky, x + kx, i] * dz[b, y, x, o]
 *
 * dz is never stored: of each window only the place that won the maximum has a gradient, dPooled * act'(z). A thread computes all kx of
 * one ky, 4 input and 4 output channels, and slides along the rows of its images, so that each pixel is loaded once per row of the
 * kernel. The chunks are summed by `optimize`, in order: no atomics, the same bits in every run.
 */
import { SELECTED, slopeAt, slopeBinding } from './activation';
import type { ConvolutionShape, Pooled } from './convolve';
import { type Kernel, repeat, threadKernel } from './kernel';

/** More chunks are more threads and more partial sums. */
export const chunksOf = ({ batch, inputs }: ConvolutionShape): number => Math.min(batch, inputs % 4 === 0 ? 32 : 128);

export function convolutionKernelGradient(label: string, shape: ConvolutionShape, prelu: boolean): Kernel {
  const { batch, height, width, inputs, outputs, kernelSize: k } = shape;
  const chunks = chunksOf(shape);
  const vectors = inputs % 4 === 0;
  const depth = vectors ? inputs / 4 : inputs;
  const channels = vectors ? 4 : 1;
  const quads = outputs / 4;
  const [rows, columns] = [height / 2, width / 2];
  const line = (width + k - 1) * depth;
  const load = (row: number, column: string): string => `input[at + ${row * line}u + (${column}) * ${depth}u]`;
  const sums = (each: (kx: number, c: number) => string): string =>
    repeat(k * channels, (i) => each(Math.floor(i / channels), i % channels));
  const component = (c: number): string => (vectors ? `.${'xyzw'[c]}` : '');

  const window = repeat(4, (p) => {
    const [row, column] = [p >> 1, p & 1];
    return `        { let g = select(vec4f(), dz, place == vec4u(${p}u));
${sums((kx, c) => `        s${kx}_${c} = fma(vec4f(x${row}_${column + kx}${component(c)}), g, s${kx}_${c});`)} }`;
  });
  const slide = repeat(2, (row) => repeat(k - 1, (j) => `        x${row}_${j} = x${row}_${j + 2};`));

  return threadKernel(chunks * k * depth * quads, {
    label,
    flops: 2 * batch * height * width * inputs * outputs * k ** 2,
    bindings: {
      input: ['read', vectors ? 'vec4f' : 'f32'],
      selected: ['read', 'vec4u'],
      dPooled: ['read', 'vec4f'],
      ...slopeBinding(prelu),
      partials: ['write', 'vec4f'],
    },
    declarations: SELECTED,
    body: `  let o = thread % ${quads}u;
  let i = (thread / ${quads}u) % ${depth}u;
  let ky = (thread / ${quads * depth}u) % ${k}u;
  let chunk = thread / ${quads * depth * k}u;
  let slope = ${slopeAt(prelu, 'o')};
${sums((kx, c) => `  var s${kx}_${c} = vec4f();`)}
  for (var b = chunk; b < ${batch}u; b += ${chunks}u) {
    for (var row = 0u; row < ${rows}u; row++) {
      let at = (b * ${height + k - 1}u + 2u * row + ky) * ${line}u + i;
      let windows = (b * ${rows}u + row) * ${columns * quads}u + o;
${repeat(2, (r) => repeat(k - 1, (j) => `      var x${r}_${j} = ${load(r, `${j}u`)};`))}
${repeat(2, (r) => repeat(2, (j) => `      var x${r}_${k - 1 + j} = x${r}_0;`))}
      for (var column = 0u; column < ${columns}u; column++) {
${repeat(2, (r) => repeat(2, (j) => `        x${r}_${k - 1 + j} = ${load(r, `2u * column + ${k - 1 + j}u`)};`))}
        let bits = selected[windows + column * ${quads}u];
        let place = placeOf(bits);
        let dz = dPooled[windows + column * ${quads}u] * actSlope(zOf(bits), slope);
${window}
${slide}
      }
    }
  }
  let into = ((chunk * ${k}u + ky) * ${k * inputs}u + i * ${channels}u) * ${quads}u + o;
${sums((kx, c) => `  partials[into + ${(kx * inputs + c) * quads}u] = s${kx}_${c};`)}`,
  });
}

/** In float64: the gradient of the convolution before activation and pooling, dz [B, H, W, O], and that of the kernel. */
export function kernelGradientReference(
  { batch, height, width, inputs, outputs, kernelSize: k }: ConvolutionShape,
  input: ArrayLike<number>,
  dPooled: ArrayLike<number>,
  { z, places }: Pick<Pooled, 'z' | 'places'>,
  slopes: ArrayLike<number> | null,
): { dz: Float64Array; dKernel: Float64Array } {
  const dz = new Float64Array(batch * height * width * outputs);
  const dKernel = new Float64Array(k * k * inputs * outputs);
  z.forEach((value, at) => {
    const o = at % outputs;
    const c = Math.floor(at / outputs) % (width / 2);
    const r = Math.floor((at / outputs / width) * 2) % (height / 2);
    const b = Math.floor(((at / outputs / width) * 4) / height);
    const place = places[at] ?? 0;
    const [y, x] = [2 * r + (place >> 1), 2 * c + (place & 1)];
    const gradient = (dPooled[at] ?? NaN) * (value > 0 ? 1 : value < 0 ? (slopes?.[o] ?? 0) : 0);
    dz[((b * height + y) * width + x) * outputs + o] = gradient;
    for (let ky = 0; ky < k; ky++)
      for (let kx = 0; kx < k; kx++)
        for (let i = 0; i < inputs; i++) {
          const pixel = ((b * (height + k - 1) + y + ky) * (width + k - 1) + x + kx) * inputs + i;
          const into = ((ky * k + kx) * inputs + i) * outputs + o;
          dKernel[into] = (dKernel[into] ?? 0) + (input[pixel] ?? NaN) * gradient;
        }
  });
  return { dz, dKernel };
}
