/** The logits of a loss as TeX, with symbols or with the current numbers: the target, and below it what else the loss states. */
import { emitTex } from '../formula/emitTex';
import { parse } from '../formula/parse';
import type { LossDefinition } from './lossDefinition';

export function lossTex(
  loss: LossDefinition,
  options: { readonly guard?: string; readonly values?: Readonly<Record<string, number>> } = {},
): string {
  const formula = loss.guards.find((g) => g.id === options.guard)?.target ?? loss.target;
  const draw = loss.marginDraw;
  const symbols: Record<string, string> = {};
  for (const p of loss.parameters) symbols[p.name] = numberOr(options.values?.[p.name], p.symbol);
  for (const s of loss.statistics ?? []) symbols[s.name] = s.symbol;
  for (const l of loss.locals ?? []) symbols[l.name] = l.symbol;
  symbols['E'] = draw.kind === 'fixed' ? (symbols[draw.mean] ?? 'm') : draw.kind === 'normal' ? 'E' : 'm';
  const own = { ...symbols, logit: 'W_y^{\\top} x', theta: '\\theta_y' };
  const other = { ...symbols, logit: 'W_j^{\\top} x', theta: '\\theta_j' };
  const scaled = (tex: string): string =>
    symbols['scale'] === undefined ? tex : `${symbols['scale']}\\left(${tex}\\right)`;

  const rows: string[] = [];
  const target = `z_y = ${scaled(emitTex(parse(formula), own))}`;
  if (draw.kind === 'normal') {
    const mean = symbols[draw.mean] ?? 'm';
    const sigma = symbols[draw.sigma] ?? '\\sigma';
    rows.push(`${target},\\quad E \\sim \\mathcal{N}(${mean}, ${sigma}^2)`);
  } else rows.push(target);
  if (!PLAIN.has(loss.others.trim())) rows.push(`z_j = ${scaled(emitTex(parse(loss.others), other))}`);
  for (const l of loss.locals ?? []) rows.push(`${l.symbol} = ${emitTex(parse(l.formula), own)}`);
  for (const s of loss.statistics ?? []) {
    const measure = s.reduce === 'mean' ? '\\operatorname{mean}' : '\\operatorname{std}';
    rows.push(`${s.symbol} \\leftarrow ${measure}\\left(${emitTex(parse(s.of), own)}\\right)`);
  }
  if (loss.regulariser) {
    const weight = emitTex(parse(loss.regulariser.weight), symbols);
    rows.push(
      `\\mathcal{L} \\mathrel{+}= ${weight}\\,\\operatorname{mean}\\left(${emitTex(parse(loss.regulariser.term), own)}\\right)`,
    );
  }
  return rows.length === 1 ? rows.join('') : `\\begin{array}{l}${rows.join('\\\\ ')}\\end{array}`;
}

/** Other logits that every reader assumes. */
const PLAIN = new Set(['cos(theta)', 'logit']);

/**
 * The target logit of one image with its own numbers: `16 (cos(0.41 + 0.5))`.
 * @param values parameters by name, and `theta` (radians), `E`, `logit`
 */
export function ownLossTex(loss: LossDefinition, guard: string, values: Readonly<Record<string, number>>): string {
  const formula = loss.guards.find((g) => g.id === guard)?.target ?? loss.target;
  const symbols: Record<string, string> = {};
  for (const s of loss.statistics ?? []) symbols[s.name] = s.symbol;
  for (const l of loss.locals ?? []) symbols[l.name] = l.symbol;
  for (const [name, value] of Object.entries(values)) symbols[name] = numberOr(value, name);
  const tex = emitTex(parse(formula), symbols);
  return `z_y = ${symbols['scale'] === undefined ? tex : `${symbols['scale']}\\left(${tex}\\right)`}`;
}

const numberOr = (value: number | undefined, symbol: string): string =>
  value === undefined ? symbol : `${Number(value.toPrecision(4))}`;
