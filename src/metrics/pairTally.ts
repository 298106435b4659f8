/**
 * Compares every image with every other: histograms of the cosines of all genuine and impostor pairs, the pairs of the ten folds, and
 * the worst pairs. 2,000 images are 2 million pairs: nothing is kept of a pair but its count. It works in portions, so that a worker can
 * train in between.
 */
import {
  areaUnderCurve,
  equalErrorRate,
  foldAccuracy,
  operatingPoints,
  rocOfHistograms,
  type FoldAccuracy,
  type OperatingPoint,
  type RocCurve,
} from './verification';

/** More images are not compared: the number of pairs grows with the square. */
export const MAX_VERIFIED_IMAGES = 2000;
/** So fine that raw pixels, whose cosines all lie close together, are still told apart: 3e-5. */
export const COSINE_BINS = 65536;
/** Pairs of each kind in the ten folds, as in LFW. */
const FOLD_PAIRS = 3000;
const FOLDS = 10;
const WORST_PAIRS = 24;

/** Rows of two compared images. */
export interface ComparedPair {
  readonly first: number;
  readonly second: number;
  readonly cosine: number;
}

export interface PairReport {
  readonly imageCount: number;
  /** Pairs of each cosine, [COSINE_BINS] over -1..1. */
  readonly genuine: Uint32Array;
  readonly impostor: Uint32Array;
  readonly roc: RocCurve;
  readonly auc: number;
  readonly eer: number;
  /** Cosine at which both errors are equal. */
  readonly eerThreshold: number;
  readonly operatingPoints: readonly OperatingPoint[];
  /** Null with fewer than ten pairs of a kind. */
  readonly folds: (FoldAccuracy & { readonly pairs: number }) | null;
  /** Of one person, least alike first. */
  readonly worstGenuine: readonly ComparedPair[];
  /** Of two people, most alike first. */
  readonly worstImpostor: readonly ComparedPair[];
}

/**
 * @example
 * const tally = new PairTally(embeddings, labels, dim);
 * while (!tally.advance(100_000)) await nextPortion();
 * const { auc } = tally.report();
 */
export class PairTally {
  readonly #count: number;
  readonly #dim: number;
  readonly #rows: Float32Array;
  readonly #labels: Uint16Array;
  readonly #genuine = new Uint32Array(COSINE_BINS);
  readonly #impostor = new Uint32Array(COSINE_BINS);
  readonly #worstGenuine = new Worst(WORST_PAIRS, 1);
  readonly #worstImpostor = new Worst(WORST_PAIRS, -1);
  readonly #genuineFolds: EvenSample;
  readonly #impostorFolds: EvenSample;
  #next = 0;

