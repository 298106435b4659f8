import { describe, expect, it } from 'vitest';
import { findLoss, losses } from '.';
import { analyseLoss, closestAngle, expectedFirstLoss, marginFeasibility, reachableFloor, scaleRange } from './analyse';
import { customLoss } from './customLoss';

function warningsOf(target: string, parameters: Record<string, number> = {}): string[] {
  const made = customLoss({ target });
  if ('error' in made) throw made.error;
  return analyseLoss(made.definition, { parameters }).map((w) => w.message);
}

describe('analyseLoss', () => {
  it('finds nothing wrong with the defaults of the catalogue', () => {
    for (const loss of losses) {
      // Unguarded by default, as in the released code: past 180 degrees it rises.
      if (loss.id === 'combined') continue;
      expect([loss.id, analyseLoss(loss).filter((w) => w.kind !== 'not-monotone' || loss.id !== 'magface')]).toEqual([
        loss.id,
        [],
      ]);
    }
  });

  it('names where a guard is missing', () => {
    // 180 - 28.6 degrees: where theta + 0.5 passes 180.
    expect(
      analyseLoss(findLoss('arcface'), { guard: 'none', parameters: { margin: 0.5 } }).map((w) => w.message),
    ).toEqual(['The target logit rises between 151.3° and 180°: there the loss pushes an image away from its class.']);
  });

  it('names where easy margin jumps up', () => {
    const kinds = analyseLoss(findLoss('arcface'), { guard: 'easy' });
    expect(kinds.map((w) => [w.kind, w.fromDeg])).toEqual([['not-monotone', 90]]);
  });

  it('names where a formula is no number, and where it explodes', () => {
    expect(warningsOf('log(cos(theta))')[0]).toBe(
      'The target logit is not a number between 90.3° and 180°: training stops there.',
    );
    expect(warningsOf('1 / theta')).toEqual([
      'The target logit is not a number at 0°: training stops there.',
      'The target logit changes by more than 20 per radian between 0.3° and 12.8°: the gradient explodes there.',
    ]);
    expect(warningsOf('theta')[0]).toContain('rises between 0° and 180°');
    expect(warningsOf('cos(theta) - m')).toEqual([]);
  });
});

describe('marginFeasibility', () => {
  const at = (id: string, margin: number, classes: number, dim: number) =>
    marginFeasibility(findLoss(id), { parameters: { margin }, classes, dim });

  it('is CosFace’s bound', () => {
    expect(at('cosface', 0.35, 10, 2)).toMatchObject({
      feasible: false,
      message: 'CosFace m 0.35 cannot be satisfied in 2-D with 10 classes: at most 0.191.',
    });
    expect(at('cosface', 0.35, 8, 2).largest).toBeCloseTo(0.293, 3);
    expect(at('cosface', 0.35, 8, 3)).toMatchObject({ feasible: true });
    expect(at('cosface', 0.35, 8, 3).largest).toBeCloseTo(0.74, 2);
    expect(at('cosface', 0.35, 10, 3).largest).toBeCloseTo(0.595, 2);
  });

  it('is the angle between neighbours for ArcFace', () => {
    expect(at('arcface', 0.5, 8, 2).largest).toBeCloseTo(0.785, 3);
    expect(at('arcface', 0.7, 10, 2)).toMatchObject({ feasible: false });
    expect(at('arcface', 0.7, 10, 2).largest).toBeCloseTo(0.628, 3);
  });

  it('says where only a bound is known', () => {
    expect(at('cosface', 0.9, 40, 3).message).toContain('certainly at most');
    expect(marginFeasibility(findLoss('softmax'), { classes: 10, dim: 2 }).feasible).toBe(true);
  });
});

describe('closestAngle', () => {
  it.each([
    [2, 5, 180],
    [3, 2, 120],
    [4, 3, 109.4712],
    [6, 3, 90],
    [10, 2, 36],
    [10, 3, 66.1468],
    [12, 3, 63.4349],
    [12, 8, 90],
  ])('%i directions in %i-D', (classes, dim, degrees) => {
    const { angle, exact } = closestAngle(classes, dim);
    expect((angle * 180) / Math.PI).toBeCloseTo(degrees, 3);
    expect(exact).toBe(true);
  });

  it('only shrinks with more classes', () => {
    for (const dim of [2, 3, 4, 8]) {
      for (let classes = 2; classes < 60; classes++) {
        expect(closestAngle(classes + 1, dim).angle).toBeLessThanOrEqual(closestAngle(classes, dim).angle + 1e-9);
      }
    }
  });
});

describe('first loss, floor and scale', () => {
  it('begins near s sin(m) + ln C', () => {
    const parameters = { scale: 64, margin: 0.5 };
    expect(expectedFirstLoss(findLoss('arcface'), { classes: 10, parameters })).toBeCloseTo(
      64 * Math.sin(0.5) + Math.log(9),
      6,
    );
    expect(expectedFirstLoss(findLoss('softmax'), { classes: 10 })).toBeCloseTo(Math.log(10), 12);
  });

  // From losses.md: 2-D, C 10, evenly spaced and collapsed.
  it.each([
    ['normface', 10, 0, 0.261],
    ['arcface', 10, 0.5, 0.7],
    ['cosface', 10, 0.2, 1.16],
    ['normface', 30, 0, 0.006],
    ['arcface', 30, 0.5, 0.228],
    ['cosface', 30, 0.2, 1.29],
    ['arcface', 64, 0.5, 0.025],
    ['cosface', 64, 0.2, 1.52],
  ])('%s at scale %i and margin %f reaches %f', (id, scale, margin, floor) => {
    const got = reachableFloor(findLoss(id), { classes: 10, dim: 2, parameters: { scale, margin } });
    expect(got.exact).toBe(true);
    expect(got.value).toBeCloseTo(floor, floor < 0.01 ? 3 : 2);
  });

  it('grows with the number of classes', () => {
    const { low, comfortable, high, adaCos } = scaleRange(10);
    expect(low).toBeCloseTo(3.96, 2);
    expect(comfortable).toBeCloseTo(8.19, 2);
    expect(high).toBeGreaterThan(30);
    expect(adaCos).toBeCloseTo(Math.SQRT2 * Math.log(9), 12);
  });
});
