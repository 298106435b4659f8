import { expect, test } from 'vitest';
import { placeOf } from './Timeline';

test('a step stands between its frames, whatever their distance', () => {
  const steps = [0, 10, 100];
  expect([0, 5, 10, 55, 100].map((step) => placeOf(steps, step))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  // Before the first and behind the last frame.
  expect([placeOf([10, 20], 3), placeOf([10, 20], 99), placeOf([7], 7)]).toEqual([0, 1, 0]);
});
