import { expect, it } from 'vitest';
import { marginRange } from './drawMargins';

it('covers four standard deviations and the recent margins, on round numbers', () => {
  expect(marginRange({ recent: new Float32Array(), mean: 0.5, sigma: 0.05 })).toEqual([0.3, 0.7]);
  // Sigma was just made smaller: the margins drawn before stay in the picture.
  const [from, to] = marginRange({ recent: Float32Array.from([0.1, 0.5, 0.9]), mean: 0.5, sigma: 0.01 });
  expect(from).toBeLessThanOrEqual(0.1);
  expect(to).toBeGreaterThanOrEqual(0.9);
});

it('leaves room around a single value', () => {
  expect(marginRange({ recent: Float32Array.from([0.5]), mean: 0.5, sigma: 0 })).toEqual([0.25, 0.75]);
});
