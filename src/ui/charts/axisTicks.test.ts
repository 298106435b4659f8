import { describe, expect, it } from 'vitest';
import { linearTicks, logTicks, niceDomain } from './axisTicks';

describe('linearTicks', () => {
  it('gives round numbers inside the range', () => {
    expect(linearTicks(0, 1234, 4)).toEqual([0, 500, 1000]);
    expect(linearTicks(0, 0.31, 3)).toEqual([0, 0.2]);
    expect(linearTicks(0.3, 0.7, 4)).toEqual([0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(linearTicks(-1, 1, 2)).toEqual([-1, 0, 1]);
  });
  it('takes an empty range', () => {
    expect(linearTicks(3, 3, 4)).toEqual([3]);
  });
});

describe('niceDomain', () => {
  it('moves outwards', () => {
    expect(niceDomain(0.31, 0.69, 4)).toEqual([0.3, 0.7]);
    expect(niceDomain(0, 9.87, 3)).toEqual([0, 10]);
  });
});

describe('logTicks', () => {
  it('gives powers of ten, with 2 and 5 over a short range', () => {
    expect(logTicks(0.05, 20)).toEqual([0.1, 1, 10]);
    expect(logTicks(0.4, 12)).toEqual([0.5, 1, 2, 5, 10]);
    expect(logTicks(1e-9, 10).length).toBeLessThanOrEqual(5);
  });
});
