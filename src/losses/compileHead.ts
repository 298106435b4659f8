/**
 * The formulas of a loss as parsed, differentiated expressions: all that an engine needs to compute it. Whoever executes them gives
 * values to the free variables:
 *
 *     cosine, theta            of the logit in question (theta of a clamped cosine: the slopes have 1 / sin(theta))
 *     logit                    instead of both, for raw features
 *     E                        the sample's margin
 *     norm, detachedNorm       the length of the sample's embedding
 *     targetCosine, targetTheta  of the sample's own class, in `others` and in the statistics
 *     the parameters and the running statistics, by name
 */
import { differentiate } from '../formula/differentiate';
import { COSINE, type Expression, number, substitute, variablesOf, withCosine } from '../formula/expression';
import { parse } from '../formula/parse';
import { simplify } from '../formula/simplify';
import type { GradientId, LossDefinition, RunningStatistic } from './lossDefinition';

export interface CompiledStatistic {
  readonly name: string;
  readonly initial: number;
  /** Per sample. */
  readonly of: Expression;
  readonly reduce: RunningStatistic['reduce'];
  /** Of the parameters alone. */
  readonly share: Expression;
}

export interface CompiledHead {
  /** Target logit over the scale. */
  readonly target: Expression;
  /** d target / d cosine (d logit for raw features); 1 for the straight-through gradient. */
  readonly targetSlope: Expression;
  /** d target / d norm; the number 0 where no gradient flows through the length. */
  readonly targetNormSlope: Expression;
  readonly others: Expression;
  readonly othersSlope: Expression;
  readonly othersNormSlope: Expression;
  readonly statistics: readonly CompiledStatistic[];
  /** `termSlope` = d term / d norm. */
  readonly regulariser: {
    readonly weight: Expression;
    readonly term: Expression;
    readonly termSlope: Expression;
  } | null;
}

/** Names with a meaning of their own in every formula. */
export const FORMULA_VARIABLES = [
  'theta',
  'cosine',
  'logit',
  'E',
  'norm',
  'detachedNorm',
  'targetCosine',
  'targetTheta',
] as const;

export interface HeadChoices {
  /** Absent or unknown: the loss's first. */
  readonly guard?: string | undefined;
  readonly gradient?: string | undefined;
}

/** Throws `FormulaError` where a formula cannot be read. */
export function compileHead(definition: LossDefinition, choices: HeadChoices = {}): CompiledHead {
  const guard = definition.guards.find((g) => g.id === choices.guard) ?? definition.guards[0];
  const input = definition.features === 'raw' ? 'logit' : COSINE;
  const locals: Record<string, Expression> = {};
  const read = (text: string): Expression => simplify(withCosine(substitute(parse(text), locals)));
  for (const { name, formula } of definition.locals ?? []) locals[name] = substitute(parse(formula), locals);

  const target = read(guard?.target ?? definition.target);
  const others = read(definition.others);
  const straight = gradientOf(definition, choices.gradient) === 'straight-through';
  const term = definition.regulariser && read(definition.regulariser.term);
  return {
    target,
    targetSlope: straight ? number(1) : differentiate(target, input),
    targetNormSlope: straight ? number(0) : differentiate(target, 'norm'),
    others,
    othersSlope: differentiate(others, input),
    othersNormSlope: differentiate(others, 'norm'),
    statistics: (definition.statistics ?? []).map((s) => ({
      name: s.name,
      initial: s.initial,
      of: read(s.of),
      reduce: s.reduce,
      share: read(s.share),
    })),
    regulariser:
      term && definition.regulariser
        ? { weight: read(definition.regulariser.weight), term, termSlope: differentiate(term, 'norm') }
        : null,
  };
}

const gradientOf = (definition: LossDefinition, id: string | undefined): GradientId =>
  definition.gradients?.find((g) => g.id === id)?.id ?? definition.gradients?.[0]?.id ?? 'true';

/** What a head needs beyond the cosines, the margins and the parameters: an engine that lacks one of them leaves the loss to another. */
export interface HeadNeeds {
  /** The lengths of the embeddings as numbers. */
  readonly norms: boolean;
  /** The gradient through the lengths. */
  readonly normGradient: boolean;
  /** Numbers measured on the batch and kept between the steps. */
  readonly statistics: boolean;
  /** Another logit depends on the sample's own class, its margin or its length. */
  readonly sampleInOthers: boolean;
  readonly regulariser: boolean;
}

export function headNeeds(head: CompiledHead): HeadNeeds {
  const all = [head.target, head.others, ...head.statistics.map((s) => s.of)].map((e) => variablesOf(e));
  const others = variablesOf(head.others);
  const isZero = (e: Expression): boolean => e.kind === 'number' && e.value === 0;
  return {
    norms: all.some((names) => names.has('norm') || names.has('detachedNorm')) || head.regulariser !== null,
    normGradient: !isZero(head.targetNormSlope) || !isZero(head.othersNormSlope) || head.regulariser !== null,
    statistics: head.statistics.length > 0,
    sampleInOthers: ['E', 'norm', 'detachedNorm', 'targetCosine', 'targetTheta'].some((name) => others.has(name)),
    regulariser: head.regulariser !== null,
  };
}
