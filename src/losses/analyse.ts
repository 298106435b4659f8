/**
 * What can be said of a loss before it trains: where its target logit misbehaves, whether its margin can be met by C classes in D
 * dimensions, where its loss begins and ends, and which scale makes sense.
 */
import { evaluate } from '../formula/evaluate';
import { compileLoss } from './compileLoss';
import type { LossDefinition } from './lossDefinition';

export interface AnalysisSetting {
  /** By id; absent: the loss's first. */
  readonly guard?: string;
  /** By name; missing ones take the loss's defaults. */
  readonly parameters?: Readonly<Record<string, number>>;
}

export interface LossWarning {
  readonly kind: 'not-finite' | 'not-monotone' | 'steep';
  readonly fromDeg: number;
  readonly toDeg: number;
  /** One sentence that names where, and what follows. */
  readonly message: string;
}

/** Samples of theta over [0, pi]: four in a degree, both ends included. */
const STEPS = 720;
/** A slope of the target logit over the scale by more than this per radian; the steepest of the papers has 4 (SphereFace). */
const STEEP = 20;
/** Rises below it are rounding. */
const RISE = 1e-9;

/**
 * Where the target logit as a function of theta is not finite, rises, or is too steep: the gradient that reaches the embedding is
 * d target / d theta (d target / d cosine alone grows near 0 and 180 degrees for every angular loss, and harms none). Empty for raw
 * features.
 */
export function analyseLoss(definition: LossDefinition, setting: AnalysisSetting = {}): LossWarning[] {
  if (definition.features === 'raw') return [];
  const { target, slope } = curves(definition, setting);
  const angles = Array.from({ length: STEPS + 1 }, (_, i) => (Math.PI * i) / STEPS);
  const values = angles.map((theta) => target(theta));
  const slopes = angles.map((theta, i) => (i === 0 || i === STEPS ? 0 : slope(theta)));
  const isBad = values.map((value, i) => !Number.isFinite(value) || !Number.isFinite(slopes[i]));
  const isSteep = slopes.map((value) => Number.isFinite(value) && Math.abs(value) > STEEP);
  // Between two samples: belongs to the interval from i to i + 1.
  const rises = values.slice(1).map((value, i) => value - (values[i] ?? NaN) > RISE);
  const warnings: LossWarning[] = [];
  for (const [from, to] of runs(isBad)) {
    warnings.push(
      warning('not-finite', from, to, (where) => `The target logit is not a number ${where}: training stops there.`),
    );
  }
  for (const [from, to] of runs(rises)) {
    warnings.push(
      warning(
        'not-monotone',
        from,
        to + 1,
        (where) => `The target logit rises ${where}: there the loss pushes an image away from its class.`,
      ),
    );
  }
  for (const [from, to] of runs(isSteep)) {
    warnings.push(
      warning(
        'steep',
        from,
        to,
        (where) => `The target logit changes by more than ${STEEP} per radian ${where}: the gradient explodes there.`,
      ),
    );
  }
  return warnings;
}

function warning(kind: LossWarning['kind'], from: number, to: number, say: (where: string) => string): LossWarning {
  const fromDeg = (180 * from) / STEPS;
  const toDeg = (180 * to) / STEPS;
  const degrees = (value: number): string => `${Number(value.toFixed(1))}°`;
  const where = from === to ? `at ${degrees(fromDeg)}` : `between ${degrees(fromDeg)} and ${degrees(toDeg)}`;
  return { kind, fromDeg, toDeg, message: say(where) };
}

/** First and last index of each run of true. */
function runs(flags: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  flags.forEach((flag, i) => {
    const last = found.at(-1);
    if (flag && last?.[1] === i - 1) last[1] = i;
    else if (flag) found.push([i, i]);
  });
  return found;
}

/** The curves of a loss over theta, with its mean margin. */
function curves(definition: LossDefinition, { guard, parameters = {} }: AnalysisSetting) {
  const compiled = compileLoss(definition, guard);
  const numbers: Record<string, number> = {};
  for (const p of definition.parameters) numbers[p.name] = parameters[p.name] ?? p.default;
  const draw = definition.marginDraw;
  const mean = draw.kind === 'none' ? 0 : (numbers[draw.mean] ?? 0);
  const at = (theta: number, E: number) => ({ ...numbers, theta, cosine: Math.cos(theta), E });
  return {
    numbers,
    mean,
    target: (theta: number, E = mean) => evaluate(compiled.target, at(theta, E)),
    /** d target / d theta, inside (0, pi). */
    slope: (theta: number) => -Math.sin(theta) * evaluate(compiled.targetSlope, at(theta, mean)),
    other: (theta: number) => evaluate(compiled.others, at(theta, mean)),
  };
}

/** Best packings of C points on the 3-D sphere (Tammes' problem): the smallest angle between any two, in degrees, from C = 5 on. */
const TAMMES_DEG = [90, 90, 77.8695, 74.8585, 70.5288, 66.1468, 63.4349, 63.4349, 57.1367, 55.6706, 53.6578, 52.2444];

export interface ClosestAngle {
  /** Radians. */
  readonly angle: number;
  /** False: no arrangement of C directions keeps them further apart, but the best may have less. */
  readonly exact: boolean;
}

