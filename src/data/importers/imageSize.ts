/** Kind and size of a compressed picture from its first bytes, so that one too large is refused before it is decoded. */
import { refuse } from './importProblem';

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/avif';

const text = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

export function pictureType(bytes: Uint8Array): PictureType | null {
  if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP') return 'image/webp';
  if (text(bytes, 4, 8) === 'ftyp' && /avi[fs]|mif1/.test(text(bytes, 8, 40))) return 'image/avif';
  return null;
}

/** Throws `ImportError` where the size cannot be found. */
export function pictureSize(bytes: Uint8Array, type: PictureType, file: string): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { width: number; height: number } | null = null;
  try {
    size = { 'image/png': png, 'image/jpeg': jpeg, 'image/webp': webp, 'image/avif': avif }[type](view, bytes);
  } catch (error) {
    // The header reaches over the end of the file.
    if (!(error instanceof RangeError)) throw error;
  }
  if (!size || size.width < 1 || size.height < 1) {
    refuse(
      file,
      `a ${type.slice(6).toUpperCase()} header with a size`,
      'none',
      'Save the picture again, as PNG or JPEG.',
    );
  }
  return size;
}

type Size = { width: number; height: number } | null;

const png = (view: DataView): Size => ({ width: view.getUint32(16), height: view.getUint32(20) });

function jpeg(view: DataView): Size {
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // SOF0..SOF15 hold the size; C4, C8 and CC are tables.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8) ? 2 : 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}

function webp(view: DataView, bytes: Uint8Array): Size {
  const chunk = text(bytes, 12, 16);
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk !== 'VP8X') return null;
  const number24 = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65536;
  return { width: number24(24) + 1, height: number24(27) + 1 };
}

/** The largest `ispe` box (image spatial extents) near the start: a file may hold a thumbnail too. */
function avif(view: DataView, bytes: Uint8Array): Size {
  let found: Size = null;
  const last = Math.min(bytes.length, 65536) - 16;
  for (let at = 0; at <= last; at++) {
    if (bytes[at] !== 0x69 || text(bytes, at, at + 4) !== 'ispe') continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!found || size.width * size.height > found.width * found.height) found = size;
  }
  return found;
}