  /** @param embeddings [N * dim], of any length but zero; @param labels [N]. Throws `RangeError` beyond `MAX_VERIFIED_IMAGES`. */
  constructor(embeddings: ArrayLike<number>, labels: ArrayLike<number>, dim: number) {
    this.#count = labels.length;
    this.#dim = dim;
    if (this.#count > MAX_VERIFIED_IMAGES) {
      throw new RangeError(
        `PairTally: expected at most ${MAX_VERIFIED_IMAGES} images, got ${this.#count}. Take a stratified sample.`,
      );
    }
    if (embeddings.length !== this.#count * dim) {
      throw new RangeError(`PairTally: embeddings must be [${this.#count} * ${dim}], got [${embeddings.length}].`);
    }
    this.#labels = Uint16Array.from(labels);
    this.#rows = unitRows32(embeddings, dim);
    const perClass = new Map<number, number>();
    for (const label of this.#labels) perClass.set(label, (perClass.get(label) ?? 0) + 1);
    let genuine = 0;
    for (const n of perClass.values()) genuine += (n * (n - 1)) / 2;
    const impostor = (this.#count * (this.#count - 1)) / 2 - genuine;
    const each = Math.floor(Math.min(FOLD_PAIRS, genuine, impostor) / FOLDS) * FOLDS;
    this.#genuineFolds = new EvenSample(each, genuine);
    this.#impostorFolds = new EvenSample(each, impostor);
  }

  /** Compares about `pairs` more pairs (whole rows); true when all are done. */
  advance(pairs = Infinity): boolean {
    let done = 0;
    while (this.#next < this.#count && done < pairs) {
      this.#compareRow(this.#next);
      done += this.#next;
      this.#next += 1;
    }
    return this.#next >= this.#count;
  }

  /** Row `i` with all rows before it. */
  #compareRow(i: number): void {
    const [dim, rows, labels] = [this.#dim, this.#rows, this.#labels];
    const own = i * dim;
    const whole = dim - (dim % 4);
    for (let j = 0; j < i; j++) {
      const other = j * dim;
      // Four sums: one would wait for each addition before the next.
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let d = 0; d < whole; d += 4) {
        s0 += rows[own + d]! * rows[other + d]!;
        s1 += rows[own + d + 1]! * rows[other + d + 1]!;
        s2 += rows[own + d + 2]! * rows[other + d + 2]!;
        s3 += rows[own + d + 3]! * rows[other + d + 3]!;
      }
      for (let d = whole; d < dim; d++) s0 += rows[own + d]! * rows[other + d]!;
      const cosine = Math.min(1, Math.max(-1, s0 + s1 + (s2 + s3)));
      const bin = Math.min(COSINE_BINS - 1, Math.floor((cosine + 1) * (COSINE_BINS / 2)));
      if (labels[i] === labels[j]) {
        this.#genuine[bin]! += 1;
        this.#genuineFolds.offer(cosine);
        this.#worstGenuine.offer(j, i, cosine);
      } else {
        this.#impostor[bin]! += 1;
        this.#impostorFolds.offer(cosine);
        this.#worstImpostor.offer(j, i, cosine);
      }
    }
  }

  /** The measures of the pairs compared so far; all of them once `advance` returned true. */
  report(): PairReport {
    const roc = rocOfHistograms(this.#genuine, this.#impostor);
    const equal = equalErrorRate(roc);
    return {
      imageCount: this.#count,
      genuine: this.#genuine,
      impostor: this.#impostor,
      roc,
      auc: areaUnderCurve(roc),
      eer: equal.rate,
      eerThreshold: equal.threshold,
      operatingPoints: operatingPoints(roc),
      folds: this.#folds(),
      worstGenuine: this.#worstGenuine.pairs,
      worstImpostor: this.#worstImpostor.pairs,
    };
  }

  #folds(): PairReport['folds'] {
    const genuine = this.#genuineFolds.cosines;
    const impostor = this.#impostorFolds.cosines;
    const each = genuine.length;
    if (each < FOLDS || impostor.length !== each) return null;
    const perFold = each / FOLDS;
    const distances = new Float64Array(2 * each);
    const same = new Uint8Array(2 * each);
    for (let k = 0; k < each; k++) {
      // Fold f takes every tenth pair from the f-th on, so that each fold meets all people.
      const at = 2 * perFold * (k % FOLDS) + Math.floor(k / FOLDS);
      distances[at] = 2 - 2 * (genuine[k] ?? 0);
      same[at] = 1;
      distances[at + perFold] = 2 - 2 * (impostor[k] ?? 0);
    }
    return { ...foldAccuracy(distances, same, FOLDS), pairs: 2 * each };
  }
}

/** `PairTally` in one go. */
export function comparePairs(embeddings: ArrayLike<number>, labels: ArrayLike<number>, dim: number): PairReport {
  const tally = new PairTally(embeddings, labels, dim);
  tally.advance();
  return tally.report();
}

/** The histogram in `bins` wider bins; `bins` divides `COSINE_BINS` (a power of two). */
export function coarser(histogram: Uint32Array, bins: number): Uint32Array {
  const width = histogram.length / bins;
  const sums = new Uint32Array(bins);
  histogram.forEach((count, bin) => {
    sums[Math.floor(bin / width)]! += count;
  });
  return sums;
}

/**
 * Images as embeddings, the baseline of every verification: each image's pixels less their mean, so that the cosine is the correlation of
 * two images and brightness and contrast do not count. [N * pixels]
 */
export function pixelEmbeddings(images: Uint8Array, rows: ArrayLike<number>, pixels: number): Float32Array {
  const embeddings = new Float32Array(rows.length * pixels);
  for (let i = 0; i < rows.length; i++) {
    const image = images.subarray((rows[i] ?? 0) * pixels, ((rows[i] ?? 0) + 1) * pixels);
    let sum = 0;
    for (const value of image) sum += value;
    const mean = sum / pixels;
    for (let p = 0; p < pixels; p++) embeddings[i * pixels + p] = (image[p] ?? 0) - mean;
  }
  return embeddings;
}

function unitRows32(values: ArrayLike<number>, dim: number): Float32Array {
  const unit = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += dim) {
    let squares = 0;
    for (let d = start; d < start + dim; d++) squares += (values[d] ?? 0) ** 2;
    const inverse = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let d = start; d < start + dim; d++) unit[d] = (values[d] ?? 0) * inverse;
  }
  return unit;
}

/** Takes `size` of `total` offers at equal distances: a choice that no seed and no order of equal values changes. */
class EvenSample {
  readonly cosines: number[] = [];
  #offered = 0;

  constructor(
    readonly size: number,
    readonly total: number,
  ) {}

  offer(cosine: number): void {
    const due = Math.floor(((this.cosines.length + 0.5) * this.total) / this.size);
    if (this.cosines.length < this.size && this.#offered === due) this.cosines.push(cosine);
    this.#offered += 1;
  }
}

/** The pairs with the smallest `sign * cosine`, smallest first. */
class Worst {
  readonly pairs: ComparedPair[] = [];
  #limit = Infinity;

  constructor(
    readonly size: number,
    readonly sign: 1 | -1,
  ) {}

  offer(first: number, second: number, cosine: number): void {
    const key = this.sign * cosine;
    if (key >= this.#limit) return;
    let at = this.pairs.length;
    while (at > 0 && this.sign * (this.pairs[at - 1]?.cosine ?? 0) > key) at -= 1;
    this.pairs.splice(at, 0, { first, second, cosine });
    if (this.pairs.length > this.size) this.pairs.pop();
    if (this.pairs.length === this.size) this.#limit = this.sign * (this.pairs.at(-1)?.cosine ?? 0);
  }
}
