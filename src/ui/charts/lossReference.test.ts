import { describe, expect, it } from 'vitest';
import { defaultRunConfig, withSetting } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import { expectedFirstLoss, reachableFloor, referenceSetting, type ReferenceSetting } from './lossReference';

const setting = (
  id: string,
  {
    scale,
    margin = 0,
    sigma = 0,
    dim,
    classes = 10,
  }: { scale: number; margin?: number; sigma?: number; dim: number; classes?: number },
): ReferenceSetting => ({
  loss: findLoss(id),
  guard: findLoss(id).guards[0]?.id ?? 'none',
  parameters: { scale, margin, sigma },
  classes,
  dim,
  marginMean: margin,
  marginSigma: sigma,
});

/** A small generator for the sampled means below; its quality matters little. */
function generator(): () => number {
  let state = 12345;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

/** The mean loss over sampled random directions: the same expectation by another way. */
function sampledFirstLoss(scale: number, margin: number, dim: number, classes: number): number {
  const random = generator();
  const normal = (): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  const samples = 20_000;
  let sum = 0;
  for (let i = 0; i < samples; i++) {
    const cosines = Array.from({ length: classes }, () => {
      const direction = Array.from({ length: dim }, normal);
      return (direction[0] ?? 0) / Math.hypot(...direction);
    });
    const theta = Math.acos(cosines[0] ?? 0);
    const own = theta + margin <= Math.PI ? Math.cos(theta + margin) : Math.cos(theta) - margin * Math.sin(margin);
    const logits = [own, ...cosines.slice(1)].map((c) => scale * c);
    const largest = Math.max(...logits);
    sum += largest + Math.log(logits.reduce((total, z) => total + Math.exp(z - largest), 0)) - (logits[0] ?? 0);
  }
  return sum / samples;
}

describe('expectedFirstLoss', () => {
  it('is chance for raw logits', () => {
    expect(expectedFirstLoss(setting('softmax', { scale: 1, dim: 2 }))).toBeCloseTo(Math.log(10), 12);
  });

  it('is ln(1 + (C - 1) exp(-s t(90 degrees))) where all cosines are near 0', () => {
    // 100,000 dimensions: a random cosine is 0 +- 0.003.
    const dim = 100_002;
    const arc = expectedFirstLoss(setting('arcface', { scale: 16, margin: 0.5, dim }));
    expect(arc).toBeCloseTo(Math.log1p(9 * Math.exp(16 * Math.sin(0.5))), 1);
    const cos = expectedFirstLoss(setting('cosface', { scale: 30, margin: 0.35, dim }));
    expect(cos).toBeCloseTo(Math.log1p(9 * Math.exp(30 * 0.35)), 1);
  });

  it.each([
    [16, 0.5, 3],
    [30, 0.5, 2],
    [10, 0.3, 8],
  ])('agrees with sampled random directions: s %f, m %f, D %i', (scale, margin, dim) => {
    const expected = sampledFirstLoss(scale, margin, dim, 10);
    // 20,000 samples with a standard deviation of about half the mean: 1 % is three standard errors.
    expect(Math.abs(expectedFirstLoss(setting('arcface', { scale, margin, dim })) / expected - 1)).toBeLessThan(0.012);
  });

  it('stays finite at the largest scale and with drawn margins', () => {
    const value = expectedFirstLoss(setting('elasticface-arc', { scale: 128, margin: 1.5, sigma: 0.5, dim: 2 }));
    expect(value).toBeGreaterThan(100);
    // Cosines differ by at most 2, and the monotone guard takes E sin E off, up to 2 at these margins.
    expect(value).toBeLessThan(128 * 4);
  });
});

describe('reachableFloor', () => {
  // Two dimensions, ten classes, evenly spaced and collapsed: the table "The floor" of the design notes.
  it.each([
    ['normface', 10, 0, 0.261],
    ['arcface', 10, 0.5, 0.7],
    ['cosface', 10, 0.2, 1.16],
    ['normface', 30, 0, 0.006],
    ['arcface', 30, 0.5, 0.228],
    ['cosface', 30, 0.2, 1.29],
    ['arcface', 64, 0.5, 0.025],
    ['cosface', 64, 0.2, 1.52],
  ])('%s s %f m %f on the circle', (id, scale, margin, floor) => {
    const got = reachableFloor(setting(id, { scale, margin, dim: 2 }));
    expect(Math.abs(got - floor)).toBeLessThan(Math.max(0.0005, floor * 0.005));
  });

  it('is the simplex where it fits', () => {
    const got = reachableFloor(setting('cosface', { scale: 8, margin: 0.35, dim: 9 }));
    expect(got).toBeCloseTo(Math.log1p(9 * Math.exp(8 * (-1 / 9 - 1 + 0.35))), 12);
  });

  it('lies between the circle and the simplex in three dimensions, at the best known packing', () => {
    const at = (dim: number): number => reachableFloor(setting('cosface', { scale: 64, margin: 0.5, dim }));
    expect(at(3)).toBeLessThan(at(2));
    expect(at(3)).toBeGreaterThan(at(9));
    // Ten points on the sphere are at most 66.1 degrees apart, so no arrangement has all its nearest neighbours farther off.
    const packing = Math.exp(64 * (Math.cos((66.2 * Math.PI) / 180) - 0.5));
    expect(at(3)).toBeGreaterThan(Math.log1p(packing) * 0.9);
    expect(at(3)).toBeLessThan(Math.log1p(5 * packing));
  });

  it('is raised by drawn margins and 0 for raw logits', () => {
    const fixed = reachableFloor(setting('elasticface-arc', { scale: 30, margin: 0.5, dim: 2 }));
    const drawn = reachableFloor(setting('elasticface-arc', { scale: 30, margin: 0.5, sigma: 0.1, dim: 2 }));
    expect(drawn).toBeGreaterThan(fixed);
    expect(reachableFloor(setting('softmax', { scale: 1, dim: 2 }))).toBe(0);
  });
});

describe('referenceSetting', () => {
  it('begins without margin under a ramp', () => {
    const config = withSetting(withSetting(defaultRunConfig(), 'margin', 0.4), 'ramp', 300);
    expect(referenceSetting(config, 'first step')).toMatchObject({ marginMean: 0, marginSigma: 0 });
    expect(referenceSetting(config, 'after the ramp').marginMean).toBe(0.4);
  });
});
