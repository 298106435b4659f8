import { expect, it } from 'vitest';
import { Series } from './series';

it('keeps every value in order while it grows', () => {
  const series = new Series();
  for (let i = 0; i < 1000; i++) series.push(2 * i, i / 4);
  expect(series.length).toBe(1000);
  expect([...series.steps.slice(254, 258)]).toEqual([508, 510, 512, 514]);
  expect(series.values[999]).toBe(249.75);
});

it('is empty after clear', () => {
  const series = new Series();
  series.push(1, 2);
  series.clear();
  expect(series.values).toHaveLength(0);
});
