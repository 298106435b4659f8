/** Packed bytes to a batch of floats 0..1 with the zero border of the first convolution: input [B, H + 2 border, W + 2 border, I]. */
import { type Kernel, repeat, threadKernel } from './kernel';

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A thread takes four bytes of one row; W I must be a multiple of 4. */
export function gatherImages(batch: number, { height, width, channels }: ImageShape, border: number): Kernel {
  const words = (width * channels) / 4;
  return threadKernel(batch * height * words, {
    label: 'gather images',
    bindings: { images: ['read', 'u32'], rows: ['read', 'u32'], input: ['write', 'f32'] },
    body: `  let word = thread % ${words}u;
  let y = (thread / ${words}u) % ${height}u;
  let b = thread / ${words * height}u;
  let values = unpack4x8unorm(images[(rows[b] * ${height}u + y) * ${words}u + word]);
  let at = (b * ${height + 2 * border}u + y + ${border}u) * ${(width + 2 * border) * channels}u + ${border * channels}u + 4u * word;
${repeat(4, (i) => `  input[at + ${i}u] = values.${'xyzw'[i]};`)}`,
  });
}
