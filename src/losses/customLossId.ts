/**
 * A typed loss as an id, so that it travels wherever an id does (links, bundles, the runner):
 * `custom:<target>`, then `;<others>` and `;normal` where they differ from cos(theta) and a fixed margin.
 */
import { customLoss, type CustomFormulas } from './customLoss';
import type { LossDefinition } from './lossDefinition';

const PREFIX = 'custom:';

export function customLossId({ target, others = '', draw = 'fixed' }: CustomFormulas): string {
  const parts = [target.trim(), others.trim(), draw === 'normal' ? 'normal' : ''];
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return PREFIX + parts.join(';');
}

/** Null for the id of a loss of the catalogue. */
export function readCustomLossId(id: string): CustomFormulas | null {
  if (!id.startsWith(PREFIX)) return null;
  const [target = '', others = '', draw = ''] = id.slice(PREFIX.length).split(';');
  return { target, others, draw: draw === 'normal' ? 'normal' : 'fixed' };
}

const compiled = new Map<string, LossDefinition>();
/** A person who types makes many: the oldest are forgotten. */
const MOST_COMPILED = 64;

/** The loss of such an id; undefined for any other. Throws the `FormulaError` of a formula that cannot be read. */
export function findCustomLoss(id: string): LossDefinition | undefined {
  const formulas = readCustomLossId(id);
  if (!formulas) return undefined;
  let definition = compiled.get(id);
  if (!definition) {
    const result = customLoss(formulas);
    if ('error' in result) throw result.error;
    definition = result.definition;
    compiled.set(id, definition);
    const [oldest] = compiled.keys();
    if (compiled.size > MOST_COMPILED && oldest !== undefined) compiled.delete(oldest);
  }
  return definition;
}
