import { describe, expect, it } from 'vitest';
import { binDensities, moments, normalDensity } from './marginStatistics';

describe('moments', () => {
  it('gives mean, deviation and range', () => {
    expect(moments([1, 2, 3, 4])).toEqual({ mean: 2.5, deviation: Math.sqrt(1.25), min: 1, max: 4 });
  });
  it('keeps a small deviation around a large mean', () => {
    expect(moments([1e6 - 0.001, 1e6 + 0.001]).deviation).toBeCloseTo(0.001, 8);
  });
});

describe('binDensities', () => {
  it('integrates to the share inside the range', () => {
    const densities = binDensities([0.05, 0.15, 0.15, 0.95, 2], 0, 1, 10);
    expect(densities[0]).toBeCloseTo(1 / 5 / 0.1, 12);
    expect(densities[1]).toBeCloseTo(2 / 5 / 0.1, 12);
    expect([...densities].reduce((sum, d) => sum + d * 0.1, 0)).toBeCloseTo(0.8, 12);
  });
});

describe('normalDensity', () => {
  it('has its peak at the mean and integrates to one', () => {
    expect(normalDensity(0.5, 0.5, 0.05)).toBeCloseTo(0.3989422804 / 0.05, 6);
    let sum = 0;
    for (let x = 0; x <= 1; x += 0.001) sum += 0.001 * normalDensity(x, 0.5, 0.05);
    expect(sum).toBeCloseTo(1, 6);
  });
});
