/**
 * Convolution, stride 1, "same", on an input that carries its own zero border: no loop has a bounds check.
 *
 *     convolve:      z[b, y, x, o] = sum over ky, kx, i of input[b, y + ky, x + kx, i] * kernel[ky, kx, i, o]
 *     convolvePool:  pooled = max over each 2x2 window of act(z + bias)
 *
 * input [B, H + k - 1, W + k - 1, I], kernel [k, k, I, O] (HWIO), O a multiple of 4. A thread computes `tileRows` x `tileColumns` positions
 * of 4 output channels and keeps a whole row of the input in registers, so that it serves all kx.
 */
import { ACTIVATION, slopeAt, slopeBinding } from './activation';
import { type Kernel, repeat, threadKernel } from './kernel';

export interface ConvolutionShape {
  readonly batch: number;
  /** Of the output, and of the input without its border. */
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernelSize: number;
}

export interface Tile {
  readonly rows: number;
  readonly columns: number;
}

export interface PoolOptions {
  readonly prelu: boolean;
  /** Border of the pooled output, in pixels: that of the next convolution. */
  readonly border: number;
}

/** Gradient of a convolution to its input, too: with `expand`ed gradients and the `flip`ped kernel. Output [B, H, W, O]. */
export function convolve(label: string, shape: ConvolutionShape, tile: Tile): Kernel {
  const { height, width, outputs } = shape;
  const store = repeat(tile.rows * tile.columns, (i) => {
    const row = Math.floor(i / tile.columns);
    const column = i % tile.columns;
    return guarded(
      shape,
      tile,
      row,
      column,
      `result[(((b * ${height}u + y + ${row}u) * ${width}u) + x + ${column}u) * ${outputs / 4}u + o] = a${row}_${column};`,
    );
  });
  return threadKernel(threadsOf(shape, tile), {
    label,
    flops: flopsOf(shape),
    bindings: { input: inputBinding(shape), kernel: ['read', 'vec4f'], result: ['write', 'vec4f'] },
    body: `${accumulate(shape, tile)}\n${store}`,
  });
}

/**
 * Convolution, bias, PReLU (or ReLU) and 2x2 max-pool. What leaves, for each pooled value:
 * - `pooled` [B, H/2 + 2 border, W/2 + 2 border, O], the activation, zero border untouched,
 * - `selected` [B, H/2, W/2, O], the bits of z at the maximum with its place in the window (0..3, row by row) in the two lowest
 *   bits: all that the gradient needs, at 2^-22 of z's precision.
 */
export function convolvePool(
  label: string,
  shape: ConvolutionShape,
  { prelu, border }: PoolOptions,
  tile: Tile,
): Kernel {
  const { height, width, outputs } = shape;
  const [rows, columns] = [height / 2, width / 2];
  const windows = repeat((tile.rows / 2) * (tile.columns / 2), (i) => {
    const r = Math.floor(i / (tile.columns / 2));
    const c = i % (tile.columns / 2);
    const places = [0, 1, 2, 3].map((p) => `a${2 * r + (p >> 1)}_${2 * c + (p & 1)}`);
    return guarded(
      shape,
      tile,
      2 * r,
      2 * c,
      `{
    var z = ${places[0]} + offset;
    var best = act(z, slope);
    var bits = bitcast<vec4u>(z) & vec4u(0xfffffffcu);
${repeat(3, (j) => {
  const p = j + 1;
  return `    z = ${places[p]} + offset;
    let v${p} = act(z, slope);
    let larger${p} = v${p} > best;
    best = select(best, v${p}, larger${p});
    bits = select(bits, (bitcast<vec4u>(z) & vec4u(0xfffffffcu)) | vec4u(${p}u), larger${p});`;
})}
    let row = y / 2u + ${r}u;
    let column = x / 2u + ${c}u;
    pooled[(((b * ${rows + 2 * border}u + row + ${border}u) * ${columns + 2 * border}u) + column + ${border}u) * ${outputs / 4}u + o] = best;
    selected[(((b * ${rows}u + row) * ${columns}u) + column) * ${outputs / 4}u + o] = bits;
  }`,
    );
  });
  return threadKernel(threadsOf(shape, tile), {
    label,
    flops: flopsOf(shape),
    bindings: {
      input: inputBinding(shape),
      kernel: ['read', 'vec4f'],
      bias: ['read', 'vec4f'],
      ...slopeBinding(prelu),
      pooled: ['write', 'vec4f'],
      selected: ['write', 'vec4u'],
    },
    declarations: ACTIVATION,
    body: `${accumulate(shape, tile)}
  let offset = bias[o];
  let slope = ${slopeAt(prelu, 'o')};
${windows}`,
  });
}

const inputBinding = ({ inputs }: ConvolutionShape): readonly ['read', 'f32' | 'vec4f'] => [
  'read',
  inputs % 4 === 0 ? 'vec4f' : 'f32',
];

const flopsOf = ({ batch, height, width, inputs, outputs, kernelSize }: ConvolutionShape): number =>
  2 * batch * height * width * inputs * outputs * kernelSize ** 2;

const threadsOf = ({ batch, height, width, outputs }: ConvolutionShape, tile: Tile): number =>
  (batch * Math.ceil(height / tile.rows) * Math.ceil(width / tile.columns) * outputs) / 4;

/**
 * In software the loads cost most, and a long row saves them; hardware has too few registers for that and wants many threads (measured and
 * reasoned in docs/decisions/0002).
 */
export function chooseTile({ width }: ConvolutionShape, hardware: boolean): Tile {
  const longest = hardware ? 4 : 16;
  let columns = 2;
  for (let c = 4; c <= longest; c += 2) if (width % c === 0) columns = c;
  return { rows: 2, columns };
}

