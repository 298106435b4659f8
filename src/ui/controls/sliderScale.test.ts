import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromPosition, type SliderRange, toPosition } from './sliderScale';

const linear: SliderRange = { min: 0, max: 0.2, step: 0.005, integer: false, logarithmic: false };
const logarithmic: SliderRange = { min: 1e-5, max: 1, step: 1e-5, integer: false, logarithmic: true };

describe('sliderScale', () => {
  it('puts the middle of a linear range in the middle', () => {
    expect(toPosition(0.1, linear)).toBeCloseTo(0.5, 12);
    expect(fromPosition(0.5, linear)).toBe(0.1);
  });

  it('puts the geometric mean in the middle of a logarithmic range', () => {
    expect(toPosition(10 ** -2.5, logarithmic)).toBeCloseTo(0.5, 12);
    expect(fromPosition(0.5, logarithmic)).toBe(0.0032);
  });

  it('clamps values outside the range to the ends of the track', () => {
    expect(toPosition(5, linear)).toBe(1);
    expect(toPosition(0, logarithmic)).toBe(0);
  });

  it('comes back within its rounding from any place on the track', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (position) => {
        // Half a step of 0.005 in 0.2 is 0.0125; two significant digits are at most 5 % of 1e5 on a log track: 0.0043.
        expect(Math.abs(toPosition(fromPosition(position, linear), linear) - position)).toBeLessThanOrEqual(0.0126);
        expect(Math.abs(toPosition(fromPosition(position, logarithmic), logarithmic) - position)).toBeLessThan(0.0044);
      }),
    );
  });
});
