/**
 * The directory of a zip archive. Entries are unpacked one by one when they are asked for; what they claim is checked first: counts,
 * sizes, overlaps, paths. Source: PKWARE APPNOTE 6.3.
 */
import type { ImportLimits } from './importLimits';
import { crc32, inflateRaw } from './inflate';
import { formatBytes, ImportError, refuse, type ImportProblem } from './importProblem';

export interface ZipEntry {
  /** Path in the archive, `/` between folders. */
  readonly path: string;
  /** Unpacked, as the directory says. */
  readonly size: number;
  /** Throws `ImportError`. */
  readonly read: () => Uint8Array;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 65535;

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));

/** The files of the archive, folders left out. An archive that lies about itself is refused whole; single bad entries are `problems`. */
export function readZip(
  bytes: Uint8Array,
  file: string,
  limits: ImportLimits,
): { entries: ZipEntry[]; problems: ImportProblem[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const again = 'Pack the folder again.';
  const end = findEnd(view);
  if (end < 0)
    refuse(file, 'a zip archive with a directory', 'none (is the file cut off?)', 'Pack or download it again.');
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (view.getUint16(end + 4, true) !== 0) refuse(file, 'a zip archive in one part', 'one of several', again);
  if (count === 0xffff || start === 0xffffffff) {
    refuse(file, 'a zip archive of less than 4 GiB', 'a Zip64 archive', 'Pack fewer files into one archive.');
  }
  if (count > limits.files) refuse(file, `at most ${limits.files} files`, `${count}`, 'Pack fewer files.');
  const entries: (ZipEntry & { from: number; to: number })[] = [];
  const problems: ImportProblem[] = [];
  let at = start;
  let total = 0;
  for (let n = 0; n < count; n++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) {
      refuse(file, `a directory of ${count} entries`, `an end after ${n}`, again);
    }
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const checksum = view.getUint32(at + 16, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const next = at + CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const path = new TextDecoder().decode(bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength));
    at = next;
    if (path.endsWith('/')) continue;
    const shown = `${file}/${path}`;
    try {
      checkPath(path, shown);
      if (flags & 1) refuse(shown, 'a file without a password', 'an encrypted one', 'Pack it without a password.');
      if (method !== 0 && method !== 8) refuse(shown, 'stored or deflated data', `method ${method}`, again);
      if (size > limits.fileBytes) {
        refuse(
          shown,
          `at most ${formatBytes(limits.fileBytes)}`,
          formatBytes(size),
          'Leave it out or make it smaller.',
        );
      }
      if (local + LOCAL_BYTES > bytes.length || view.getUint32(local, true) !== LOCAL) {
        refuse(shown, 'its data where the directory says', 'none', again);
      }
      const from = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      if (from + packed > start) refuse(shown, `${packed} bytes of data`, 'an early end', again);
      const read = (): Uint8Array => unpack(bytes.subarray(from, from + packed), method, size, checksum, shown);
      entries.push({ path, size, read, from: local, to: from + packed });
      total += size;
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      problems.push(error.problem);
    }
  }
  if (total > limits.unpackedBytes) {
    const most = formatBytes(limits.unpackedBytes);
    refuse(file, `at most ${most} when unpacked`, formatBytes(total), 'Pack fewer or smaller files.');
  }
  // Entries that share their data are how a small archive pretends to be endless.
  const byPlace = entries.toSorted((a, b) => a.from - b.from);
  byPlace.forEach((entry, i) => {
    const following = byPlace[i + 1];
    if (following && following.from < entry.to) {
      refuse(file, 'each file in its own place', `${entry.path} and ${following.path} in one`, again);
    }
  });
  return { entries, problems };
}

function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= lowest; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return -1;
}

/** Nothing is ever written to a path, but a name that tries to leave its folder belongs to no honest archive. */
function checkPath(path: string, shown: string): void {
  const parts = path.split(/[/\\]/);
  const odd = path === '' || path.includes('\0') || path.includes('\\') || /^([a-zA-Z]:|\/)/.test(path);
  if (odd || parts.some((part) => part === '..' || part === '')) {
    const clean = shown.replaceAll('\0', '\\0');
    refuse(clean, 'a path inside the archive (folder/file)', JSON.stringify(path), 'Pack the folder itself.');
  }
}

function unpack(data: Uint8Array, method: number, size: number, checksum: number, file: string): Uint8Array {
  const again = 'Pack or download it again.';
  const out = method === 0 ? data : inflateRaw(data, file, size);
  if (out.length !== size) refuse(file, `${size} bytes, as the directory says`, `${out.length}`, again);
  if (crc32(out) !== checksum) refuse(file, 'data that fit their checksum', 'damaged data', again);
  return out;
}
