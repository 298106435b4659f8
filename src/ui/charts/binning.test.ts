import { describe, expect, it } from 'vitest';
import { binSeries, MAX_POINTS, nearestIndex } from './binning';

const ramp = (count: number): { steps: Int32Array; values: Float32Array } => ({
  steps: Int32Array.from({ length: count }, (_, i) => i + 1),
  values: Float32Array.from({ length: count }, (_, i) => Math.sin(i / 7)),
});

describe('binSeries', () => {
  it('keeps a short series as it is', () => {
    const { steps, values } = ramp(MAX_POINTS);
    expect(binSeries({ steps, values })).toEqual({ steps: [...steps], values: [...values] });
  });

  it.each([301, 512, 1000, 4097, 100_000])(
    'draws at most 300 of %i points, ascending, first and last bin included',
    (count) => {
      const { steps } = binSeries(ramp(count));
      expect(steps.length).toBeLessThanOrEqual(MAX_POINTS);
      // Half the points at worst: bins double their width.
      expect(steps.length).toBeGreaterThan(MAX_POINTS / 3);
      expect(steps.every((step, i) => i === 0 || step > (steps[i - 1] ?? Infinity))).toBe(true);
      expect(steps.at(-1)).toBe(count);
    },
  );

  it('keeps a peak of a single step, high or low', () => {
    const { steps, values } = ramp(10_000);
    values[4321] = 50;
    values[8765] = -50;
    const binned = binSeries({ steps, values });
    expect(binned.steps[binned.values.indexOf(50)]).toBe(4322);
    expect(binned.steps[binned.values.indexOf(-50)]).toBe(8766);
  });

  it('does not move the earlier points while the run grows within the same bin width', () => {
    const long = ramp(4700);
    const short = binSeries({ steps: long.steps.subarray(0, 4200), values: long.values.subarray(0, 4200) });
    const longer = binSeries(long); // 32 steps a bin, as before
    const settled = short.steps.filter((step) => step < 4100);
    expect(longer.steps.slice(0, settled.length)).toEqual(settled);
  });

  it('leaves out what is not finite', () => {
    expect(binSeries({ steps: [1, 2, 3], values: [1, NaN, Infinity] })).toEqual({ steps: [1], values: [1] });
    const { steps, values } = ramp(2000);
    values.fill(NaN, 100);
    expect(Math.max(...binSeries({ steps, values }).steps)).toBeLessThanOrEqual(100);
  });

  it('takes an empty series', () => {
    expect(binSeries({ steps: [], values: [] })).toEqual({ steps: [], values: [] });
  });
});

describe('nearestIndex', () => {
  it('finds the nearest step, the earlier of two equally near', () => {
    expect([0, 10, 14, 15, 16, 99].map((step) => nearestIndex([10, 20, 40], step))).toEqual([0, 0, 0, 0, 1, 2]);
    expect(nearestIndex([], 5)).toBe(-1);
  });
});
