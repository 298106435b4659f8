/** One run as two files: run.json with all that is text, run.bin with every typed array, little-endian; run.json says where each lies. */
import { strFromU8, strToU8 } from 'fflate';
import type { TrainerSnapshot } from '../../engine/trainer';
import type { RunHistory } from '../runStore';
import { type SavedRun, updateSavedRun } from '../session/savedRun';
import { BundleError } from './bundleError';

const FORMAT = 'margin-lab-run';

const ARRAYS = { f4: Float32Array, i4: Int32Array, u4: Uint32Array, u2: Uint16Array } as const;
type Kind = keyof typeof ARRAYS;

export function packRun(saved: SavedRun): { 'run.json': Uint8Array; 'run.bin': Uint8Array } {
  const parts: Uint8Array[] = [];
  let size = 0;
  const json = JSON.stringify({ format: FORMAT, run: saved }, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: `${value}` };
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
  return { 'run.json': strToU8(json), 'run.bin': bin };
}

/** Throws `BundleError`. */
export function unpackRun(json: Uint8Array, bin: Uint8Array): SavedRun {
  const parsed = readJson(strFromU8(json), Uint8Array.from(bin));
  const saved = isRecord(parsed) && parsed['format'] === FORMAT ? parsed['run'] : undefined;
  const run = isRecord(saved) && Array.isArray(saved['frames']) ? updateSavedRun(saved as { version: unknown }) : null;
  if (!run || !isSavedRun(run)) {
    throw new BundleError('This zip holds a run in another format. It may come from a newer version of the page.');
  }
  return run;
}

function readJson(text: string, bin: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') return undefined;
      if (typeof value !== 'object' || value === null) return value;
      // `$nan` is how version 1 wrote it.
      if ('$nan' in value) return NaN;
      if ('$number' in value) return Number(value.$number);
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

const areNumbers = (value: unknown, names: readonly string[]): value is Record<string, unknown> =>
  isRecord(value) && names.every((name) => typeof value[name] === 'number');

const isMeasures = (value: unknown): boolean =>
  areNumbers(value, ['step', 'testAccuracy', 'trainAccuracy', 'intraDeg', 'interDeg', 'wEcDeg', 'wInterDeg']) &&
  Array.isArray(value['perClassIntraDeg']) &&
  value['perClassIntraDeg'].every((angle) => typeof angle === 'number');

const arePairs = (value: unknown): boolean => Array.isArray(value) && value.every((pair) => areNumbers(pair, PAIR));
const PAIR = ['first', 'second', 'cosine'];

const isOperatingPoint = (value: unknown): boolean =>
  areNumbers(value, ['far']) &&
  (value['tar'] === null ? typeof value['reason'] === 'string' : areNumbers(value, ['tar', 'threshold']));

const isVerification = (value: unknown): boolean =>
  areNumbers(value, ['step', 'imageCount', 'genuineCount', 'impostorCount', 'auc', 'eer', 'eerThreshold']) &&
  (value['folds'] === null || areNumbers(value['folds'], ['mean', 'std', 'pairs'])) &&
  value['far'] instanceof Float32Array &&
  value['tar'] instanceof Float32Array &&
  value['genuineBins'] instanceof Uint32Array &&
  value['impostorBins'] instanceof Uint32Array &&
  arePairs(value['worstGenuine']) &&
  arePairs(value['worstImpostor']) &&
  Array.isArray(value['operatingPoints']) &&
  value['operatingPoints'].every(isOperatingPoint);

const isFrame = (frame: unknown): boolean =>
  areNumbers(frame, ['marginMean', 'marginSigma']) &&
  isCount(frame['step']) &&
  isCount(frame['dim']) &&
  frame['embeddings'] instanceof Uint16Array &&
  frame['classWeights'] instanceof Float32Array &&
  frame['margins'] instanceof Uint16Array &&
  (frame['measures'] === null || isMeasures(frame['measures'])) &&
  (frame['verification'] === null || isVerification(frame['verification']));

const isMark = (mark: unknown): boolean =>
  areNumbers(mark, ['step']) && typeof mark['key'] === 'string' && typeof mark['label'] === 'string';

const areAscending = (entries: readonly unknown[]): boolean =>
  entries.every((entry, i) => i === 0 || stepOf(entry) > stepOf(entries[i - 1]));
const stepOf = (entry: unknown): number => (isRecord(entry) ? Number(entry['step']) : NaN);

const isCheckpoint = (value: unknown): value is TrainerSnapshot =>
  isRecord(value) &&
  isCount(value['step']) &&
  areTensors(value['parameters']) &&
  Array.isArray(value['moments']) &&
  value['moments'].every(areTensors);

function isSavedRun(run: SavedRun): boolean {
  const { values, step, marks, history, frames, checkpoints } = run as unknown as Record<string, unknown>;
  return (
    isCount(step) &&
    Array.isArray(marks) &&
    marks.every(isMark) &&
    isRecord(values) &&
    Object.values(values).every((v) => typeof v === 'string') &&
    isRecord(history) &&
    HISTORY.every((name) => {
      const series = history[name];
      return isRecord(series) && series['steps'] instanceof Int32Array && series['values'] instanceof Float32Array;
    }) &&
    Array.isArray(frames) &&
    frames.every(isFrame) &&
    areAscending(frames) &&
    Array.isArray(checkpoints) &&
    checkpoints.every(isCheckpoint) &&
    areAscending(checkpoints) &&
    checkpoints.at(-1)?.step === step
  );
}
