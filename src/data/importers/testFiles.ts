/** Small files of every format for the tests, and the way to the real ones. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportSource } from './importImages';

/** Real files beside the repository; they belong to others and are not part of it. */
export const REAL_FILES = join(import.meta.dirname, '../../../../shared/data');
/** CI must have them: there the tests run, and fail without. */
export const REAL_FILES_MISSING = !existsSync(REAL_FILES) && process.env['CI'] !== 'true';

export const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export function idxBytes(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, d) => view.setUint32(4 + 4 * d, size));
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

export function npyBytes(
  type: string,
  shape: readonly number[],
  values: ArrayBufferView,
  fortran = 'False',
): Uint8Array {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': ${fortran}, 'shape': (${dims}), }`;
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11 + 53)}\n`;
  const length = textBytes(header).length;
  return new Uint8Array([
    ...[0x93, ...textBytes('NUMPY'), 1, 0, length & 255, length >> 8],
    ...textBytes(header),
    ...new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  ]);
}

export const pgmBytes = (width: number, height: number, value: (p: number) => number): Uint8Array =>
  new Uint8Array([
    ...textBytes(`P5\n${width} ${height}\n255\n`),
    ...Array.from({ length: width * height }, (_, p) => value(p) & 255),
  ]);

export const source = (path: string, bytes: Uint8Array): ImportSource => ({
  path,
  size: bytes.length,
  read: () => Promise.resolve(bytes),
});

/** The files of a real folder, with paths from its own name on. */
export function realFiles(folder: string): ImportSource[] {
  return readdirSync(join(REAL_FILES, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return source(file.slice(REAL_FILES.length + 1), new Uint8Array(readFileSync(file)));
    });
}
