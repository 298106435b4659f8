/** A chart's numbers as a table: what the table view shows and what is copied. */
import type { Series } from '../series';

export interface ChartTable {
  readonly columns: readonly string[];
  /** Exact values, in the order of `columns`; NaN: not measured. */
  readonly rows: readonly (readonly number[])[];
}

/** The table view shows at most this many rows; the copy holds all. */
export const MAX_TABLE_ROWS = 200;

/** RFC 4180, with a plain hyphen as the minus sign so that other programs read it. */
export function formatCsv({ columns, rows }: ChartTable): string {
  const quote = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const number = (value: number): string => (Number.isFinite(value) ? `${Number(value.toPrecision(9))}` : '');
  return [columns.map(quote).join(','), ...rows.map((row) => row.map(number).join(','))].join('\r\n') + '\r\n';
}

/** Every n-th row, so that at most `limit` remain, the newest among them. */
export function thinRows<Row>(rows: readonly Row[], limit = MAX_TABLE_ROWS): { rows: readonly Row[]; every: number } {
  const every = Math.max(1, Math.ceil(rows.length / limit));
  const last = rows.length - 1;
  return { rows: every === 1 ? rows : rows.filter((_, i) => (last - i) % every === 0), every };
}

/** One row a step at which any of the series has a value. */
export function seriesTable(
  series: readonly { readonly name: string; readonly series: Series }[],
  unit: string,
  factor = 1,
): ChartTable {
  const byStep = new Map<number, number[]>();
  series.forEach(({ series: { steps, values } }, column) => {
    steps.forEach((step, i) => {
      let row = byStep.get(step);
      if (!row) {
        row = [step, ...series.map(() => NaN)];
        byStep.set(step, row);
      }
      row[column + 1] = factor * (values[i] ?? NaN);
    });
  });
  return {
    columns: ['Step', ...series.map(({ name }) => `${name} (${unit})`)],
    rows: [...byStep.values()].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
  };
}