/** The largest possible smallest angle between any two of C directions in D dimensions. */
export function closestAngle(classes: number, dim: number): ClosestAngle {
  if (classes <= 1) return { angle: Math.PI, exact: true };
  if (dim >= classes - 1) return { angle: Math.acos(-1 / (classes - 1)), exact: true };
  if (dim === 2) return { angle: (2 * Math.PI) / classes, exact: true };
  // Beyond the simplex no two of the best 2 D directions are closer than 90 degrees (Rankin).
  if (classes <= 2 * dim) return { angle: Math.PI / 2, exact: true };
  if (dim > 3) return { angle: Math.PI / 2, exact: false };
  const known = TAMMES_DEG[classes - 5];
  if (known !== undefined) return { angle: (known * Math.PI) / 180, exact: true };
  // Fejes Toth's bound; nor can it be more than for fewer directions.
  const omega = ((classes / (classes - 2)) * Math.PI) / 6;
  const bound = Math.acos((1 / Math.tan(omega) ** 2 - 1) / 2);
  return { angle: Math.min(bound, ((TAMMES_DEG.at(-1) ?? 180) * Math.PI) / 180), exact: false };
}

export interface Feasibility {
  /** Whether every image can reach a target logit that is at least as large as every other one. */
  readonly feasible: boolean;
  /** Largest mean margin that can be met; null where the loss draws none. */
  readonly largest: number | null;
  readonly message: string;
}

/**
 * A margin is met at best by images that lie on their class weight, with the weights as far apart as C and D allow: the target at
 * 0 degrees against another logit at the smallest angle between two weights. For CosFace that is m <= 1 - cos(angle), for ArcFace
 * m <= angle.
 */
export function marginFeasibility(
  definition: LossDefinition,
  { classes, dim, ...setting }: AnalysisSetting & { readonly classes: number; readonly dim: number },
): Feasibility {
  const place = `in ${dim}-D with ${classes} classes`;
  if (definition.features === 'raw')
    return { feasible: true, largest: null, message: `${definition.label} has no margin.` };
  const { target, other, mean, numbers } = curves(definition, setting);
  const { angle, exact } = closestAngle(classes, dim);
  const rival = other(angle);
  const meets = (E: number): boolean => target(0, E) >= rival - 1e-12;
  const feasible = meets(mean);
  const draw = definition.marginDraw;
  if (draw.kind === 'none') {
    const can = feasible ? 'can' : 'cannot';
    return { feasible, largest: null, message: `${definition.label} ${can} be satisfied ${place}.` };
  }
  const parameter = definition.parameters.find((p) => p.name === draw.mean);
  const largest = largestWhere(meets, parameter?.max ?? Math.PI);
  const value = round(numbers[draw.mean] ?? 0);
  const name = `${definition.label} ${parameter?.symbol.replace('_', '') ?? 'm'} ${value}`;
  const limit = `${exact ? '' : 'certainly '}at most ${round(largest)}`;
  return {
    feasible,
    largest,
    message: feasible
      ? `${name} can be satisfied ${place} (${limit}).`
      : `${name} cannot be satisfied ${place}: ${limit}.`,
  };
}

const round = (value: number): number => Number(value.toPrecision(3));

function largestWhere(meets: (value: number) => boolean, max: number): number {
  if (meets(max)) return max;
  let low = 0;
  let high = max;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (meets(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Loss of an untrained network in many dimensions, where every angle is near 90 degrees: ln(1 + (C - 1) exp(s (other - target))), which
 * for ArcFace is about s sin(m) + ln C.
 */
export function expectedFirstLoss(
  definition: LossDefinition,
  { classes, ...setting }: AnalysisSetting & { readonly classes: number },
): number {
  if (definition.features === 'raw') return Math.log(classes);
  const { target, other, numbers } = curves(definition, setting);
  const right = Math.PI / 2;
  return softplus((numbers['scale'] ?? 1) * (other(right) - target(right)) + Math.log(classes - 1));
}

export interface Floor {
  readonly value: number;
  /** False: no arrangement reaches less, but the best may stay above. */
  readonly exact: boolean;
}

/**
 * The least cross-entropy of C classes in D dimensions: every image on its class weight, the weights spread as far as possible: evenly
 * around the circle, or as a simplex, which is also the bound where neither fits.
 */
export function reachableFloor(
  definition: LossDefinition,
  { classes, dim, ...setting }: AnalysisSetting & { readonly classes: number; readonly dim: number },
): Floor {
  if (definition.features === 'raw') return { value: 0, exact: true };
  const { target, other, numbers } = curves(definition, setting);
  const s = numbers['scale'] ?? 1;
  const own = target(0);
  const rivals = Array.from({ length: classes - 1 }, (_, k) =>
    dim === 2 && classes > 3 ? (2 * Math.PI * (k + 1)) / classes : Math.acos(-1 / (classes - 1)),
  );
  const exponents = rivals.map((angle) => s * (other(angle > Math.PI ? 2 * Math.PI - angle : angle) - own));
  const largest = Math.max(...exponents);
  const sum = exponents.reduce((total, exponent) => total + Math.exp(exponent - largest), 0);
  return { value: softplus(largest + Math.log(sum)), exact: dim === 2 || dim >= classes - 1 };
}

/** ln(1 + e^x) without overflow. */
const softplus = (x: number): number => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

export interface ScaleRange {
  /** A smaller scale cannot give the own class a probability of 0.9, however good the embedding (CosFace, eq. 6). */
  readonly low: number;
  /** The same for a probability of 0.999. */
  readonly comfortable: number;
  /** Beyond it every logit that is not quite right has all the gradient: four times the comfortable scale. */
  readonly high: number;
  /** AdaCos' fixed scale, sqrt(2) ln(C - 1). */
  readonly adaCos: number;
}

/** Scales that make sense for C classes. */
export function scaleRange(classes: number): ScaleRange {
  const bound = (P: number): number => ((classes - 1) / classes) * Math.log(((classes - 1) * P) / (1 - P));
  const comfortable = bound(0.999);
  return { low: bound(0.9), comfortable, high: 4 * comfortable, adaCos: Math.SQRT2 * Math.log(classes - 1) };
}
