import { expect, test } from 'vitest';
import { isQuick, spreadAngles } from './spreadDirections';

const DEGREES = 180 / Math.PI;
const nearestDeg = (rows: readonly Float64Array[]): number => DEGREES * Math.min(...rows.flatMap((row) => [...row]));

test('four directions in space are the tetrahedron, six on the circle 60 degrees apart', () => {
  expect(nearestDeg(spreadAngles(4, 3, 16))).toBeCloseTo(109.4712, 3);
  expect(nearestDeg(spreadAngles(6, 2, 16))).toBeCloseTo(60, 6);
});

// Best known packings on the sphere (Tammes' problem). The energy is not the packing: two degrees short of it are near enough.
test.each([
  [6, 90],
  [8, 74.86],
  [10, 66.15],
  [12, 63.43],
])('%i directions on the sphere come near their best packing, %f degrees', (classes, best) => {
  const found = nearestDeg(spreadAngles(classes, 3, 64));
  expect(found).toBeLessThan(best + 0.01);
  expect(found).toBeGreaterThan(best - 2);
});

test('each row holds the angles to all others, and none to itself', () => {
  const rows = spreadAngles(30, 8, 16);
  expect(rows.map((row) => row.length)).toEqual(new Array(30).fill(29));
  expect(nearestDeg(rows)).toBeGreaterThan(65);
});

test('what takes long is known beforehand', () => {
  expect([isQuick(10, 3), isQuick(200, 2), isQuick(40, 64), isQuick(160, 64), isQuick(40, 3)]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
