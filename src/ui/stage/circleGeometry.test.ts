import { expect, test } from 'vitest';
import { arcWithMargin, classWedges, rimHistogram, wrapAngle } from './circleGeometry';

const DEG = Math.PI / 180;

test('boundaries are the bisectors and the arcs tile the circle', () => {
  const wedges = classWedges([90 * DEG, 0, -80 * DEG]); // -80 = 280
  expect(wedges.map((w) => w.classIndex)).toEqual([1, 0, 2]);
  const [first, second] = wedges;
  expect(first!.gapAfter).toBeCloseTo(90 * DEG, 10);
  expect(first!.gapBefore).toBeCloseTo(80 * DEG, 10);
  expect(second!.weightAngle + second!.gapAfter / 2).toBeCloseTo(185 * DEG, 10); // between 90 and 280
  const covered = wedges.reduce((sum, w) => sum + (w.gapBefore + w.gapAfter) / 2, 0);
  expect(covered).toBeCloseTo(2 * Math.PI, 10);
});

test('every direction lies in the arc of the class with the largest cosine', () => {
  const angles = [0.3, 1.1, 2.9, 4.0, 5.9];
  const wedges = classWedges(angles);
  for (let a = 0.01; a < 2 * Math.PI; a += 0.07) {
    const cosines = angles.map((w) => Math.cos(a - w));
    const best = cosines.indexOf(Math.max(...cosines));
    const wedge = wedges.find((w) => {
      const offset = wrapAngle(a - w.weightAngle + w.gapBefore / 2);
      return offset <= (w.gapBefore + w.gapAfter) / 2;
    });
    expect(wedge?.classIndex).toBe(best);
  }
});

test('one class owns the whole circle; a weight without direction owns nothing', () => {
  const [only] = classWedges([1]);
  expect(only!.gapBefore + only!.gapAfter).toBeCloseTo(4 * Math.PI, 10);
  expect(classWedges([NaN, 1]).map((w) => w.classIndex)).toEqual([1]);
  expect(classWedges([])).toEqual([]);
});

test('an angular margin m draws the boundary in by m / 2', () => {
  const arc = arcWithMargin(60 * DEG, (theta) => Math.cos(theta + 20 * DEG));
  expect(arc / DEG).toBeCloseTo(20, 4); // phi + 20 = 60 - phi
});

test('a cosine margin m draws it in by asin(m / (2 sin(gap / 2)))', () => {
  const gap = 72 * DEG;
  const arc = arcWithMargin(gap, (theta) => Math.cos(theta) - 0.35);
  expect(arc).toBeCloseTo(gap / 2 - Math.asin(0.35 / (2 * Math.sin(gap / 2))), 5);
});

test('no margin keeps the bisector; a margin wider than the gap leaves nothing', () => {
  expect(arcWithMargin(1, Math.cos)).toBe(0.5);
  expect(arcWithMargin(20 * DEG, (theta) => Math.cos(theta + 30 * DEG))).toBe(0);
});

test('the rim counts by bin and class, and skips points at the origin', () => {
  const points = Float32Array.of(1, 0.1, 2, 0.2, -1, -0.1, 0, 0);
  const histogram = rimHistogram(points, Uint8Array.of(0, 1, 1, 0), 2, 4);
  expect([...histogram.counts]).toEqual([1, 1, 0, 0, 0, 1, 0, 0]);
  expect(histogram.fullest).toBe(2);
  expect(rimHistogram(points, Uint8Array.of(0, 1, 1, 0), 2, 4, 0).fullest).toBe(1);
});
