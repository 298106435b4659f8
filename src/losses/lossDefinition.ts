/** What a loss file states; everything else (number, derivative, graph, TeX, ...) is derived from its formulas by `src/formula`. */

export interface LossParameter {
  /** Name in formulas, configurations and links: `scale`, `margin`, `sigma`, ... */
  readonly name: string;
  /** TeX symbol: `s`, `m`, `\\sigma`. */
  readonly symbol: string;
  readonly label: string;
  /** One plain sentence. */
  readonly help: string;
  /** `rad`, or empty. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** What this page starts with (toy scale: 10 classes, few dimensions). */
  readonly default: number;
  /** What the paper uses (large scale). */
  readonly paperDefault?: number;
  readonly logarithmic?: boolean;
}

/** How the margin E of each sample is drawn in each step. `parameter` names refer to `LossDefinition.parameters`. */
export type MarginDraw =
  | { readonly kind: 'none' }
  | { readonly kind: 'fixed'; readonly mean: string }
  | { readonly kind: 'normal'; readonly mean: string; readonly sigma: string };

/** How the margin of the target reaches the gradient. */
export type GradientId = 'true' | 'straight-through';

/** Which sample of the batch gets which drawn margin. */
export type AssignmentId = 'as-drawn' | 'paper' | 'as-released';

export interface Choice<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** One plain sentence: what it does, and in which released code. */
  readonly help: string;
}

/** What happens where theta + E leaves [0, pi]. */
export interface Guard extends Choice {
  /** The whole target formula under this guard; absent: `LossDefinition.target`. */
  readonly target?: string;
}

/** A part of the formulas with a name of its own: written once, read everywhere below it. */
export interface LocalFormula {
  readonly name: string;
  /** TeX symbol. */
  readonly symbol: string;
  readonly formula: string;
}

/**
 * A number that is measured on each batch and kept between the steps:
 *
 *     new = share * reduce(of) + (1 - share) * old
 *
 * The step that measures already uses the new value. No gradient flows through it.
 */
export interface RunningStatistic {
  /** Name in formulas: `t`, `meanNorm`, ... */
  readonly name: string;
  /** TeX symbol. */
  readonly symbol: string;
  /** One plain sentence. */
  readonly help: string;
  /** Before the first step. */
  readonly initial: number;
  /** What is measured on each sample: a formula of `targetCosine`, `targetTheta`, `detachedNorm`, `E` and the parameters. */
  readonly of: string;
  /** `deviation`: the unbiased standard deviation, 0 for a batch of one. */
  readonly reduce: 'mean' | 'deviation';
  /** How much the new batch counts, 0..1: a formula of the parameters. */
  readonly share: string;
}

/** total = cross-entropy + weight * mean(term). */
export interface Regulariser {
  /** A formula of the parameters. */
  readonly weight: string;
  /** A formula of each sample's `norm` and the parameters. */
  readonly term: string;
}

export interface Paper {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  readonly url: string;
  /** Where in the paper the formula stands: `eq. 3`. */
  readonly equation: string;
}

export interface LossDefinition {
  readonly id: string;
  readonly label: string;
  /** One plain sentence. */
  readonly summary: string;
  /** Normalised: cosines of unit embeddings and unit weights. Raw: W.x. */
  readonly features: 'normalised' | 'raw';
  /**
   * Target logit over the scale, a formula of
   * - `theta`, the angle to the own class (`logit` = W.x for raw features),
   * - `E`, the drawn margin,
   * - `norm`, the length of the embedding, and `detachedNorm`, the same length as a mere number: no gradient flows through it,
   * - the parameters, the locals and the running statistics, by their names.
   */
  readonly target: string;
  /** Any other logit over the scale: theta is the angle to that class; `targetTheta` and `targetCosine` to the own one, as numbers. */
  readonly others: string;
  /** Each may use those before it. */
  readonly locals?: readonly LocalFormula[];
  readonly parameters: readonly LossParameter[];
  readonly statistics?: readonly RunningStatistic[];
  readonly regulariser?: Regulariser;
  /** Length of an embedding that plots assume, a formula of the parameters; absent: 1. */
  readonly typicalNorm?: string;
  readonly marginDraw: MarginDraw;
  /** First = default. At least one entry; more than one makes it a setting. */
  readonly assignments: readonly Choice<AssignmentId>[];
  /** First = default. `none` alone where the formula needs none. */
  readonly guards: readonly Guard[];
  /** First = default; absent: the true gradient alone. */
  readonly gradients?: readonly Choice<GradientId>[];
  readonly papers: readonly Paper[];
}
