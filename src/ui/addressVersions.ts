/** Links of older versions, made into links of the newest before they are read: a link in a lecture must open for years. */
import type { Adjustment } from '../engine/runConfig';
import { readCustomLossId } from '../losses';

/** Written into every link as `v`. */
export const ADDRESS_VERSION = 1;

type Parameters = readonly (readonly [string, string])[];

/** The function at k makes version k + 1 out of version k. */
const MIGRATIONS: readonly ((parameters: Parameters) => Parameters)[] = [namesInFull];

/** Version 0, links without `v`, were typed by hand: with the symbols of the papers. A typed formula has parameters of its own by such names. */
function namesInFull(parameters: Parameters): Parameters {
  const SYMBOLS: Readonly<Record<string, string>> = { s: 'scale', m: 'margin', d: 'dim', c: 'classes', b: 'batch' };
  const loss = parameters.find(([key]) => key === 'loss')?.[1] ?? '';
  if (readCustomLossId(loss)) return parameters;
  const given = new Set(parameters.map(([key]) => key));
  return parameters.map(([key, value]) => {
    const name = SYMBOLS[key];
    return [name !== undefined && !given.has(name) ? name : key, value] as const;
  });
}

/** What a version that this page does not know is read as, the newest, is named in `adjustments`. */
export function migrate(
  version: string | undefined,
  parameters: Parameters,
): {
  readonly parameters: Parameters;
  readonly adjustments: readonly Adjustment[];
} {
  const from = version === undefined ? 0 : Number(version);
  if (!Number.isInteger(from) || from < 0 || from > ADDRESS_VERSION || version === '') {
    const expected = `a version from 0 to ${ADDRESS_VERSION}`;
    const adjustment = { key: 'v', given: version ?? '', used: `${ADDRESS_VERSION}`, expected };
    return { parameters, adjustments: [adjustment] };
  }
  return { parameters: MIGRATIONS.slice(from).reduce((older, next) => next(older), parameters), adjustments: [] };
}
