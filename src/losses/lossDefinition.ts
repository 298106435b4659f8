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
  /** Target logit over the scale, a formula of theta, E (the drawn margin) and the parameters; of `logit` (= W.x) for raw features. */
  readonly target: string;
  /** Any other logit over the scale. */
  readonly others: string;
  readonly parameters: readonly LossParameter[];
  readonly marginDraw: MarginDraw;
  /** First = default. At least one entry; more than one makes it a setting. */
  readonly assignments: readonly Choice<AssignmentId>[];
  /** First = default. `none` alone where the formula needs none. */
  readonly guards: readonly Guard[];
  readonly papers: readonly Paper[];
}
