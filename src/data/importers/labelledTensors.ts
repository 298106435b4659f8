/** Finds which arrays belong together: images and labels of MNIST-like pairs (IDX, npy, npz), and which are test sets. */
import { refuse, type ImportProblem } from './importProblem';
import type { NumberTensor } from './npy';
import type { Raster } from './raster';

export type GivenSplit = 'train' | 'test';

export interface NamedArray extends NumberTensor {
  /** Path as the user sees it. */
  readonly file: string;
}

export interface ArrayPair {
  readonly images: NamedArray;
  readonly labels: NamedArray;
  readonly split: GivenSplit | null;
}

const IMAGE_WORDS = new Set(['images', 'image', 'imgs', 'img', 'x', 'data']);
const LABEL_WORDS = new Set(['labels', 'label', 'lbls', 'targets', 'target', 'y']);
const FORMAT_WORDS = new Set(['idx1', 'idx2', 'idx3', 'idx4', 'ubyte', 'gz', 'npy', 'npz', 'zip', 'arr', '0', 'arr0']);

const wordsOf = (file: string): string[] =>
  file
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

export function splitOf(file: string): GivenSplit | null {
  for (const word of wordsOf(file).reverse()) {
    if (/^(test|t10k|val|valid|validation|testing)$/.test(word)) return 'test';
    if (/^(train|training)$/.test(word)) return 'train';
  }
  return null;
}

/** What is left of a name when the words for images, labels and formats are gone: equal for the two files of a pair. */
const keyOf = (file: string): string =>
  wordsOf(file)
    .filter((word) => !IMAGE_WORDS.has(word) && !LABEL_WORDS.has(word) && !FORMAT_WORDS.has(word))
    .join(' ');

/** Labels are one number an image: [N] or [N, 1]. */
const isLabels = ({ shape }: NumberTensor): boolean => shape.length === 1 || (shape.length === 2 && shape[1] === 1);

export function pairArrays(arrays: readonly NamedArray[]): { pairs: ArrayPair[]; problems: ImportProblem[] } {
  const images = arrays.filter((a) => !isLabels(a));
  const labels = new Set(arrays.filter(isLabels));
  const pairs: ArrayPair[] = [];
  const problems: ImportProblem[] = [];
  for (const one of images) {
    const partner =
      [...labels].find((l) => keyOf(l.file) === keyOf(one.file)) ??
      // One of each: whatever they are called.
      (images.length === 1 && labels.size === 1 ? [...labels][0] : undefined);
    if (!partner) {
      problems.push({
        file: one.file,
        expected: 'a file of labels beside it',
        found: labels.size ? 'none with a matching name' : 'none',
        remedy: 'Choose both files at once, named alike (train-images..., train-labels...).',
      });
      continue;
    }
    labels.delete(partner);
    if (partner.shape[0] !== one.shape[0]) {
      problems.push({
        file: partner.file,
        expected: `${one.shape[0] ?? 0} labels, one for each image of ${one.file}`,
        found: `${partner.shape[0] ?? 0}`,
        remedy: 'Choose the labels that belong to the images.',
      });
      continue;
    }
    pairs.push({ images: one, labels: partner, split: splitOf(one.file) });
  }
  for (const alone of labels) {
    problems.push({
      file: alone.file,
      expected: 'a file of images beside it',
      found: images.length ? 'none with a matching name' : 'none',
      remedy: 'Choose both files at once, named alike (train-images..., train-labels...).',
    });
  }
  return { pairs, problems };
}

interface Layout {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** [N, channels, height, width], as PyTorch has it. */
  readonly channelsFirst: boolean;
}

function layoutOf({ shape, file }: NamedArray, maxPixels: number): Layout {
  const [count = 0, a = 0, b = 0, c = 0] = shape;
  const layout = ((): Layout | null => {
    if (shape.length === 3) return { count, height: a, width: b, channels: 1, channelsFirst: false };
    if (shape.length === 4 && (c === 1 || c === 3)) {
      return { count, height: a, width: b, channels: c, channelsFirst: false };
    }
    if (shape.length === 4 && (a === 1 || a === 3)) {
      return { count, height: b, width: c, channels: a, channelsFirst: true };
    }
    const side = Math.round(Math.sqrt(a));
    if (shape.length === 2 && side * side === a)
      return { count, height: side, width: side, channels: 1, channelsFirst: false };
    return null;
  })();
  if (!layout || layout.width < 1 || layout.height < 1) {
    const expected = 'images as [N, H, W], [N, H, W, 1 or 3], [N, 1 or 3, H, W] or [N, side x side]';
    return refuse(file, expected, `[${shape.join(', ')}]`, 'Reshape the array.');
  }
  if (layout.width * layout.height > maxPixels) {
    refuse(
      file,
      `images of at most ${maxPixels} pixels`,
      `${layout.width} x ${layout.height}`,
      'Make the images smaller.',
    );
  }
  return layout;
}

/** Bytes stay; numbers from 0 to 1 and from -1 to 1 are stretched; numbers from 0 to 255 are rounded; anything else is refused. */
function toByte({ values, file }: NamedArray): (value: number) => number {
  if (values instanceof Uint8Array) return (value) => value;
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low >= 0 && high <= 1) return (value) => Math.floor(value * 255 + 0.5);
  if (low >= -1 && high <= 1) return (value) => Math.floor((value + 1) * 127.5 + 0.5);
  if (low >= 0 && high <= 255) return (value) => Math.floor(value + 0.5);
  return refuse(file, 'pixels from 0 to 255, 0 to 1 or -1 to 1', `${low} to ${high}`, 'Scale the pixels.');
}

/** The images of a pair with their labels, one after the other. */
export function* readPair(
  { images, labels }: ArrayPair,
  maxPixels: number,
): Generator<{ label: string; raster: Raster }> {
  const { count, width, height, channels, channelsFirst } = layoutOf(images, maxPixels);
  const byte = toByte(images);
  const size = width * height * channels;
  // EMNIST's files hold every letter mirrored along its diagonal.
  const transposed = /emnist/i.test(images.file) && channels === 1 && width === height;
  for (let n = 0; n < count; n++) {
    const pixels = new Uint8Array(size);
    for (let p = 0; p < size; p++) {
      let from = p;
      if (transposed) from = (p % width) * width + Math.floor(p / width);
      else if (channelsFirst) from = (p % channels) * width * height + Math.floor(p / channels);
      pixels[p] = byte(images.values[n * size + from]!);
    }
    yield { label: `${labels.values[n] ?? 0}`, raster: { width, height, channels, pixels } };
  }
}
