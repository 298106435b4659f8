/**
 * Thins a series for drawing: the smallest and the largest value of each bin, at the steps where they stand. A peak of one step
 * therefore stays visible however long the run is. The exact values stay in the series; nothing here is read back as data.
 */

/** A chart draws at most this many points of a series. */
export const MAX_POINTS = 300;

export interface Points {
  /** Ascending. */
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/**
 * Bins are a power of two steps wide and begin at multiples of their width, so a growing run never moves their borders and the
 * curve does not flicker. Values that are not finite are left out. The newest point is always kept: the curve ends where the run stands.
 *
 * @param steps ascending
 * @param values one for each step
 */
export function binSeries(
  { steps, values }: { readonly steps: ArrayLike<number>; readonly values: ArrayLike<number> },
  maxPoints = MAX_POINTS,
): Points {
  const outSteps: number[] = [];
  const outValues: number[] = [];
  const count = Math.min(steps.length, values.length);
  if (count === 0) return { steps: outSteps, values: outValues };
  const push = (i: number): void => {
    if (outSteps.at(-1) === steps[i]) return;
    outSteps.push(steps[i] ?? 0);
    outValues.push(values[i] ?? NaN);
  };
  if (count <= maxPoints) {
    for (let i = 0; i < count; i++) if (Number.isFinite(values[i])) push(i);
    return { steps: outSteps, values: outValues };
  }

  // Two points a bin, and one place for the newest point.
  const maxBins = Math.max(1, Math.floor((maxPoints - 1) / 2));
  const first = steps[0] ?? 0;
  const last = steps[count - 1] ?? 0;
  let width = 1;
  while (Math.floor(last / width) - Math.floor(first / width) + 1 > maxBins) width *= 2;

  let bin = Math.floor(first / width);
  let low = -1;
  let high = -1;
  const flush = (): void => {
    if (low < 0) return;
    push(Math.min(low, high));
    push(Math.max(low, high));
    low = high = -1;
  };
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    const at = Math.floor((steps[i] ?? 0) / width);
    if (at !== bin) {
      flush();
      bin = at;
    }
    if (low < 0 || value < (values[low] ?? NaN)) low = i;
    if (high < 0 || value > (values[high] ?? NaN)) high = i;
  }
  flush();
  if (Number.isFinite(values[count - 1])) push(count - 1);
  return { steps: outSteps, values: outValues };
}

/** Index of the entry of ascending `steps` that is nearest to `step`; -1 where there is none. */
export function nearestIndex(steps: ArrayLike<number>, step: number): number {
  let low = 0;
  let high = steps.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  const before = low - 1;
  return before >= 0 && step - (steps[before] ?? 0) <= (steps[low] ?? 0) - step ? before : low;
}
