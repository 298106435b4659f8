/** From collected images to a data set: classes in order, capped, split, with warnings about what would make training misleading. */
import type { Dataset } from '../dataset';
import { hash32 } from '../faces/counterRandom';
import type { ImportLimits } from './importLimits';
import { formatBytes, refuse } from './importProblem';
import type { GivenSplit } from './labelledTensors';
import { frameRaster, type Framing, type Raster } from './raster';

export const IMPORT_SIZES = [28, 32, 48, 64] as const;

export interface ImportOptions {
  /** Side of the images. */
  readonly size: (typeof IMPORT_SIZES)[number];
  readonly colours: 'grey' | 'colour';
  readonly framing: Framing;
  /** Images of a class that are used, the first ones; 0: all. */
  readonly perClassCap: number;
  /** Share of each class in the test split, where the files do not say. */
  readonly testShare: number;
  /** Classes that training never sees, the last ones. */
  readonly heldOutClasses: number;
  readonly seed: number;
}

export const DEFAULT_IMPORT: ImportOptions = {
  size: 32,
  colours: 'grey',
  framing: 'crop',
  perClassCap: 0,
  testShare: 0.2,
  heldOutClasses: 0,
  seed: 1,
};

export interface ClassCount {
  readonly name: string;
  /** Images found, and those used after the cap. */
  readonly found: number;
  readonly used: number;
}

/** Fewer images of a class than this are too few to learn from and test on. */
const FEW_IMAGES = 5;
/** A class this many times as large as another shifts the measures towards itself. */
const IMBALANCE = 5;

/** `s2` before `s10`. The same everywhere: no locale. */
export function compareNaturally(a: string, b: string): number {
  const left: readonly string[] = a.match(/\d+|\D+/g) ?? [];
  const right: readonly string[] = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [l, r] = [left[i] ?? '', right[i] ?? ''];
    if (l === r) continue;
    const [nl, nr] = [Number(l), Number(r)];
    if (l !== '' && r !== '' && /^\d/.test(l) && /^\d/.test(r) && nl !== nr) return nl - nr;
    return l < r ? -1 : 1;
  }
  return 0;
}

/** Takes images one by one, already at the size of the data set, and makes the data set of them. */
export class DatasetAssembler {
  readonly #bytesEach: number;
  readonly #channels: 1 | 3;
  #pixels = new Uint8Array(0);
  #count = 0;
  readonly #classOf: string[] = [];
  readonly #splitOf: (GivenSplit | null)[] = [];
  readonly #found = new Map<string, number>();
  readonly #sizes = new Map<string, number>();

  constructor(
    readonly options: ImportOptions,
    readonly limits: ImportLimits,
  ) {
    this.#channels = options.colours === 'grey' ? 1 : 3;
    this.#bytesEach = options.size * options.size * this.#channels;
  }

  /** False where the class has all the images its cap allows: the image need not even be decoded. Counts it in that case. */
  wants(className: string): boolean {
    const found = this.#found.get(className) ?? 0;
    if (this.options.perClassCap === 0 || found < this.options.perClassCap) return true;
    this.#found.set(className, found + 1);
    return false;
  }

