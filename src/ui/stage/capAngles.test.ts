import { expect, test } from 'vitest';
import { parseRunConfig } from '../../engine/runConfig';
import { capAngles, nearestAngle } from './capAngles';
import { drawnTarget } from './targetCosine';

// Two weights a right angle apart, a third opposite to the first.
const weights = Float32Array.of(1, 0, 0, 0, 1, 0, -1, 0, 0);

test('the nearest other weight counts', () => {
  expect(nearestAngle(weights, 3, 0)).toBeCloseTo(Math.PI / 2, 6);
  expect(nearestAngle(Float32Array.of(1, 0, 0), 1, 0)).toBeCloseTo(Math.PI, 6);
});

test('ArcFace: a cap ends half the margin before the bisector, sharply', () => {
  const target = drawnTarget(parseRunConfig({ loss: 'arcface', margin: '0.4' }).config, 1)!;
  const [cap] = capAngles(weights, 3, target);
  expect(cap!.mean).toBeCloseTo(Math.PI / 4 - 0.2, 4);
  expect(cap!.inner).toBe(cap!.outer);
});

test('a drawn margin gives the cap a width', () => {
  const target = drawnTarget(parseRunConfig({ loss: 'elasticface-arc', margin: '0.4', sigma: '0.1' }).config, 1)!;
  const [cap] = capAngles(weights, 3, target);
  expect(cap!.mean).toBeCloseTo(Math.PI / 4 - 0.2, 4);
  expect(cap!.outer - cap!.inner).toBeCloseTo(0.25, 3);
});
