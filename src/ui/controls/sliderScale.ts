/** Between a setting and its place on the track, 0..1; logarithmic where equal distances shall be equal ratios. */
export interface SliderRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly integer: boolean;
  readonly logarithmic: boolean;
}

export function toPosition(value: number, { min, max, logarithmic }: SliderRange): number {
  const clamped = Math.min(max, Math.max(min, value));
  return logarithmic ? Math.log(clamped / min) / Math.log(max / min) : (clamped - min) / (max - min);
}

/** Rounded to the step of a linear track, to two significant digits on a logarithmic one. */
export function fromPosition(position: number, { min, max, step, integer, logarithmic }: SliderRange): number {
  if (!logarithmic) {
    const steps = Math.round((position * (max - min)) / step);
    return Number((min + steps * step).toPrecision(10));
  }
  const value = Number((min * (max / min) ** position).toPrecision(2));
  return Math.min(max, Math.max(min, integer ? Math.round(value) : value));
}
