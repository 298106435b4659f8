import { describe, expect, it } from 'vitest';
import { bitsAt, normalAt, permuted, STREAM, uniformAt } from './random';

describe('the generator', () => {
  it('gives the same number at the same place, another elsewhere', () => {
    expect(bitsAt(1, STREAM.batches, 2, 3)).toBe(bitsAt(1, STREAM.batches, 2, 3));
    const places = [bitsAt(2, 2, 2, 3), bitsAt(1, 1, 2, 3), bitsAt(1, 2, 1, 3), bitsAt(1, 2, 2, 4), bitsAt(1, 2, 2, 3)];
    expect(new Set(places).size).toBe(places.length);
  });

  it('is uniform and normal as far as 20,000 draws can tell', () => {
    const N = 20_000;
    const uniform = Array.from({ length: N }, (_, i) => uniformAt(7, STREAM.sample, 0, i));
    const normal = Array.from({ length: N }, (_, i) => normalAt(7, STREAM.margins, 0, i));
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / N;
    // Four standard errors: 0.29 / sqrt(N), 1 / sqrt(N), 1.41 / sqrt(N).
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(0.0082);
    expect(Math.abs(mean(normal))).toBeLessThan(0.0283);
    expect(Math.abs(mean(normal.map((x) => x * x)) - 1)).toBeLessThan(0.04);
    expect(Math.min(...uniform)).toBeGreaterThan(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
  });

  it.each([1, 2, 10, 63, 64, 65, 1000])('permutes %i positions without loss', (count) => {
    const seen = new Set(Array.from({ length: count }, (_, i) => permuted(3, STREAM.batches, 5, i, count)));
    expect(seen.size).toBe(count);
    expect(Math.max(...seen)).toBe(count - 1);
  });
});
