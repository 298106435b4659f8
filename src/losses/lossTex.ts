/** The target logit of a loss as TeX, with symbols or with the current numbers. */
import { emitTex } from '../formula/emitTex';
import { parse } from '../formula/parse';
import type { LossDefinition } from './lossDefinition';

export function lossTex(
  loss: LossDefinition,
  options: { readonly guard?: string; readonly values?: Readonly<Record<string, number>> } = {},
): string {
  const formula = loss.guards.find((g) => g.id === options.guard)?.target ?? loss.target;
  const symbols: Record<string, string> = {
    logit: 'W_y^{\\top} x',
    theta: '\\theta_y',
    E: loss.marginDraw.kind === 'normal' ? 'E' : 'm',
  };
  for (const p of loss.parameters) symbols[p.name] = numberOr(options.values?.[p.name], p.symbol);
  if (loss.marginDraw.kind === 'fixed') symbols['E'] = symbols[loss.marginDraw.mean] ?? 'm';
  const target = emitTex(parse(formula), symbols);
  const scaled = symbols['scale'] === undefined ? target : `${symbols['scale']}\\left(${target}\\right)`;
  if (loss.marginDraw.kind !== 'normal') return `z_y = ${scaled}`;
  const mean = symbols[loss.marginDraw.mean] ?? 'm';
  const sigma = symbols[loss.marginDraw.sigma] ?? '\\sigma';
  return `z_y = ${scaled},\\quad E \\sim \\mathcal{N}(${mean}, ${sigma}^2)`;
}

const numberOr = (value: number | undefined, symbol: string): string =>
  value === undefined ? symbol : `${Number(value.toPrecision(4))}`;
