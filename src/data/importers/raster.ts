/** A picture as plain bytes, and its way to the size and colours of a data set. Ours, so that every browser gives the same bytes. */

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 (grey) or 3 (RGB). */
  readonly channels: 1 | 3;
  /** [height, width, channels], 0..255. */
  readonly pixels: Uint8Array;
}

export type Framing =
  /** The middle square; the longer side loses its ends. */
  | 'crop'
  /** The whole picture, with black bars. */
  | 'fit';

/** Writes the picture as [size, size, channels] to `out` from `offset` on. */
export function frameRaster(
  raster: Raster,
  size: number,
  channels: 1 | 3,
  framing: Framing,
  out: Uint8Array,
  offset: number,
): void {
  const source = withChannels(raster, channels);
  const { width, height, pixels } = source;
  if (width === size && height === size) {
    out.set(pixels, offset);
    return;
  }
  const [boxWidth, boxHeight] = framing === 'crop' ? [size, size] : fitted(width, height, size);
  const square = Math.min(width, height);
  const [cutWidth, cutHeight] = framing === 'crop' ? [square, square] : [width, height];
  const columns = weightsOf((width - cutWidth) / 2, cutWidth, boxWidth, width);
  const rows = weightsOf((height - cutHeight) / 2, cutHeight, boxHeight, height);
  const left = Math.floor((size - boxWidth) / 2);
  const top = Math.floor((size - boxHeight) / 2);
  out.fill(0, offset, offset + size * size * channels);
  // Columns first: one narrow copy of the rows that are needed.
  const narrow = new Float32Array(height * boxWidth * channels);
  for (let y = 0; y < height; y++) {
    columns.forEach(({ first, weights }, x) => {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * pixels[(y * width + first + k) * channels + c]!;
        narrow[(y * boxWidth + x) * channels + c] = sum;
      }
    });
  }
  rows.forEach(({ first, weights }, y) => {
    for (let i = 0; i < boxWidth * channels; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * narrow[(first + k) * boxWidth * channels + i]!;
      out[offset + ((top + y) * size + left) * channels + i] = Math.min(255, Math.max(0, Math.floor(sum + 0.5)));
    }
  });
}

function fitted(width: number, height: number, size: number): readonly [number, number] {
  const scale = size / Math.max(width, height);
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

interface Weights {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * For each of `count` target pixels the source pixels it is made of. Shrinking averages the area that the target pixel covers; growing
 * interpolates between neighbours.
 */
function weightsOf(start: number, length: number, count: number, size: number): Weights[] {
  const scale = length / count;
  return Array.from({ length: count }, (_, i) => {
    const centre = start + (i + 0.5) * scale;
    const reach = Math.max(scale, 1);
    const from = scale >= 1 ? centre - scale / 2 : centre - 1;
    const to = scale >= 1 ? centre + scale / 2 : centre + 1;
    const first = Math.max(0, Math.floor(from));
    const last = Math.min(size - 1, Math.ceil(to) - 1);
    const raw = Array.from({ length: Math.max(1, last - first + 1) }, (_unused, k) => {
      const pixel = first + k;
      return scale >= 1
        ? Math.max(0, Math.min(to, pixel + 1) - Math.max(from, pixel))
        : Math.max(0, reach - Math.abs(pixel + 0.5 - centre));
    });
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first: Math.min(first, size - 1), weights: sum > 0 ? raw.map((w) => w / sum) : [1] };
  });
}

function withChannels(raster: Raster, channels: 1 | 3): Raster {
  if (raster.channels === channels) return raster;
  const count = raster.width * raster.height;
  const pixels = new Uint8Array(count * channels);
  for (let i = 0; i < count; i++) {
    if (channels === 3) pixels.fill(raster.pixels[i]!, 3 * i, 3 * i + 3);
    // Rec. 601 in integers: the same in every browser.
    else
      pixels[i] =
        (77 * raster.pixels[3 * i]! + 150 * raster.pixels[3 * i + 1]! + 29 * raster.pixels[3 * i + 2]! + 128) >> 8;
  }
  return { ...raster, channels, pixels };
}
