/** The target cosine under the running loss as a plain function, for drawing margins; and how soft a drawn margin makes the edge. */
import type { RunConfig } from '../../engine/runConfig';
import { evaluate } from '../../formula/evaluate';
import type { Expression } from '../../formula/expression';
import { findLoss } from '../../losses';
import { compileLoss } from '../../losses/compileLoss';
import { arcWithMargin } from './circleGeometry';

export interface DrawnTarget {
  /** Target logit over the scale at an angle (radians) with margin E. */
  readonly at: (theta: number, E: number) => number;
  readonly mean: number;
  /** Standard deviation of the margin; 0 where it is fixed. */
  readonly sigma: number;
}

/** The formula is tabulated over 0..pi in this many steps: edges are searched many times a frame. */
const TABLE_STEPS = 720;
/** Margins whose tables are kept. */
const MAX_TABLES = 32;

/** Null where the loss has no margin, or does not speak of angles. `step`: the margin grows over the ramp. */
export function drawnTarget(config: RunConfig, step: number): DrawnTarget | null {
  const loss = findLoss(config.loss);
  if (loss.features === 'raw') return null;
  const draw = loss.marginDraw;
  const { target, others } = compileLoss(loss, config.guard);
  const parameters = config.lossParameters;
  const ramp = config.marginRampSteps > 0 ? Math.min(1, step / config.marginRampSteps) : 1;
  const value = (expression: Expression, theta: number, E: number): number =>
    evaluate(expression, { ...parameters, theta, cosine: Math.cos(theta), E });
  const tables = new Map<number, Float64Array>();
  const tableOf = (E: number): Float64Array => {
    let table = tables.get(E);
    if (!table) {
      if (tables.size >= MAX_TABLES) tables.clear();
      table = Float64Array.from({ length: TABLE_STEPS + 1 }, (_, i) => value(target, (Math.PI * i) / TABLE_STEPS, E));
      tables.set(E, table);
    }
    return table;
  };
  const mean = draw.kind === 'none' ? 0 : ramp * (parameters[draw.mean] ?? 0);
  const sigma = draw.kind === 'normal' ? ramp * (parameters[draw.sigma] ?? 0) : 0;
  const hasMargin =
    draw.kind !== 'none' ||
    tableOf(0).some((cosine, i) => Math.abs(cosine - value(others, (Math.PI * i) / TABLE_STEPS, 0)) > 1e-9);
  if (!hasMargin) return null;
  return {
    at: (theta, E) => {
      const table = tableOf(E);
      const place = (Math.min(Math.PI, Math.max(0, theta)) / Math.PI) * TABLE_STEPS;
      const below = Math.min(TABLE_STEPS - 1, Math.floor(place));
      const low = table[below] ?? NaN;
      return low + (place - below) * ((table[below + 1] ?? NaN) - low);
    },
    mean,
    sigma,
  };
}

/** How far from the weight the class still wins against a neighbour: with a drawn margin a distribution, not a line. */
export interface SoftEdge {
  /** Radians from the own weight, ascending. */
  readonly angles: readonly number[];
  /** Share of the drawn margins with which the class still wins there, descending. */
  readonly shares: readonly number[];
}

/** Standard deviations from the mean, with the normal distribution's share below them; the largest margin, so the nearest edge, first. */
const KNOTS = [
  { z: 2.5, below: 0.9938 },
  { z: 2, below: 0.9772 },
  { z: 1.5, below: 0.9332 },
  { z: 1, below: 0.8413 },
  { z: 0.5, below: 0.6915 },
  { z: 0, below: 0.5 },
  { z: -0.5, below: 0.3085 },
  { z: -1, below: 0.1587 },
  { z: -1.5, below: 0.0668 },
  { z: -2, below: 0.0228 },
  { z: -2.5, below: 0.0062 },
] as const;

export function softEdge(gap: number, { at, mean, sigma }: DrawnTarget): SoftEdge {
  const edge = (E: number): number => arcWithMargin(gap, (theta) => at(theta, E));
  if (sigma === 0) return { angles: [edge(mean)], shares: [1] };
  let last = 0;
  // Without a guard a larger margin can win again; drawn is the edge that all smaller margins reach as well.
  const angles = KNOTS.map(({ z }) => (last = Math.max(last, edge(mean + z * sigma))));
  return { angles, shares: KNOTS.map(({ below }) => below) };
}