/** A position past the edge, where the tile does not divide the image, is computed and not stored. */
function guarded(shape: ConvolutionShape, tile: Tile, row: number, column: number, statement: string): string {
  const tests = [
    ...(shape.height % tile.rows === 0 || row === 0 ? [] : [`y + ${row}u < ${shape.height}u`]),
    ...(shape.width % tile.columns === 0 || column === 0 ? [] : [`x + ${column}u < ${shape.width}u`]),
  ];
  return tests.length > 0 ? `  if (${tests.join(' && ')}) { ${statement} }` : `  ${statement}`;
}

/** Declares `b`, `y`, `x` (the tile's corner), `o` (vec4 of output channels) and the sums `a<row>_<column>`. */
function accumulate(shape: ConvolutionShape, tile: Tile): string {
  const { height, width, inputs, outputs, kernelSize: k } = shape;
  const vectors = inputs % 4 === 0;
  const depth = vectors ? inputs / 4 : inputs;
  const quads = outputs / 4;
  const tilesAcross = Math.ceil(width / tile.columns);
  const tilesDown = Math.ceil(height / tile.rows);
  const rowStride = (width + k - 1) * depth;
  const each = (line: (row: number, column: number) => string): string =>
    repeat(tile.rows * tile.columns, (i) => line(Math.floor(i / tile.columns), i % tile.columns));
  const loads = repeat(tile.rows * (tile.columns + k - 1), (i) => {
    const row = Math.floor(i / (tile.columns + k - 1));
    const column = i % (tile.columns + k - 1);
    return `      let x${row}_${column} = input[at + ${row * rowStride + column * depth}u];`;
  });
  const products = repeat(k, (kx) =>
    vectors
      ? repeat(
          4,
          (c) => `      { let w = kernel[kernelAt + ${(kx * inputs + c) * quads}u];
${each((row, column) => `      a${row}_${column} = fma(vec4f(x${row}_${column + kx}.${'xyzw'[c]}), w, a${row}_${column});`)} }`,
        )
      : `      { let w = kernel[kernelAt + ${kx * inputs * quads}u];
${each((row, column) => `      a${row}_${column} = fma(vec4f(x${row}_${column + kx}), w, a${row}_${column});`)} }`,
  );
  return `  let o = thread % ${quads}u;
  let place = thread / ${quads}u;
  let x = (place % ${tilesAcross}u) * ${tile.columns}u;
  let y = ((place / ${tilesAcross}u) % ${tilesDown}u) * ${tile.rows}u;
  let b = place / ${tilesAcross * tilesDown}u;
${each((row, column) => `  var a${row}_${column} = vec4f();`)}
  for (var ky = 0u; ky < ${k}u; ky++) {
    for (var i = 0u; i < ${depth}u; i++) {
      let at = ((b * ${height + k - 1}u + y + ky) * ${width + k - 1}u + x) * ${depth}u + i;
      let kernelAt = (ky * ${k * inputs}u + i * ${vectors ? 4 : 1}u) * ${quads}u + o;
${loads}
${products}
    }
  }`;
}

/** `convolve` in float64: [B, H, W, O]. */
export function convolveReference(
  { batch, height, width, inputs, outputs, kernelSize: k }: ConvolutionShape,
  input: ArrayLike<number>,
  kernel: ArrayLike<number>,
): Float64Array {
  const result = new Float64Array(batch * height * width * outputs);
  for (let at = 0; at < result.length; at++) {
    const o = at % outputs;
    const x = Math.floor(at / outputs) % width;
    const y = Math.floor(at / outputs / width) % height;
    const b = Math.floor(at / outputs / width / height);
    let sum = 0;
    for (let ky = 0; ky < k; ky++)
      for (let kx = 0; kx < k; kx++)
        for (let i = 0; i < inputs; i++) {
          const pixel = ((b * (height + k - 1) + y + ky) * (width + k - 1) + x + kx) * inputs + i;
          sum += (input[pixel] ?? NaN) * (kernel[((ky * k + kx) * inputs + i) * outputs + o] ?? NaN);
        }
    result[at] = sum;
  }
  return result;
}

export interface Pooled {
  readonly pooled: Float64Array;
  /** z and place of each winner, [B, H/2, W/2, O]. */
  readonly z: Float64Array;
  readonly places: Uint8Array;
}

/** `convolvePool` in float64. */
export function poolReference(
  shape: ConvolutionShape,
  { border }: PoolOptions,
  given: Readonly<Record<'input' | 'kernel' | 'bias', ArrayLike<number>>> & { readonly slopes?: ArrayLike<number> },
): Pooled {
  const { batch, height, width, outputs } = shape;
  const all = convolveReference(shape, given.input, given.kernel);
  const [rows, columns] = [height / 2, width / 2];
  const count = batch * rows * columns * outputs;
  const pooled = new Float64Array(batch * (rows + 2 * border) * (columns + 2 * border) * outputs);
  const z = new Float64Array(count);
  const places = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    const o = at % outputs;
    const c = Math.floor(at / outputs) % columns;
    const r = Math.floor(at / outputs / columns) % rows;
    const b = Math.floor(at / outputs / columns / rows);
    const slope = given.slopes?.[o] ?? 0;
    let best = -Infinity;
    for (let p = 0; p < 4; p++) {
      const place = ((b * height + 2 * r + (p >> 1)) * width + 2 * c + (p & 1)) * outputs + o;
      const value = (all[place] ?? NaN) + (given.bias[o] ?? NaN);
      const active = Math.max(value, 0) + slope * Math.min(value, 0);
      if (active > best) [best, z[at], places[at]] = [active, value, p];
    }
    pooled[((b * (rows + 2 * border) + r + border) * (columns + 2 * border) + c + border) * outputs + o] = best;
  }
  return { pooled, z, places };
}
