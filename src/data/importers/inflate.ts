/**
 * Unpacking with a guard: output is counted as it comes, and a file that grows beyond its limit is given up at once, whatever its header
 * said. Inflating is fflate's; the containers are read here.
 */
import { Inflate } from 'fflate';
import { formatBytes, ImportError, refuse } from './importProblem';

/** Small, because a slice may grow a thousandfold before the guard sees it. */
const SLICE = 16 * 1024;

/** @param maxBytes more output than this is refused */
export function inflateRaw(packed: Uint8Array, file: string, maxBytes: number): Uint8Array {
  if (packed.length === 0) refuse(file, 'compressed data', 'none', 'Pack or download it again.');
  const chunks: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((chunk) => {
    length += chunk.length;
    if (length > maxBytes) {
      const remedy = 'Unpack it yourself and choose fewer or smaller files.';
      refuse(file, `at most ${formatBytes(maxBytes)} when unpacked`, 'more', remedy);
    }
    chunks.push(chunk);
  });
  try {
    for (let at = 0; at < packed.length; at += SLICE) {
      inflate.push(packed.subarray(at, at + SLICE), at + SLICE >= packed.length);
    }
  } catch (error) {
    if (error instanceof ImportError) throw error;
    refuse(
      file,
      'compressed data',
      `damage (${error instanceof Error ? error.message : String(error)})`,
      'Pack or download it again.',
    );
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** One gzip member (RFC 1952), checksum checked. */
export function gunzip(bytes: Uint8Array, file: string, maxBytes: number): Uint8Array {
  const again = 'Pack or download it again.';
  if (!isGzip(bytes) || bytes[2] !== 8) refuse(file, 'gzip data', 'something else', again);
  if (bytes.length < 18) refuse(file, 'gzip data of 18 bytes or more', `${bytes.length} bytes`, again);
  const flags = bytes[3]!;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at]! | ((bytes[at + 1] ?? 0) << 8));
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const end = bytes.indexOf(0, at);
    at = end < 0 ? bytes.length : end + 1;
  }
  if (flags & 2) at += 2;
  if (at > bytes.length - 8) refuse(file, 'a complete gzip header', 'an early end', again);
  const out = inflateRaw(bytes.subarray(at, bytes.length - 8), file, maxBytes);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  if (trailer.getUint32(0, true) !== crc32(out) || trailer.getUint32(4, true) !== out.length % 2 ** 32) {
    refuse(file, 'the checksum and length that the file states', 'others', again);
  }
  return out;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
