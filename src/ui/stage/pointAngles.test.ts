import { expect, test } from 'vitest';
import { pointAngles } from './pointAngles';

test('angles in degrees to each column of the weights, the length of a weight does not matter', () => {
  const frame = {
    step: 0,
    dim: 2,
    embeddings: Float32Array.of(0, 1, 4, 3),
    classWeights: Float32Array.of(5, 0, -1, 0, 0.5, 0), // columns (5, 0), (0, 0.5), (-1, 0)
  };
  const { thetaDeg, predicted } = pointAngles(frame, 1);
  expect([...thetaDeg].map((t) => Math.round(t))).toEqual([37, 53, 143]); // atan(3 / 4) and its complements
  expect(predicted).toBe(0);
  expect(pointAngles(frame, 0).predicted).toBe(1);
});
