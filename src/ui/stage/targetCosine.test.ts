import { expect, test } from 'vitest';
import { parseRunConfig } from '../../engine/runConfig';
import { losses } from '../../losses';
import { drawnTarget, softEdge } from './targetCosine';

const configOf = (values: Record<string, string>) => parseRunConfig(values).config;

test('ArcFace: cos(theta + m), so the edge lies half the margin before the bisector', () => {
  const target = drawnTarget(configOf({ loss: 'arcface', margin: '0.3' }), 100)!;
  expect(target.at(0.7, target.mean)).toBeCloseTo(Math.cos(1), 5);
  const { angles, shares } = softEdge(1.2, target);
  expect(shares).toEqual([1]);
  // cos(phi + 0.3) = cos(1.2 - phi)
  expect(angles[0]).toBeCloseTo(0.45, 4);
});

test('a drawn margin makes the edge as wide as sigma', () => {
  const target = drawnTarget(configOf({ loss: 'elasticface-arc', margin: '0.3', sigma: '0.1' }), 100)!;
  const { angles, shares } = softEdge(1.2, target);
  const middle = shares.indexOf(0.5);
  expect(angles[middle]).toBeCloseTo(0.45, 4);
  // Half of +-2.5 standard deviations on either side.
  expect(angles.at(-1)! - angles[0]!).toBeCloseTo(0.25, 3);
  expect([...angles].sort((a, b) => a - b)).toEqual(angles);
});

test('the margin grows over the ramp, sigma with it', () => {
  const config = configOf({ loss: 'elasticface-arc', margin: '0.4', sigma: '0.1', ramp: '200' });
  expect(drawnTarget(config, 50)).toMatchObject({ mean: 0.1, sigma: 0.025 });
  expect(drawnTarget(config, 500)).toMatchObject({ mean: 0.4, sigma: 0.1 });
});

test('no margin, nothing to draw', () => {
  expect(drawnTarget(configOf({ loss: 'softmax' }), 0)).toBeNull();
  expect(drawnTarget(configOf({ loss: 'normface' }), 0)).toBeNull();
});

test.each(losses.map((loss) => loss.id))('%s: every edge is finite and within its half of the gap', (id) => {
  const target = drawnTarget(configOf({ loss: id }), 1000);
  if (!target) return;
  for (const gap of [0.05, 0.6, 2, 3.5]) {
    for (const angle of softEdge(gap, target).angles) {
      expect(angle).toBeGreaterThanOrEqual(0);
      expect(angle).toBeLessThanOrEqual(gap / 2 + 1e-9);
    }
  }
});
