/**
 * Two values that the loss curve is read against: where it should begin, and what it cannot fall below. Both are means of the same
 * cross-entropy, with t the target formula over the scale s, c_j the cosine to class j and theta the angle to the own class:
 *
 *     L = ln(1 + sum over the C - 1 others of exp(s (c_j - t(theta, E))))
 *
 * The page's own formulas are evaluated (`compileLoss`), so a new loss needs nothing here.
 */
import type { RunConfig } from '../../engine/runConfig';
import { evaluate } from '../../formula/evaluate';
import { findLoss } from '../../losses';
import { compileLoss } from '../../losses/evaluateLoss';
import type { LossDefinition } from '../../losses/lossDefinition';
import { logSumExp, spreadAngles } from './spreadDirections';

export interface ReferenceSetting {
  readonly loss: LossDefinition;
  readonly guard: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly classes: number;
  readonly dim: number;
  /** The margins' distribution; both 0 where the loss has none. */
  readonly marginMean: number;
  readonly marginSigma: number;
}

/** The setting of a run at its first step (where a margin ramp begins at 0) or after the ramp. */
export function referenceSetting(config: RunConfig, moment: 'first step' | 'after the ramp'): ReferenceSetting {
  const loss = findLoss(config.loss);
  const draw = loss.marginDraw;
  const share = moment === 'first step' && config.marginRampSteps > 0 ? 0 : 1;
  const parameter = (name: string): number => config.lossParameters[name] ?? 0;
  return {
    loss,
    guard: config.guard,
    parameters: config.lossParameters,
    classes: config.classes,
    dim: config.dim,
    marginMean: draw.kind === 'none' ? 0 : share * parameter(draw.mean),
    marginSigma: draw.kind === 'normal' ? share * parameter(draw.sigma) : 0,
  };
}

/** Angles of a random direction to a fixed one, in the quadrature below. */
const ANGLES = 64;
/** Step of the integral over v = ln u; its error falls as exp(-pi^2 / step). */
const V_STEP = 0.5;

/**
 * Mean first loss of an untrained network: every class weight is a random direction seen from the embedding, so theta has density
 * sin(theta)^(D-2): in many dimensions all cosines are near 0 and this is ln(1 + (C - 1) exp(-s t(90 degrees))); in two and three
 * they are spread over -1..1 and the largest of the others counts. A single run lies around it, not on it.
 *
 * E[L] = E[ln X] - s E[t], X = exp(s t) + sum exp(s c_j), the directions independent. The mean of the logarithm follows exactly from
 * the one-dimensional means phi(u) = E[exp(-u X)] = phi_t(u) phi_c(u)^(C-1) (Frullani's integral, with u = e^v):
 *
 *     E[ln X] = integral over v of exp(-e^v) - phi(e^v)
 */
export function expectedFirstLoss(setting: ReferenceSetting): number {
  const { loss, classes } = setting;
  // Raw logits begin near 0, whatever the class: chance.
  if (loss.features === 'raw') return Math.log(classes);
  const { scale, target, other } = scaledLogits(setting);
  const angles = randomAngles(setting.dim);
  const margins = marginNodes(setting, 9, 3);

  const targets: Weighted[] = [];
  let meanTarget = 0;
  for (const { value: theta, weight } of angles) {
    for (const margin of margins) {
      const value = target(theta, margin.value);
      targets.push({ value, weight: weight * margin.weight });
      meanTarget += weight * margin.weight * value;
    }
  }
  const others = angles.map(({ value, weight }) => ({ value: other(value), weight }));

  const all = [...targets, ...others].map((node) => node.value);
  // Below, both terms are 1; above, both are 0.
  const from = -Math.max(0, ...all) - Math.log(classes) - 30;
  const to = 5 - Math.min(0, ...all);
  let meanLog = 0;
  for (let v = from; v <= to; v += V_STEP) {
    const phi = meanExponential(targets, v) * meanExponential(others, v) ** (classes - 1);
    meanLog += (Math.exp(-Math.exp(v)) - phi) * V_STEP;
  }
  return scale === 0 ? Math.log(classes) : meanLog - meanTarget;
}

/** E[exp(-e^v e^value)] */
function meanExponential(nodes: readonly Weighted[], v: number): number {
  let sum = 0;
  for (const { value, weight } of nodes) sum += weight * Math.exp(-Math.exp(v + value));
  return sum;
}

/**
 * Loss of the best arrangement: each class collapsed onto its weight (theta = 0), the C directions as far apart as D dimensions
 * allow. With D >= C - 1 that is the simplex, all cosines -1/(C - 1), where L = ln(1 + (C - 1) exp(s (-1/(C - 1) - t(0)))); on the
 * circle it is even spacing; between, the best arrangement that a descent finds, so the value is reachable, though perhaps not the
 * least. Drawn margins keep it above the value of their mean. Raw logits grow without bound: 0.
 */
export function reachableFloor(setting: ReferenceSetting): number {
  const { loss, classes, dim } = setting;
  if (loss.features === 'raw') return 0;
  const { scale, target, other } = scaledLogits(setting);
  const thetas = spreadAngles(classes, dim, scale);
  const rivals = thetas.map((row) => logSumExp(row.map(other)));
  let floor = 0;
  for (const margin of marginNodes(setting, 41, 5)) {
    const own = target(0, margin.value);
    for (const rival of rivals) floor += (margin.weight * Math.log1p(Math.exp(rival - own))) / classes;
  }
  return floor;
}

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The loss's formulas times the scale, as functions of radians. */
function scaledLogits({ loss, guard, parameters }: ReferenceSetting): {
  scale: number;
  target: (theta: number, margin: number) => number;
  other: (theta: number) => number;
} {
  const compiled = compileLoss(loss, guard);
  const scale = parameters['scale'] ?? 1;
  const at = (theta: number, E: number) => ({ ...parameters, theta, cosine: Math.cos(theta), E });
  return {
    scale,
    target: (theta, margin) => scale * evaluate(compiled.target, at(theta, margin)),
    other: (theta) => scale * evaluate(compiled.others, at(theta, 0)),
  };
}

/**
 * Midpoints of theta, weighted by sin(theta)^(D-2), the area of a circle of latitude. They cover [0, pi], or in many dimensions
 * eight standard deviations (1 / sqrt(D - 2)) on either side of 90 degrees, where all the weight is.
 */
function randomAngles(dim: number): Weighted[] {
  const reach = Math.min(Math.PI / 2, 8 / Math.sqrt(Math.max(1, dim - 2)));
  const angles = Array.from({ length: ANGLES }, (_, i) => Math.PI / 2 + reach * ((2 * i + 1) / ANGLES - 1));
  return normalise(angles.map((value) => ({ value, weight: Math.sin(value) ** (dim - 2) })));
}

/** Points of N(mean, sigma^2) within `reach` standard deviations. */
function marginNodes({ marginMean, marginSigma }: ReferenceSetting, count: number, reach: number): Weighted[] {
  if (marginSigma === 0) return [{ value: marginMean, weight: 1 }];
  return normalise(
    Array.from({ length: count }, (_, i) => {
      const z = -reach + (2 * reach * i) / (count - 1);
      return { value: marginMean + marginSigma * z, weight: Math.exp((-z * z) / 2) };
    }),
  );
}

function normalise(nodes: readonly Weighted[]): Weighted[] {
  const total = nodes.reduce((sum, node) => sum + node.weight, 0);
  return nodes.map(({ value, weight }) => ({ value, weight: weight / total }));
}
