import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { comparePairs, pixelEmbeddings } from '../../metrics/pairTally';
import { contactSheet } from './contactSheet';
import { DEFAULT_FACES, EIGHT_FACES, faceSteps, generateFaces, type FaceOptions } from './generateFaces';
import { drawPoints, familyOf, TRAIT_NAMES, traitsAt, variationStrengths } from './identity';

const SMALL: FaceOptions = { ...DEFAULT_FACES, identities: 12, imagesEach: 20, heldOutIdentities: 3 };
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const distance = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((s, v, t) => s + (v - b[t]!) ** 2, 0));

test('the same bytes for the same options, for ever', () => {
  // A change of this sum is a change of everybody's data set: saved runs no longer repeat.
  expect(sha(generateFaces(SMALL).images)).toBe('26387efc60283334');
  expect(sha(generateFaces({ ...SMALL, seed: 2 }).images)).not.toBe('26387efc60283334');
});

test('more images or held-out people change nobody', () => {
  const few = generateFaces(SMALL);
  const many = generateFaces({ ...SMALL, imagesEach: 30, heldOutIdentities: 0 });
  const size = 20 * 1024;
  expect(many.images.subarray(30 * 1024, 30 * 1024 + size)).toEqual(few.images.subarray(size, 2 * size));
});

test('identities are disjoint, and every image has one place', () => {
  const faces = generateFaces(SMALL);
  const { heldOut, labels, trainIndices, testIndices, classNames } = faces;
  expect(classNames).toHaveLength(9);
  expect(heldOut?.classNames).toEqual(['Person 10', 'Person 11', 'Person 12']);
  expect([...trainIndices, ...testIndices].every((row) => labels[row]! < 9)).toBe(true);
  expect([...heldOut!.indices].every((row) => labels[row]! >= 9)).toBe(true);
  expect(new Set([...trainIndices, ...testIndices, ...heldOut!.indices]).size).toBe(240);
  expect(testIndices).toHaveLength(9 * 4);
  expect('heldOut' in generateFaces({ ...SMALL, heldOutIdentities: 0 })).toBe(false);
});

test('progress ends at the number of images, one step a person', () => {
  const seen = [...faceSteps(SMALL)];
  expect(seen).toHaveLength(12);
  expect(seen.at(-1)).toEqual({ done: 240, total: 240 });
});

test.each([
  [{ identities: 7 }, 'identities must be a whole number from 8 to 200, got 7'],
  [{ imagesEach: 20.5 }, 'imagesEach must be a whole number from 20 to 500, got 20.5'],
  [{ intraInequality: NaN }, 'intraInequality must be a number from 0 to 1, got NaN'],
  [{ heldOutIdentities: 11 }, 'from 0 to 10 (two people remain to train on), got 11'],
  [{ seed: -1 }, 'seed must be'],
])('refuses %o', (wrong, message) => {
  expect(() => generateFaces({ ...SMALL, ...wrong })).toThrow(message);
});

describe('the knobs', () => {
  test('unequal variation: the mean stays, the range opens', () => {
    expect([...variationStrengths(50, 0, 1)]).toEqual(Array.from({ length: 50 }, () => 1));
    const strengths = variationStrengths(50, 1, 1);
    expect(Math.min(...strengths)).toBeLessThan(0.2);
    expect(Math.max(...strengths)).toBeGreaterThan(1.8);
    expect(strengths.reduce((a, b) => a + b) / 50).toBeCloseTo(1, 1);
  });

  test('unequal variation is seen in the pixels', () => {
    const spreadOf = (intraInequality: number): number => {
      const options = { ...SMALL, heldOutIdentities: 0, intraInequality };
      const { images } = generateFaces(options);
      const perPerson = Array.from({ length: 12 }, (_, person) => {
        const rows = Array.from({ length: 20 }, (_, i) => person * 20 + i);
        const pairs = comparePairs(pixelEmbeddings(images, rows, 1024), rows.fill(person), 1024).genuine;
        let sum = 0;
        pairs.forEach((count, bin) => (sum += count * ((2 * bin) / pairs.length - 1)));
        return 1 - sum / 190;
      });
      return Math.max(...perPerson) / Math.min(...perPerson);
    };
    expect(spreadOf(1)).toBeGreaterThan(3 * spreadOf(0));
  });

  test('unequal distances: siblings near, strangers far', () => {
    const ratio = (interInequality: number): number => {
      const points = drawPoints(40, interInequality, 1);
      const nearest = points.map((p) => Math.min(...points.filter((o) => o !== p).map((o) => distance(p, o))));
      return Math.max(...nearest) / Math.min(...nearest);
    };
    expect(ratio(0)).toBeLessThan(1.6);
    expect(ratio(1)).toBeGreaterThan(3);
    const points = drawPoints(40, 1, 1);
    expect(familyOf(0)).toBe(familyOf(2));
    expect(familyOf(3)).toBeNull();
    expect(distance(points[0]!, points[1]!)).toBeLessThan(0.7 * distance(points[0]!, points[4]!));
  });

  test('more than 20 traits, all within their range wherever the point is', () => {
    expect(TRAIT_NAMES.length).toBeGreaterThan(20);
    const far = traitsAt(new Float64Array(TRAIT_NAMES.length).fill(50));
    const farOther = traitsAt(new Float64Array(TRAIT_NAMES.length).fill(-50));
    expect(far.skinTone).toBe(0.95);
    expect(farOther.skinTone).toBe(0.3);
  });
});

describe('as hard as it should be', () => {
  test('raw pixels do not tell held-out people apart (AUC at most 0.75)', () => {
    const faces = generateFaces(DEFAULT_FACES);
    const rows = faces.heldOut!.indices;
    const labels = Array.from(rows, (row) => faces.labels[row]!);
    const { auc } = comparePairs(pixelEmbeddings(faces.images, rows, 1024), labels, 1024);
    expect(auc).toBeLessThan(0.75);
    // Not noise either: people differ.
    expect(auc).toBeGreaterThan(0.58);
  }, 30_000);

  test('the preset for the circle', () => {
    const faces = generateFaces(EIGHT_FACES);
    expect(faces.classNames).toHaveLength(8);
    expect(faces.trainIndices).toHaveLength(1600);
  });
});

test('a contact sheet shows each image where it belongs', () => {
  const faces = generateFaces(SMALL);
  const sheet = contactSheet(faces, [1, 4], 5);
  expect([sheet.width, sheet.height]).toEqual([5 * 33 + 1, 2 * 33 + 1]);
  expect(sheet.pixels.length).toBe(sheet.width * sheet.height);
  // Second line, second column: image 4 of 20 of person 4 (columns 0, 4, 8, 12, 16).
  const image = faces.images.subarray((4 * 20 + 4) * 1024, (4 * 20 + 5) * 1024);
  const start = 34 * sheet.width + 34;
  expect(sheet.pixels.subarray(start, start + 32)).toEqual(image.subarray(0, 32));
  expect(sheet.pixels[0]).toBe(255);
});
