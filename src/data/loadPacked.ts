/** Loads a packed data set (`public/datasets/<id>/`: manifest.json, images.bin, labels.bin), with progress and a check of every byte. */
import type { Dataset } from './dataset';

/** Version of the packed format that this page reads. */
export const PACKED_FORMAT = 1;

export interface PackedFile {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Rows 0..trainCount-1 are the training split, the rest the test split. */
export interface PackedManifest {
  readonly format: number;
  readonly id: string;
  readonly label: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classNames: readonly string[];
  readonly trainCount: number;
  readonly testCount: number;
  /** u8 [count, height, width, channels] */
  readonly images: PackedFile;
  /** u8 [count] */
  readonly labels: PackedFile;
  readonly source: string;
  readonly licence: string;
}

/** A data set that cannot be used: what was expected and what came (`message`), and what to do (`remedy`). */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** Bytes so far, and in total. */
export type OnProgress = (loaded: number, total: number) => void;

const RETRY =
  'Check the connection and load again; a page you host yourself must serve the folder datasets/ as it was built.';

/** @param baseUrl address of the data set's folder, ending in `/`. Throws `DatasetError`. */
export async function loadPackedDataset(
  baseUrl: string,
  onProgress: OnProgress = () => undefined,
  fetcher: typeof fetch = (...request) => fetch(...request),
): Promise<Dataset> {
  const manifest = readManifest(await fetchBytes(baseUrl, 'manifest.json', null, () => undefined, fetcher));
  const total = manifest.images.bytes + manifest.labels.bytes;
  const loaded = { images: 0, labels: 0 };
  const fetchPart = (part: 'images' | 'labels'): Promise<Uint8Array<ArrayBuffer>> =>
    fetchBytes(
      baseUrl,
      manifest[part].name,
      manifest[part],
      (bytes) => {
        loaded[part] = bytes;
        onProgress(loaded.images + loaded.labels, total);
      },
      fetcher,
    );
  const [images, labels] = await Promise.all([fetchPart('images'), fetchPart('labels')]);
  const classes = manifest.classNames.length;
  const wrong = labels.find((label) => label >= classes);
  if (wrong !== undefined) {
    throw new DatasetError(`labels.bin: expected labels from 0 to ${classes - 1}, found ${wrong}.`, RETRY);
  }
  const { id, label, height, width, channels, classNames, trainCount, testCount } = manifest;
  return {
    id,
    label,
    height,
    width,
    channels,
    classNames,
    images,
    labels,
    trainIndices: Uint32Array.from({ length: trainCount }, (_, i) => i),
    testIndices: Uint32Array.from({ length: testCount }, (_, i) => trainCount + i),
  };
}

function readManifest(bytes: Uint8Array): PackedManifest {
  let manifest: PackedManifest;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes)) as PackedManifest;
  } catch {
    throw new DatasetError('manifest.json: expected JSON, found something else.', RETRY);
  }
  if (manifest.format !== PACKED_FORMAT) {
    throw new DatasetError(
      `manifest.json: expected format ${PACKED_FORMAT}, found ${String(manifest.format)}.`,
      'Reload the page without its cache, so that page and data are of the same version.',
    );
  }
  const count = manifest.trainCount + manifest.testCount;
  const pixels = count * manifest.height * manifest.width * manifest.channels;
  if (manifest.images.bytes !== pixels || manifest.labels.bytes !== count) {
    throw new DatasetError(
      `manifest.json: expected ${pixels} bytes of images and ${count} of labels, it states ${manifest.images.bytes} and ${manifest.labels.bytes}.`,
      RETRY,
    );
  }
  return manifest;
}

/** Streams one file. `expected` null: any size, no checksum. */
async function fetchBytes(
  baseUrl: string,
  name: string,
  expected: PackedFile | null,
  onBytes: (bytes: number) => void,
  fetcher: typeof fetch,
): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetcher(`${baseUrl}${name}`);
  } catch {
    throw new DatasetError(`${name}: expected a file, the server could not be reached.`, RETRY);
  }
  if (!response.ok) throw new DatasetError(`${name}: expected a file, the server answered ${response.status}.`, RETRY);
  const bytes = await readStream(response, name, expected?.bytes ?? Infinity, onBytes);
  if (!expected) return bytes;
  if (bytes.length !== expected.bytes) {
    throw new DatasetError(`${name}: expected ${expected.bytes} bytes, got ${bytes.length}.`, RETRY);
  }
  // Without a secure context there is no digest; the page then runs from an address of the user's own network, and the size has to do.
  if (globalThis.crypto?.subtle) {
    const found = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    if (found !== expected.sha256) {
      throw new DatasetError(`${name}: expected the checksum ${short(expected.sha256)}, got ${short(found)}.`, RETRY);
    }
  }
  return bytes;
}

async function readStream(
  response: Response,
  name: string,
  limit: number,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      length += part.value.length;
      onBytes(length);
      if (length > limit) {
        await reader.cancel();
        break;
      }
    }
  } catch {
    throw new DatasetError(`${name}: expected the whole file, the connection broke after ${length} bytes.`, RETRY);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const short = (hash: string): string => `${hash.slice(0, 12)}…`;
