/** Round numbers for axes: what a reader would write on the axis by hand. */

/** Ticks at 1, 2 or 5 times a power of ten from `min` to `max`, about `count` of them. */
export function linearTicks(min: number, max: number, count: number): number[] {
  const span = max - min;
  if (!(span > 0) || count < 1) return [min];
  const step = niceStep(span / count);
  const ticks: number[] = [];
  // Multiples, not a running sum: a sum would gather rounding errors.
  for (let k = Math.ceil(min / step - 1e-9); k * step <= max + step * 1e-9; k++) ticks.push(tidy(k * step));
  return ticks;
}

/** `min` and `max` moved outwards to round numbers. */
export function niceDomain(min: number, max: number, count: number): readonly [number, number] {
  const span = max - min;
  if (!(span > 0)) return [min, max];
  const step = niceStep(span / count);
  return [tidy(Math.floor(min / step + 1e-9) * step), tidy(Math.ceil(max / step - 1e-9) * step)];
}

/** Powers of ten between two positive numbers, with 2 and 5 times them where there are few. */
export function logTicks(min: number, max: number): number[] {
  const first = Math.floor(Math.log10(min));
  const last = Math.ceil(Math.log10(max));
  const mantissas = Math.log10(max / min) <= 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((last - first) / 4));
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += every) {
    for (const mantissa of mantissas) {
      const tick = tidy(mantissa * 10 ** exponent);
      if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
}

/** 0.30000000000000004 is 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));
