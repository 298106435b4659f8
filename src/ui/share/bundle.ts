/**
 * A run as one zip that plays on the page again.
 *
 *     run.json, run.bin     everything: typed arrays lie in run.bin (little-endian), run.json says where
 *     steps.csv             the numbers of every step
 *     embeddings.npy        the newest key frame, float32 [points, D]
 *     weights.safetensors   the parameters of the checkpoint, float32, by the names of `src/engine/network.ts`
 *     README.txt            this, for people
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { fromHalf } from '../../engine/float16';
import type { NamedTensor } from '../../engine/trainer';
import type { RunHistory } from '../runStore';
import { SAVED_VERSION, type SavedRun } from '../session/savedRun';
import { runCsv } from './runCsv';

/** What the page takes: a recording is at most 64 MB, its checkpoint and numbers a few more. */
const MOST_BYTES = 200e6;
const FORMAT = 'margin-lab-run';

const ARRAYS = { f4: Float32Array, i4: Int32Array, u2: Uint16Array } as const;
type Kind = keyof typeof ARRAYS;

/** A file that is no run: the message names what was expected and found. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

export function packRun(saved: SavedRun): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const json = JSON.stringify({ format: FORMAT, run: saved }, (_, value: unknown) => {
    if (typeof value === 'number' && Number.isNaN(value)) return { $nan: true };
    const kind = (Object.keys(ARRAYS) as Kind[]).find((k) => value instanceof ARRAYS[k]);
    if (!kind) return value;
    const array = value as Float32Array;
    const bytes = new Uint8Array(array.buffer.slice(array.byteOffset, array.byteOffset + array.byteLength));
    const place = { $: kind, at: size, length: array.length };
    // Every array starts at a multiple of 4.
    const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
    padded.set(bytes);
    parts.push(padded);
    size += padded.length;
    return place;
  });
  const bin = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bin.set(part, at);
    at += part.length;
  }
  const frame = saved.frames.at(-1);
  const files: Record<string, Uint8Array> = {
    'README.txt': strToU8(README),
    'run.json': strToU8(json),
    'run.bin': bin,
    'steps.csv': strToU8(runCsv(saved.history)),
    'weights.safetensors': safetensors(saved.checkpoint.parameters),
  };
  if (frame) files['embeddings.npy'] = npy(fromHalf(frame.embeddings), frame.dim);
  return zipSync(files, { level: 6 });
}

/** Throws `BundleError`. Sizes are looked at before anything is inflated. */
export function unpackRun(zip: Uint8Array): SavedRun {
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        if (name !== 'run.json' && name !== 'run.bin') return false;
        total += originalSize;
        if (total > MOST_BYTES)
          throw new BundleError(`A saved run has at most ${MOST_BYTES / 1e6} MB, and this one is larger.`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw new BundleError('This file is no zip, or it is damaged. Choose a zip that “Share” saved.');
  }
  const { 'run.json': json, 'run.bin': bin } = files;
  if (!json || !bin) throw new BundleError('This zip holds no run.json and run.bin. Choose a zip that “Share” saved.');
  const parsed = readJson(strFromU8(json), Uint8Array.from(bin));
  if (!isSavedRun(parsed)) {
    throw new BundleError('This zip holds a run in another format. It may come from a newer version of the page.');
  }
  return parsed.run;
}

function readJson(text: string, bin: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') return undefined;
      if (typeof value !== 'object' || value === null) return value;
      if ('$nan' in value) return NaN;
      if (!('$' in value)) return value;
      const { $: kind, at, length } = value as { $: Kind; at: unknown; length: unknown };
      if (!Object.hasOwn(ARRAYS, kind) || !isCount(at) || !isCount(length) || at % 4 !== 0) throw new BundleError('');
      // Throws where the array would reach past the end.
      return new ARRAYS[kind](bin.buffer, at, length).slice();
    }) as unknown;
  } catch {
    throw new BundleError('The run in this zip is damaged: its numbers do not lie where it says.');
  }
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isTensor = (value: unknown): boolean =>
  isRecord(value) &&
  Array.isArray(value['shape']) &&
  value['values'] instanceof Float32Array &&
  value['values'].length === (value['shape'] as number[]).reduce((a, b) => a * b, 1);
const areTensors = (value: unknown): boolean => isRecord(value) && Object.values(value).every(isTensor);

const HISTORY: readonly (keyof RunHistory)[] = [
  'loss',
  'testAccuracy',
  'trainAccuracy',
  'intra',
  'inter',
  'wEc',
  'wInter',
];

function isSavedRun(value: unknown): value is { run: SavedRun } {
  if (!isRecord(value) || value['format'] !== FORMAT || !isRecord(value['run'])) return false;
  const { version, values, step, marks, history, frames, checkpoint } = value['run'];
  return (
    version === SAVED_VERSION &&
    isCount(step) &&
    Array.isArray(marks) &&
    isRecord(values) &&
    Object.values(values).every((v) => typeof v === 'string') &&
    isRecord(history) &&
    HISTORY.every((name) => {
      const series = history[name];
      return isRecord(series) && series['steps'] instanceof Int32Array && series['values'] instanceof Float32Array;
    }) &&
    Array.isArray(frames) &&
    frames.every(
      (frame) =>
        isRecord(frame) &&
        isCount(frame['step']) &&
        isCount(frame['dim']) &&
        frame['embeddings'] instanceof Uint16Array &&
        frame['classWeights'] instanceof Float32Array &&
        frame['margins'] instanceof Uint16Array,
    ) &&
    isRecord(checkpoint) &&
    checkpoint['step'] === step &&
    areTensors(checkpoint['parameters']) &&
    Array.isArray(checkpoint['moments']) &&
    checkpoint['moments'].every(areTensors)
  );
}

/** NumPy's format, version 1.0: float32, C order, [rows, columns]. */
export function npy(values: Float32Array, columns: number): Uint8Array {
  const shape = `(${values.length / columns}, ${columns})`;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  // Magic, version and length take 10 bytes; the header ends at a multiple of 64.
  const length = Math.ceil((text.length + 11) / 64) * 64 - 10;
  const header = strToU8(`${text.padEnd(length - 1)}\n`);
  return Uint8Array.of(
    0x93,
    ...strToU8('NUMPY'),
    1,
    0,
    length & 255,
    length >> 8,
    ...header,
    ...new Uint8Array(values.slice().buffer),
  );
}

/** The safetensors format: length of the header (u64), JSON header, data. */
export function safetensors(tensors: Readonly<Record<string, NamedTensor>>): Uint8Array {
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => {
      const from = at;
      at += values.byteLength;
      return [name, { dtype: 'F32', shape, data_offsets: [from, at] }];
    }),
  );
  const text = strToU8(JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  let place = 8 + text.length;
  for (const { values } of Object.values(tensors)) {
    out.set(new Uint8Array(values.slice().buffer), place);
    place += values.byteLength;
  }
  return out;
}

const README = `A training run of Margin Lab. Drop this zip on the page (or Share > Open a saved run) to play it and train on.

steps.csv            loss and measures of every step
embeddings.npy       embeddings of the stage's images at the newest key frame: numpy.load
weights.safetensors  parameters of the network (kernels are height, width, in, out; dense kernels in, out)
run.json, run.bin    configuration, recording and optimiser state; arrays lie in run.bin, little-endian
`;
