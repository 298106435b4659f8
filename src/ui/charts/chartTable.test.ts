import { describe, expect, it } from 'vitest';
import { Series } from '../series';
import { formatCsv, seriesTable, thinRows } from './chartTable';

const series = (...points: (readonly [number, number])[]): Series => {
  const all = new Series();
  for (const [step, value] of points) all.push(step, value);
  return all;
};

describe('seriesTable', () => {
  it('joins series by step', () => {
    const table = seriesTable(
      [
        { name: 'Test', series: series([0, 0.5], [10, 0.75]) },
        { name: 'Train', series: series([10, 1]) },
      ],
      '%',
      100,
    );
    expect(table.columns).toEqual(['Step', 'Test (%)', 'Train (%)']);
    expect(table.rows).toEqual([
      [0, 50, NaN],
      [10, 75, 100],
    ]);
  });
});

describe('formatCsv', () => {
  it('quotes, leaves out what was not measured, and drops float32 noise', () => {
    const csv = formatCsv({
      columns: ['Step', 'a, "b"'],
      rows: [
        [1, Math.fround(-0.1)],
        [2, NaN],
      ],
    });
    expect(csv).toBe('Step,"a, ""b"""\r\n1,-0.100000001\r\n2,\r\n');
  });
});

describe('thinRows', () => {
  it('keeps the newest row and says how many it skips', () => {
    const all = Array.from({ length: 1001 }, (_, i) => i);
    const { rows, every } = thinRows(all, 200);
    expect(every).toBe(6);
    expect(rows.length).toBeLessThanOrEqual(200);
    expect(rows.at(-1)).toBe(1000);
    expect(thinRows([1, 2]).rows).toEqual([1, 2]);
  });
});
