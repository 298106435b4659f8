/**
 * IDX, the format of MNIST and its kin: two zero bytes, the type, the number of dimensions, each dimension as a big-endian 32-bit
 * number, the values. Source: http://yann.lecun.com/exdb/mnist/
 */
import { refuse } from './importProblem';

export interface ByteTensor {
  readonly shape: readonly number[];
  /** A view of the file, not a copy. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const MAX_DIMENSIONS = 4;

export const isIdx = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2]! >= 0x08 && bytes[2]! <= 0x0e && bytes[3]! >= 1;

export function parseIdx(bytes: Uint8Array, file: string): ByteTensor {
  const again = 'Download the file again.';
  if (!isIdx(bytes)) refuse(file, 'an IDX file (0, 0, 8, dimensions)', startOf(bytes), 'Check that it is an IDX file.');
  if (bytes[2] !== UNSIGNED_BYTE) {
    refuse(file, 'IDX values of type 8 (unsigned bytes)', `type ${bytes[2]}`, 'Write pixels and labels as bytes.');
  }
  const dimensions = bytes[3]!;
  if (dimensions > MAX_DIMENSIONS) refuse(file, `at most ${MAX_DIMENSIONS} dimensions`, `${dimensions}`, again);
  const offset = 4 + 4 * dimensions;
  if (bytes.length < offset) refuse(file, `a header of ${offset} bytes`, `a file of ${bytes.length}`, again);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  const claimed = shape.reduce((a, b) => a * b, 1);
  if (claimed !== bytes.length - offset) {
    const [dims, rest] = [shape.join(' x '), bytes.length - offset];
    refuse(
      file,
      `${dims} = ${claimed} values, as its header says`,
      `${rest}`,
      rest < claimed ? again : 'Check the header.',
    );
  }
  return { shape, values: bytes.subarray(offset) };
}

/** The first bytes, for a sentence. */
export function startOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  return `a file that starts with ${Array.from(bytes.subarray(0, 4), (b) => b.toString(16).padStart(2, '0')).join(' ')}`;
}
