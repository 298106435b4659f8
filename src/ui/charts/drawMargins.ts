/** Draws the histogram of drawn margins on a canvas: bars, the density they should follow, the newest batch as a strip. */
import { formatSetting } from '../format';
import { linearTicks, niceDomain } from './axisTicks';
import { binDensities, moments, normalDensity } from './marginStatistics';

export interface MarginPicture {
  /** Margins of the last steps; empty where only the setting is known. */
  readonly recent: Float32Array;
  readonly newest: Float32Array;
  /** What they are drawn with now. */
  readonly mean: number;
  readonly sigma: number;
}

export interface Palette {
  readonly bars: string;
  readonly density: string;
  readonly text: string;
  readonly line: string;
  readonly font: string;
}

const BINS = 48;
const SIDE = 8;
const TOP = 6;
/** Below the bars: the strip of the newest batch, then the axis. */
const STRIP = 9;
const STRIP_GAP = 3;
const AXIS = 15;
const STRIP_LABEL = 'newest batch';

export function drawMargins(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  picture: MarginPicture,
  colors: Palette,
): void {
  const { recent, newest, mean, sigma } = picture;
  const [from, to] = marginRange(picture);
  const toX = (margin: number): number => SIDE + ((margin - from) / (to - from)) * (width - 2 * SIDE);
  const base = height - AXIS - STRIP - STRIP_GAP;
  const densities = binDensities(recent, from, to, BINS);
  const isLine = sigma === 0;
  const peak = Math.max(isLine ? 0 : normalDensity(mean, mean, sigma), ...densities, Number.MIN_VALUE);
  const toHeight = (density: number): number => (density / (peak * 1.05)) * (base - TOP);

  // One value needs no bars: a histogram of it would be a bar as wide as the bins happen to be.
  if (!isLine || (recent.length > 0 && moments(recent).deviation > 1e-6)) {
    context.fillStyle = colors.bars;
    context.globalAlpha = 0.45;
    densities.forEach((density, bin) => {
      const left = toX(from + ((to - from) * bin) / BINS);
      const right = toX(from + ((to - from) * (bin + 1)) / BINS);
      context.fillRect(left + 0.5, base - toHeight(density), Math.max(1, right - left - 1), toHeight(density));
    });
    context.globalAlpha = 1;
  }

  context.strokeStyle = colors.density;
  context.lineWidth = 2;
  context.beginPath();
  if (isLine) {
    context.moveTo(toX(mean), TOP);
    context.lineTo(toX(mean), base);
  } else {
    for (let x = SIDE; x <= width - SIDE; x++) {
      const margin = from + ((x - SIDE) / (width - 2 * SIDE)) * (to - from);
      context.lineTo(x, base - toHeight(normalDensity(margin, mean, sigma)));
    }
  }
  context.stroke();

  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(SIDE, base + 0.5);
  context.lineTo(width - SIDE, base + 0.5);
  context.stroke();

  context.strokeStyle = colors.bars;
  context.globalAlpha = Math.max(0.3, Math.min(1, 64 / newest.length));
  context.beginPath();
  for (const margin of newest) {
    const x = Math.round(toX(margin)) + 0.5;
    context.moveTo(x, base + STRIP_GAP);
    context.lineTo(x, base + STRIP_GAP + STRIP);
  }
  context.stroke();
  context.globalAlpha = 1;

  context.fillStyle = colors.text;
  context.font = `10px ${colors.font}`;
  context.textBaseline = 'bottom';
  context.textAlign = 'left';
  const labelEnd = SIDE + context.measureText(STRIP_LABEL).width + 4;
  if (newest.length > 0 && newest.every((margin) => toX(margin) > labelEnd)) {
    context.fillText(STRIP_LABEL, SIDE, base + STRIP_GAP + STRIP + 1);
  }
  context.textAlign = 'center';
  for (const tick of linearTicks(from, to, 5)) {
    const label = formatSetting(tick);
    const half = context.measureText(label).width / 2;
    context.fillText(label, Math.min(width - half, Math.max(half, toX(tick))), height);
  }
}

/** Four standard deviations around the mean, and wherever the recent margins lie: after a change both can be seen. */
export function marginRange({
  recent,
  mean,
  sigma,
}: Pick<MarginPicture, 'recent' | 'mean' | 'sigma'>): readonly [number, number] {
  let from = mean - 4 * sigma;
  let to = mean + 4 * sigma;
  if (recent.length > 0) {
    const { min, max } = moments(recent);
    from = Math.min(from, min);
    to = Math.max(to, max);
  }
  if (to - from < 1e-6) return [mean - 0.25, mean + 0.25];
  return niceDomain(from, to, 10);
}
