/** What was drawn: mean, standard deviation and histogram of margins, and the density they should follow. */

export interface Moments {
  readonly mean: number;
  /** Of the population, as sigma is. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/** Two passes: the margins differ by little from their mean, and a sum of squares would lose that in rounding. */
export function moments(values: ArrayLike<number>): Moments {
  const count = values.length;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? NaN;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += ((values[i] ?? NaN) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count), min, max };
}

/** Density in each of `bins` equal bins over [from, to]: comparable with a normal density. Values outside count in the total only. */
export function binDensities(values: ArrayLike<number>, from: number, to: number, bins: number): Float64Array {
  const densities = new Float64Array(bins);
  const width = (to - from) / bins;
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i] ?? NaN) - from) / width);
    if (bin >= 0 && bin < bins) densities[bin]! += 1 / (values.length * width);
  }
  return densities;
}

/** Density of N(mean, sigma^2). */
export const normalDensity = (x: number, mean: number, sigma: number): number =>
  Math.exp(-((x - mean) ** 2) / (2 * sigma * sigma)) / (sigma * Math.sqrt(2 * Math.PI));
