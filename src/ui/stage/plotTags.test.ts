import { expect, test } from 'vitest';
import { shortNames, spreadAngles } from './plotTags';

const gaps = (angles: readonly number[]): number[] => {
  const sorted = [...angles].sort((a, b) => a - b);
  return sorted.map((a, i) => (sorted[i + 1] ?? sorted[0]! + 2 * Math.PI) - a);
};

test('what does not collide stays', () => {
  expect(spreadAngles([0, 2, 4], 0.5)).toEqual([0, 2, 4]);
});

test('two at one place move half the gap each', () => {
  expect(spreadAngles([1, 1], 0.2)).toEqual([0.9, 1.1]);
});

test('a crowd is spread, in order, also across the seam', () => {
  const spread = spreadAngles([-3.1, 3.1, 3.12, -3.12, 0], 0.3);
  expect(Math.min(...gaps(spread))).toBeGreaterThan(0.29);
  expect(spread[4]).toBe(0);
});

test('more than fits: evenly around; a class without direction stays without', () => {
  const spread = spreadAngles([...Array.from({ length: 8 }, (_, i) => i * 0.01), NaN], 2);
  expect(spread[8]).toBeNaN();
  expect(Math.min(...gaps(spread.slice(0, 8)))).toBeGreaterThan(0.6);
});

test('short names drop what all share', () => {
  expect(shortNames(['Person 1', 'Person 12'])).toEqual(['1', '12']);
  expect(shortNames(['0', '1'])).toEqual(['0', '1']);
  expect(shortNames(['Ankle boot', 'Bag'])).toEqual(['Ank', 'Bag']);
});
