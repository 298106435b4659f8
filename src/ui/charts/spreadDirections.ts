/** Directions as far apart as a space allows: exact where there is a formula, else the best that a descent finds. */

/** Starts of the descent; the best one counts. Large spaces have fewer: their optima differ little. */
const MOST_STARTS = 4;
const DESCENT_STEPS = 400;
/** Multiplications that a descent may take: about a second. */
const MOST_WORK = 1.5e9;
/** Within a few milliseconds. */
const QUICK_WORK = 3e6;

const workOfStep = (classes: number, dim: number): number => 1.5 * classes * classes * dim;

const isClosed = (classes: number, dim: number): boolean => dim === 2 || dim >= classes - 1;

/** Whether `spreadAngles` answers so soon that a page may wait for it. */
export const isQuick = (classes: number, dim: number): boolean =>
  isClosed(classes, dim) || workOfStep(classes, dim) * MOST_STARTS * DESCENT_STEPS <= QUICK_WORK;

/** For each of C spread-out directions, its angles to the C - 1 others in radians; nearest ones count by exp(scale * cosine). */
export function spreadAngles(classes: number, dim: number, scale: number): Float64Array[] {
  const others = classes - 1;
  if (dim >= others)
    return Array.from({ length: classes }, () => new Float64Array(others).fill(Math.acos(-1 / others)));
  if (dim === 2) {
    const around = Float64Array.from({ length: others }, (_, k) =>
      Math.acos(Math.cos((2 * Math.PI * (k + 1)) / classes)),
    );
    return Array.from({ length: classes }, () => around);
  }
  const affordable = Math.floor(MOST_WORK / (workOfStep(classes, dim) * DESCENT_STEPS));
  const starts = Math.min(MOST_STARTS, Math.max(1, affordable));
  let best = new Float64Array(0);
  let bestEnergy = Infinity;
  for (let start = 0; start < starts; start++) {
    const cosines = descend(classes, dim, scale, start);
    const energy = energyOf(cosines, classes, scale);
    if (energy < bestEnergy) [best, bestEnergy] = [cosines, energy];
  }
  return Array.from({ length: classes }, (_, i) =>
    best
      .slice(i * classes, (i + 1) * classes)
      .filter((_cosine, j) => j !== i)
      .map((cosine) => Math.acos(Math.min(1, Math.max(-1, cosine)))),
  );
}

/** Pushes C unit vectors apart along the gradient of their energy, ln sum exp(s c_ij), with a shrinking step. Returns [C * C] cosines. */
function descend(classes: number, dim: number, scale: number, start: number): Float64Array<ArrayBuffer> {
  const points = Float64Array.from({ length: classes * dim }, (_, k) => scatter(1 + k + classes * dim * start));
  const pushes = new Float64Array(classes * dim);
  const cosines = new Float64Array(classes * classes);
  const normalise = (): void => {
    for (let i = 0; i < classes; i++) {
      let squares = 0;
      for (let d = 0; d < dim; d++) squares += points[i * dim + d]! ** 2;
      const length = Math.sqrt(squares) || 1;
      for (let d = 0; d < dim; d++) points[i * dim + d]! /= length;
    }
  };
  const measure = (): void => {
    for (let i = 0; i < classes; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let d = 0; d < dim; d++) sum += points[i * dim + d]! * points[j * dim + d]!;
        cosines[i * classes + j] = cosines[j * classes + i] = sum;
      }
    }
  };
  normalise();
  for (let step = 0; step < DESCENT_STEPS; step++) {
    const length = 0.3 * (1 - step / DESCENT_STEPS) ** 2;
    measure();
    pushes.fill(0);
    for (let i = 0; i < classes; i++) {
      let total = Number.MIN_VALUE;
      for (let j = 0; j < classes; j++) {
        if (i === j) continue;
        const weight = Math.exp(scale * (cosines[i * classes + j]! - 1));
        total += weight;
        for (let d = 0; d < dim; d++) pushes[i * dim + d]! -= weight * points[j * dim + d]!;
      }
      for (let d = 0; d < dim; d++) pushes[i * dim + d]! /= total;
    }
    for (let k = 0; k < points.length; k++) points[k]! += length * pushes[k]!;
    normalise();
  }
  measure();
  return cosines;
}

function energyOf(cosines: Float64Array, classes: number, scale: number): number {
  let energy = 0;
  for (let i = 0; i < classes; i++) {
    energy += logSumExp(cosines.slice(i * classes, (i + 1) * classes).map((c, j) => (i === j ? -Infinity : scale * c)));
  }
  return energy;
}

export function logSumExp(values: Float64Array): number {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** The n-th of a fixed sequence of scattered numbers in -1..1: the golden ratio's multiples, squared to break their lattice. */
function scatter(n: number): number {
  const x = n * n * 0.6180339887498949 + n * 0.7548776662466927;
  return 2 * (x - Math.floor(x)) - 1;
}
