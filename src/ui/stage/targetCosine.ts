/** The target cosine under the running loss as a plain function, for drawing margins; and its drawn spread. */
import type { RunConfig } from '../../engine/runConfig';
import { evaluate } from '../../formula/evaluate';
import { findLoss } from '../../losses';
import { compileLoss } from '../../losses/evaluateLoss';

export interface DrawnTarget {
  /** Target logit over the scale at an angle (radians) with margin E. */
  readonly at: (theta: number, E: number) => number;
  readonly mean: number;
  /** Standard deviation of the margin; 0 where it is fixed. */
  readonly sigma: number;
}

/** Null where the loss has no margin, or does not speak of angles. */
export function drawnTarget(config: RunConfig): DrawnTarget | null {
  const loss = findLoss(config.loss);
  const draw = loss.marginDraw;
  if (draw.kind === 'none' || loss.features === 'raw') return null;
  const { target } = compileLoss(loss, config.guard);
  const parameters = config.lossParameters;
  return {
    at: (theta, E) => evaluate(target, { ...parameters, theta, cosine: Math.cos(theta), E }),
    mean: parameters[draw.mean] ?? 0,
    sigma: draw.kind === 'normal' ? (parameters[draw.sigma] ?? 0) : 0,
  };
}
