/** What a loss does at each angle, as numbers to draw: the target logit and its pull on the angle. Pure; degrees in, logits out. */
import type { RunConfig } from '../../engine/runConfig';
import { evaluate } from '../../formula/evaluate';
import { findLoss } from '../../losses';
import { compileLoss } from '../../losses/compileLoss';

export interface CurvePoint {
  readonly thetaDeg: number;
  /** Target logit s * target(theta, E). */
  readonly logit: number;
  /** -d logit / d theta, per radian: how strongly a smaller angle is rewarded; negative: a larger angle would be. */
  readonly pull: number;
}

const STEP_DEG = 2;
/** The slopes have 1 / sin(theta): at the ends themselves they are limits. */
const EDGE = 1e-3;

/** Null for raw features, whose logit is no function of the angle. `offset`: the margin is its mean plus so many sigmas. */
export function lossCurve(config: RunConfig, offset = 0): CurvePoint[] | null {
  const loss = findLoss(config.loss);
  if (loss.features === 'raw') return null;
  const { target, targetSlope } = compileLoss(loss, config.guard);
  const draw = loss.marginDraw;
  const parameters = config.lossParameters;
  const mean = draw.kind === 'none' ? 0 : (parameters[draw.mean] ?? 0);
  const sigma = draw.kind === 'normal' ? (parameters[draw.sigma] ?? 0) : 0;
  const scale = parameters['scale'] ?? 1;
  return Array.from({ length: 180 / STEP_DEG + 1 }, (_, i) => {
    const thetaDeg = i * STEP_DEG;
    const theta = Math.min(Math.PI - EDGE, Math.max(EDGE, (thetaDeg * Math.PI) / 180));
    const at = { ...parameters, theta, cosine: Math.cos(theta), E: mean + offset * sigma };
    return {
      thetaDeg,
      logit: scale * evaluate(target, at),
      // d / d theta = -sin(theta) d / d cosine.
      pull: scale * Math.sin(theta) * evaluate(targetSlope, at),
    };
  });
}
