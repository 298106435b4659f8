/** The numbers of a run as CSV: a row a step, measures where they were taken. */
import type { RunHistory } from '../runStore';

const COLUMNS: readonly (readonly [keyof RunHistory, string])[] = [
  ['loss', 'loss'],
  ['testAccuracy', 'test_accuracy'],
  ['trainAccuracy', 'train_accuracy'],
  ['intra', 'intra_deg'],
  ['inter', 'inter_deg'],
  ['wEc', 'w_ec_deg'],
  ['wInter', 'w_inter_deg'],
];

interface Measured {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}
const NOTHING: Measured = { steps: [], values: [] };

/** Ends every row with CRLF, as RFC 4180 says; cells without a measurement are empty. */
export function runCsv(history: Readonly<Partial<Record<keyof RunHistory, Measured>>>): string {
  const rows = new Map<number, string[]>();
  COLUMNS.forEach(([name], column) => {
    const { steps, values } = history[name] ?? NOTHING;
    Array.from(steps).forEach((step, i) => {
      let row = rows.get(step);
      if (!row) {
        row = COLUMNS.map(() => '');
        rows.set(step, row);
      }
      row[column] = `${values[i] ?? ''}`;
    });
  });
  const body = [...rows].sort(([a], [b]) => a - b).map(([step, cells]) => [step, ...cells].join(','));
  return [['step', ...COLUMNS.map(([, title]) => title)].join(','), ...body].map((line) => `${line}\r\n`).join('');
}
