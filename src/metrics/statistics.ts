/** Small-sample statistics of repeated runs: mean with its 95 % interval, and the paired t-test. Source: Student, Biometrika 6, 1908. */

export interface MeanInterval {
  readonly mean: number;
  /** Half the width of the 95 % confidence interval; NaN for fewer than two values. */
  readonly halfWidth: number;
  readonly count: number;
}

export function meanInterval(values: readonly number[]): MeanInterval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, halfWidth: NaN, count };
  return { mean, halfWidth: tQuantile(0.975, count - 1) * (deviation(values, mean) / Math.sqrt(count)), count };
}

export interface PairedTest {
  /** Mean of a_i - b_i and its 95 % interval. */
  readonly difference: MeanInterval;
  /** Two-sided; 1 when all differences are zero, NaN for fewer than two pairs. */
  readonly p: number;
}

/** Pairs share what else varies (the seed), so only their differences count. Throws where the lengths differ. */
export function pairedTest(a: readonly number[], b: readonly number[]): PairedTest {
  if (a.length !== b.length) {
    throw new RangeError(`pairedTest: expected as many values in both, got ${a.length} and ${b.length}.`);
  }
  const differences = a.map((value, i) => value - (b[i] ?? NaN));
  const difference = meanInterval(differences);
  if (differences.length < 2) return { difference, p: NaN };
  const error = deviation(differences, difference.mean) / Math.sqrt(differences.length);
  if (error === 0) return { difference, p: difference.mean === 0 ? 1 : 0 };
  return { difference, p: 2 * (1 - tCdf(Math.abs(difference.mean / error), differences.length - 1)) };
}

/** Sample standard deviation (n - 1). */
function deviation(values: readonly number[], mean: number): number {
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** P(T <= t) of Student's distribution. */
export function tCdf(t: number, degreesOfFreedom: number): number {
  const x = degreesOfFreedom / (degreesOfFreedom + t * t);
  const tail = incompleteBeta(x, degreesOfFreedom / 2, 0.5) / 2;
  return t >= 0 ? 1 - tail : tail;
}

/** The t with P(T <= t) = p, for p in [0.5, 1): bisection, since it is asked for a few times a second at most. */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = 1;
  while (tCdf(high, degreesOfFreedom) < p) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (tCdf(middle, degreesOfFreedom) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised incomplete beta function I_x(a, b), by its continued fraction (modified Lentz). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly below the mean only; above it the symmetry helps.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const TINY = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < TINY ? TINY : d);
  let fraction = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < TINY ? TINY : d);
      c = 1 + term / c;
      if (Math.abs(c) < TINY) c = TINY;
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-14) break;
  }
  return front * fraction;
}

/** ln Gamma(x), x > 0: Stirling's series after shifting x above 10. */
function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 10) {
    shift -= Math.log(y);
    y += 1;
  }
  const inverse = 1 / (y * y);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / y;
  return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series;
}
