import { expect, test } from 'vitest';
import { thinSteps } from './recordVideo';

test('a long recording is shown in larger even steps, and always to its end', () => {
  expect(thinSteps([0, 1, 2], 5)).toEqual([0, 1, 2]);
  expect(thinSteps([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 3, 6]);
  const steps = Array.from({ length: 1000 }, (_, i) => 7 * i);
  expect(thinSteps(steps).length).toBeLessThanOrEqual(300);
  expect(thinSteps(steps).at(-1)).toBe(6993);
  expect(thinSteps([])).toEqual([]);
});
