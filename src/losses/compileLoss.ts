/**
 * A loss as curves over theta, for plots: the head's formulas with what belongs to one sample or one moment put in as typical numbers
 * (the length of the embedding, the running statistics before the first step, a target at 0 degrees). Engines use `compileHead`.
 */
import { type Expression, number, substitute } from '../formula/expression';
import { parse } from '../formula/parse';
import { simplify } from '../formula/simplify';
import { compileHead } from './compileHead';
import type { LossDefinition } from './lossDefinition';

export interface CompiledLoss {
  /** Target logit over the scale, in `theta`, `cosine` (or `logit`), `E` and the parameters. */
  readonly target: Expression;
  /** d target / d cosine (d logit for raw features). */
  readonly targetSlope: Expression;
  readonly others: Expression;
  readonly othersSlope: Expression;
}

/** Guard and gradient by id; absent or unknown: the loss's first. */
export function compileLoss(definition: LossDefinition, guardId?: string, gradientId?: string): CompiledLoss {
  const head = compileHead(definition, { guard: guardId, gradient: gradientId });
  const norm = parse(definition.typicalNorm ?? '1');
  const typical: Record<string, Expression> = {
    norm,
    detachedNorm: norm,
    targetCosine: number(1),
    targetTheta: number(0),
  };
  for (const { name, initial } of head.statistics) typical[name] = number(initial);
  const bind = (expression: Expression): Expression => simplify(substitute(expression, typical));
  return {
    target: bind(head.target),
    targetSlope: bind(head.targetSlope),
    others: bind(head.others),
    othersSlope: bind(head.othersSlope),
  };
}
