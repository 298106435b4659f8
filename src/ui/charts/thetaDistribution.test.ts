import { describe, expect, it } from 'vitest';
import { pointAngles } from '../stage/pointAngles';
import { BIN_DEG, thetaDistribution } from './thetaDistribution';

/** Two classes along the axes; four points at 0, 45, 90 and 180 degrees from their own weight, of any length. */
const frame = {
  step: 0,
  dim: 2,
  embeddings: Float32Array.from([3, 0, 1, 1, 0.5, 0, -2, 0]),
  classWeights: Float32Array.from([2, 0, 0, 1]), // [D, C]: w_0 = (2, 0), w_1 = (0, 1)
};
const labels = [0, 0, 1, 0];

describe('thetaDistribution', () => {
  it('puts each point into the bin of its angle', () => {
    const { shares, meanDeg, count } = thetaDistribution(frame, labels);
    const filled = [...shares].flatMap((share, bin) => (share > 0 ? [[bin * BIN_DEG, share]] : []));
    expect(filled).toEqual([
      [0, 0.25],
      [45, 0.25],
      [90, 0.25],
      [177, 0.25],
    ]);
    expect(meanDeg).toBeCloseTo((0 + 45 + 90 + 180) / 4, 4);
    expect(count).toBe(4);
  });

  it('agrees with the angles the stage shows', () => {
    const mean = labels.reduce((sum, label, i) => sum + (pointAngles(frame, i).thetaDeg[label] ?? NaN) / 4, 0);
    expect(thetaDistribution(frame, labels).meanDeg).toBeCloseTo(mean, 9);
  });

  it('leaves out points without direction', () => {
    const { count } = thetaDistribution({ ...frame, embeddings: new Float32Array(8) }, labels);
    expect(count).toBe(0);
  });
});
