/** PGM and PPM, plain (P2, P3) and raw (P5, P6). Source: https://netpbm.sourceforge.net/doc/pgm.html */
import { startOf } from './idx';
import { refuse } from './importProblem';
import type { Raster } from './raster';

export const isNetpbm = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && [0x32, 0x33, 0x35, 0x36].includes(bytes[1] ?? 0) && isSpace(bytes[2] ?? 0);

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const HASH = 35;
const LINE_END = 10;

export function parseNetpbm(bytes: Uint8Array, file: string, maxPixels: number): Raster {
  const again = 'Convert the picture again.';
  if (!isNetpbm(bytes))
    refuse(file, 'P2, P3, P5 or P6 at its start', startOf(bytes), 'Check that it is a PGM or PPM file.');
  const kind = bytes[1]! - 48;
  let at = 2;
  const number = (what: string): number => {
    while (at < bytes.length && (isSpace(bytes[at]!) || bytes[at] === HASH)) {
      if (bytes[at] === HASH) while (at < bytes.length && bytes[at] !== LINE_END) at += 1;
      else at += 1;
    }
    const start = at;
    let value = 0;
    while (at < bytes.length && isDigit(bytes[at]!) && at - start < 9) value = value * 10 + bytes[at++]! - 48;
    if (at === start) refuse(file, what, at >= bytes.length ? 'the end of the file' : `the byte ${bytes[at]}`, again);
    return value;
  };
  const width = number('a width');
  const height = number('a height');
  const most = number('a largest value');
  if (width < 1 || height < 1) refuse(file, 'a width and height of 1 or more', `${width} x ${height}`, again);
  if (width * height > maxPixels) {
    refuse(
      file,
      `at most ${maxPixels} pixels`,
      `${width} x ${height}, as its header says`,
      'Make the picture smaller.',
    );
  }
  if (most < 1 || most > 65535) refuse(file, 'a largest value from 1 to 65535', `${most}`, again);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const count = width * height * channels;
  const raw = kind >= 5;
  const valueBytes = most > 255 ? 2 : 1;
  if (raw) {
    at += 1; // exactly one white space before the values
    const rest = Math.max(0, bytes.length - at);
    if (rest < count * valueBytes) refuse(file, `${count * valueBytes} bytes of pixels`, `${rest}`, again);
    if (most === 255) return { width, height, channels, pixels: bytes.slice(at, at + count) };
  } else if (bytes.length - at < count) {
    // Each value takes a digit and mostly a space: a header that claims more than there are bytes lies.
    refuse(file, `${count} values`, `${bytes.length - at} bytes`, again);
  }
  const pixels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let value: number;
    if (!raw) value = number(`${count} values`);
    else if (valueBytes === 1) value = bytes[at++]!;
    else {
      value = bytes[at]! * 256 + bytes[at + 1]!;
      at += 2;
    }
    if (value > most) refuse(file, `values up to ${most}`, `${value}`, again);
    pixels[i] = Math.floor((value * 255) / most + 0.5);
  }
  return { width, height, channels, pixels };
}
