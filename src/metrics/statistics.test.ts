import { expect, test } from 'vitest';
import { meanInterval, pairedTest, tCdf, tQuantile } from './statistics';

test('quantiles of the published t table', () => {
  const table: [number, number, number][] = [
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4, 2.776],
    [0.975, 9, 2.262],
    [0.975, 19, 2.093],
    [0.95, 10, 1.812],
    [0.995, 30, 2.75],
  ];
  for (const [p, degrees, t] of table) expect(tQuantile(p, degrees)).toBeCloseTo(t, 2.5);
});

test('closed forms with one and two degrees of freedom, and symmetry', () => {
  for (const t of [-3, -0.4, 0, 0.7, 2.5, 40]) {
    expect(tCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
    expect(tCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.SQRT2 * Math.sqrt(1 + (t * t) / 2)), 12);
    expect(tCdf(t, 7) + tCdf(-t, 7)).toBeCloseTo(1, 12);
  }
});

test('mean with its interval', () => {
  const { mean, halfWidth } = meanInterval([1, 2, 3, 4, 5]);
  expect(mean).toBe(3);
  expect(halfWidth).toBeCloseTo((2.7764451 * Math.sqrt(2.5)) / Math.sqrt(5), 5);
  expect(meanInterval([0.9]).halfWidth).toBeNaN();
});

test('pairs: what is common to both does not count', () => {
  // Student's own example (1908): additional hours of sleep of ten patients with two drugs; t = -4.0621, p = .00283.
  const a = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const b = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  expect(pairedTest(a, b).difference.mean).toBeCloseTo(-1.58, 10);
  expect(pairedTest(a, b).p).toBeCloseTo(0.00283, 5);
  expect(pairedTest(a, a).p).toBe(1);
  expect(() => pairedTest(a, [1])).toThrow(/got 10 and 1/);
});
