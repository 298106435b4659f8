import { expect, test } from 'vitest';
import { neighbourGaps } from './neighbourGaps';

const at = (deg: number, length = 1): number[] => [
  length * Math.cos((deg * Math.PI) / 180),
  length * Math.sin((deg * Math.PI) / 180),
];

test('gaps go around the circle, and lengths do not count', () => {
  // Centres at 0, 90 and 200 degrees: gaps of 90, 110 and 160.
  const embeddings = [...at(0, 5), ...at(80), ...at(100, 3), ...at(200)];
  const { smallestDeg, largestDeg } = neighbourGaps(embeddings, [0, 1, 1, 2]);
  expect(smallestDeg).toBeCloseTo(90, 9);
  expect(largestDeg).toBeCloseTo(160, 9);
});

test('one class has no neighbour', () => {
  expect(neighbourGaps(at(10), [0])).toEqual({ smallestDeg: NaN, largestDeg: NaN });
});