  /** Throws `ImportError` beyond the limits. */
  add(raster: Raster, className: string, split: GivenSplit | null, file: string): void {
    const most = Math.min(this.limits.images, Math.floor(this.limits.datasetBytes / this.#bytesEach));
    if (this.#count >= most) {
      const expected = `at most ${most} images of this size (${formatBytes(this.limits.datasetBytes)})`;
      refuse(file, expected, 'more', 'Choose a smaller size, grey, or a cap per class.');
    }
    const at = this.#count * this.#bytesEach;
    if (at + this.#bytesEach > this.#pixels.length) {
      const grown = new Uint8Array(
        Math.min(most * this.#bytesEach, Math.max(256 * this.#bytesEach, 2 * this.#pixels.length)),
      );
      grown.set(this.#pixels);
      this.#pixels = grown;
    }
    frameRaster(raster, this.options.size, this.#channels, this.options.framing, this.#pixels, at);
    this.#count += 1;
    this.#classOf.push(className);
    this.#splitOf.push(split);
    this.#found.set(className, (this.#found.get(className) ?? 0) + 1);
    const size = `${raster.width} x ${raster.height}`;
    this.#sizes.set(size, (this.#sizes.get(size) ?? 0) + 1);
  }

  /** Throws `ImportError` where there are fewer than two classes to train on. */
  finish(label: string): { dataset: Dataset; classes: ClassCount[]; warnings: string[] } {
    const { options, limits } = this;
    const warnings: string[] = [];
    const all = [...this.#found.keys()].sort(compareNaturally);
    const names = all.slice(0, limits.classes);
    if (all.length > names.length) {
      warnings.push(`${all.length} classes were found; the first ${names.length} are used.`);
    }
    const trained = names.length - Math.min(Math.max(0, Math.floor(options.heldOutClasses)), names.length);
    if (trained < 2) {
      const found = `${names.length}${names.length > trained ? `, ${names.length - trained} of them held out` : ''}`;
      const remedy = 'Put the images of each class (person) into a folder of its own, and choose the folder above.';
      refuse(label, 'two classes or more to train on', found, remedy);
    }
    const index = new Map(names.map((name, i) => [name, i]));
    const rows = this.#classOf.flatMap((name, row) => (index.has(name) ? [row] : []));
    const images = new Uint8Array(rows.length * this.#bytesEach);
    const labels = new Uint8Array(rows.length);
    rows.forEach((row, i) => {
      images.set(this.#pixels.subarray(row * this.#bytesEach, (row + 1) * this.#bytesEach), i * this.#bytesEach);
      labels[i] = index.get(this.#classOf[row] ?? '') ?? 0;
    });
    const given = rows.map((row) => this.#splitOf[row] ?? null);
    const split = splitRows(labels, given, trained, options);
    const used = new Uint32Array(names.length);
    labels.forEach((value) => (used[value]! += 1));
    const classes = names.map((name, i) => ({ name, found: this.#found.get(name) ?? 0, used: used[i] ?? 0 }));
    warnings.push(
      ...warningsAbout(classes, this.#sizes, options),
      ...duplicateWarnings(images, labels, this.#bytesEach),
    );
    const { held, ...splits } = split;
    const dataset: Dataset = {
      id: 'own',
      label,
      height: options.size,
      width: options.size,
      channels: this.#channels,
      classNames: names.slice(0, trained),
      images,
      labels,
      ...splits,
      ...(held.length > 0 ? { heldOut: { indices: held, classNames: names.slice(trained) } } : {}),
    };
    return { dataset, classes, warnings };
  }
}

/** Deterministic and stratified: of each class the images with the smallest hashes are the test images. */
function splitRows(
  labels: Uint8Array,
  given: readonly (GivenSplit | null)[],
  trained: number,
  { testShare, seed }: ImportOptions,
): { trainIndices: Uint32Array; testIndices: Uint32Array; held: Uint32Array } {
  // The files' own split holds only if they have both of it.
  const follow = given.includes('train') && given.includes('test');
  const byClass: number[][] = Array.from({ length: trained }, () => []);
  const held: number[] = [];
  labels.forEach((label, row) => (byClass[label] ?? held).push(row));
  const test = new Set<number>();
  const rank = (row: number): number => hash32((row + hash32(seed)) >>> 0);
  for (const rows of byClass) {
    if (follow && rows.some((row) => given[row] === 'test') && rows.some((row) => given[row] !== 'test')) {
      for (const row of rows) if (given[row] === 'test') test.add(row);
      continue;
    }
    const count = rows.length < 2 ? 0 : Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * testShare)));
    const ranked = rows.toSorted((a, b) => rank(a) - rank(b) || a - b);
    for (const row of ranked.slice(0, count)) test.add(row);
  }
  const rows = byClass.flat().sort((a, b) => a - b);
  return {
    trainIndices: Uint32Array.from(rows.filter((row) => !test.has(row))),
    testIndices: Uint32Array.from(rows.filter((row) => test.has(row))),
    held: Uint32Array.from(held),
  };
}

function warningsAbout(
  classes: readonly ClassCount[],
  sizes: ReadonlyMap<string, number>,
  { size, framing }: ImportOptions,
): string[] {
  const warnings: string[] = [];
  const few = classes.filter((c) => c.used < FEW_IMAGES);
  if (few.length > 0) {
    const named = few.slice(0, 3).map((c) => `${c.name} (${c.used})`);
    const more = few.length > 3 ? ` and ${few.length - 3} more` : '';
    warnings.push(
      `Fewer than ${FEW_IMAGES} images: ${named.join(', ')}${more}. Such classes can hardly be learned or tested.`,
    );
  }
  const largest = classes.reduce((a, b) => (b.used > a.used ? b : a));
  const smallest = classes.reduce((a, b) => (b.used < a.used ? b : a));
  if (largest.used >= IMBALANCE * smallest.used) {
    warnings.push(
      `The classes are unequal: ${largest.name} has ${largest.used} images, ${smallest.name} ${smallest.used}. A cap per class evens them out.`,
    );
  }
  if (sizes.size > 1) {
    const common = [...sizes].sort((a, b) => b[1] - a[1])[0];
    const done = framing === 'crop' ? 'cropped to the middle square and' : 'fitted with bars and';
    warnings.push(
      `The images have ${sizes.size} sizes, most often ${common?.[0] ?? ''}; all were ${done} scaled to ${size} x ${size}.`,
    );
  }
  return warnings;
}

function duplicateWarnings(images: Uint8Array, labels: Uint8Array, bytesEach: number): string[] {
  const seen = new Map<string, number>();
  let same = 0;
  let contradicting = 0;
  for (let row = 0; row < labels.length; row++) {
    // Two different hashes of 32 bits: chance meetings among 100,000 images are out of the question.
    let a = 2166136261;
    let b = 5381;
    for (let p = row * bytesEach; p < (row + 1) * bytesEach; p++) {
      a = Math.imul(a ^ images[p]!, 16777619);
      b = (Math.imul(b, 33) + images[p]!) | 0;
    }
    const key = `${a >>> 0} ${b >>> 0}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, labels[row]!);
    else if (first === labels[row]) same += 1;
    else contradicting += 1;
  }
  if (same + contradicting === 0) return [];
  const many = same + contradicting;
  const elsewhere = contradicting > 0 ? `, ${contradicting} of them in another class` : '';
  const subject =
    many === 1
      ? `1 image is an exact duplicate${contradicting > 0 ? ' of one in another class' : ''}`
      : `${many} images are exact duplicates${elsewhere}`;
  return [`${subject}. A duplicate in the test split makes the accuracy look better than it is.`];
}
