/** The circle view on a canvas: wedges and their margins, rim histogram, points, class centres and weight arrows. */
import { arcWithMargin, classWedges, rimHistogram } from './circleGeometry';
import { classColor, classShape } from './classColors';
import { drawShape } from './drawShape';
import type { ScreenPoints } from './pick';
import { classMeans, placed, type StageFrame } from './stageFrame';
import type { StageOptions } from './stageOptions';
import type { DrawnTarget } from './targetCosine';
import type { Surface } from './useCanvas';

const RIM_BINS = 180;
/** Edges of a margin band are drawn at these multiples of sigma, faint over one another: the more sigma, the fuzzier. */
const SIGMAS = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];

export interface CircleScene {
  readonly frame: StageFrame;
  readonly labels: Uint8Array;
  readonly isTest: Uint8Array;
  readonly classes: number;
  readonly options: StageOptions;
  readonly target: DrawnTarget | null;
  readonly picked: number | null;
}

export const isShown = (options: StageOptions, label: number, isTest: number): boolean =>
  (isTest ? options.showTest : options.showTrain) && (options.isolated === null || options.isolated === label);

export function drawCircle({ context, width, height, color }: Surface, scene: CircleScene): ScreenPoints {
  const { frame, labels, isTest, classes, options, target, picked } = scene;
  const rim = options.rawPlane ? 16 : Math.min(48, 0.1 * Math.min(width, height));
  const radius = Math.max(10, Math.min(width, height) / 2 - rim - 26);
  const [cx, cy] = [width / 2, height / 2];
  const { points, weights } = options.rawPlane ? frame : placed(frame);
  const unit = options.rawPlane ? radius / Math.max(frame.extent, 1e-6) : radius;
  const x = (value: number): number => cx + unit * value;
  const y = (value: number): number => cy - unit * value;
  const angles = Array.from({ length: classes }, (_, c) =>
    Math.atan2(weights[2 * c + 1] ?? NaN, weights[2 * c] ?? NaN),
  );
  const faded = (c: number): boolean => options.isolated !== null && options.isolated !== c;

  if (options.rawPlane) drawAxes(context, cx, cy, radius, frame.extent, color);
  else {
    drawWedges(context, cx, cy, radius, angles, target, faded);
    context.strokeStyle = color('--line-strong');
    context.lineWidth = 1.25;
    context.beginPath();
    context.arc(cx, cy, radius, 0, 2 * Math.PI);
    context.stroke();
    drawRim(context, cx, cy, radius + 4, rim - 6, scene);
  }

  const xy = new Float32Array(2 * labels.length);
  const pickable = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    xy[2 * i] = x(points[2 * i] ?? 0);
    xy[2 * i + 1] = y(points[2 * i + 1] ?? 0);
    const shown = isShown(options, label, isTest[i] ?? 0);
    pickable[i] = shown ? 1 : 0;
    if (!shown) continue;
    context.globalAlpha = options.opacity * (isTest[i] ? 1 : 0.45);
    context.fillStyle = classColor(label);
    drawShape(context, classShape(label), xy[2 * i] ?? 0, xy[2 * i + 1] ?? 0, options.pointSize / 2);
  }
  context.globalAlpha = 1;

  const reach = options.rawPlane ? radius : unit;
  angles.forEach((angle, c) => {
    if (!Number.isFinite(angle)) return;
    drawArrow(context, cx, cy, angle, reach, classColor(c), faded(c) ? 0.2 : 1);
  });
  if (!options.rawPlane) {
    const means = classMeans(points, 2, labels, classes);
    for (let c = 0; c < classes; c++) {
      const angle = Math.atan2(means[2 * c + 1] ?? NaN, means[2 * c] ?? NaN);
      if (!Number.isFinite(angle) || faded(c)) continue;
      context.strokeStyle = color('--text');
      context.fillStyle = color('--surface-raised');
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(cx + radius * Math.cos(angle), cy - radius * Math.sin(angle), 4, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }
  if (picked !== null && pickable[picked]) {
    context.strokeStyle = color('--text');
    context.lineWidth = 2;
    context.beginPath();
    context.arc(xy[2 * picked] ?? 0, xy[2 * picked + 1] ?? 0, options.pointSize / 2 + 4, 0, 2 * Math.PI);
    context.stroke();
  }
  return { xy, pickable };
}

function drawWedges(
  context: CanvasRenderingContext2D,
  cx: number,
  cy: number,
  radius: number,
  angles: readonly number[],
  target: DrawnTarget | null,
  faded: (c: number) => boolean,
): void {
  for (const { classIndex, weightAngle, gapBefore, gapAfter } of classWedges(angles)) {
    const alpha = faded(classIndex) ? 0.02 : 0.09;
    context.fillStyle = classColor(classIndex);
    const fill = (before: number, after: number, share: number): void => {
      context.globalAlpha = share;
      context.beginPath();
      context.moveTo(cx, cy);
      // The canvas turns clockwise, angles counter-clockwise.
      context.arc(cx, cy, radius, -(weightAngle + after), -(weightAngle - before));
      context.closePath();
      context.fill();
    };
    fill(Math.min(gapBefore, Math.PI * 2) / 2, Math.min(gapAfter, Math.PI * 2) / 2, alpha);
    if (!target) continue;
    const margins = target.sigma > 0 ? SIGMAS.map((k) => target.mean + k * target.sigma) : [target.mean];
    for (const E of margins) {
      const edge = (gap: number): number => arcWithMargin(gap, (theta) => target.at(theta, E));
      fill(edge(gapBefore), edge(gapAfter), (faded(classIndex) ? 0.03 : 0.2) / margins.length);
    }
  }
  context.globalAlpha = 1;
}

function drawRim(
  context: CanvasRenderingContext2D,
  cx: number,
  cy: number,
  radius: number,
  height: number,
  { frame, labels, classes, options }: CircleScene,
): void {
  const { bins, counts, fullest } = rimHistogram(frame.points, labels, classes, RIM_BINS, options.isolated);
  if (fullest === 0) return;
  const step = (2 * Math.PI) / bins;
  for (let bin = 0; bin < bins; bin++) {
    let from = radius;
    for (let c = 0; c < classes; c++) {
      const count = counts[bin * classes + c] ?? 0;
      if (count === 0) continue;
      const to = from + (height * count) / fullest;
      context.fillStyle = classColor(c);
      context.beginPath();
      context.arc(cx, cy, to, -(bin + 1) * step, -bin * step);
      context.arc(cx, cy, from, -bin * step, -(bin + 1) * step, true);
      context.fill();
      from = to;
    }
  }
}

function drawAxes(
  context: CanvasRenderingContext2D,
  cx: number,
  cy: number,
  radius: number,
  extent: number,
  color: (name: string) => string,
): void {
  context.strokeStyle = color('--line');
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(cx - radius, cy);
  context.lineTo(cx + radius, cy);
  context.moveTo(cx, cy - radius);
  context.lineTo(cx, cy + radius);
  context.stroke();
  context.fillStyle = color('--text-muted');
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'right';
  context.fillText(extent.toPrecision(3), cx + radius, cy - 5);
}

export function drawArrow(
  context: CanvasRenderingContext2D,
  cx: number,
  cy: number,
  angle: number,
  length: number,
  color: string,
  alpha: number,
): void {
  const [dx, dy] = [Math.cos(angle), -Math.sin(angle)];
  const head = 10;
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 2.5;
  context.beginPath();
  context.moveTo(cx, cy);
  context.lineTo(cx + dx * (length - head), cy + dy * (length - head));
  context.stroke();
  context.beginPath();
  context.moveTo(cx + dx * length, cy + dy * length);
  context.lineTo(cx + dx * (length - head) - dy * 5, cy + dy * (length - head) + dx * 5);
  context.lineTo(cx + dx * (length - head) + dy * 5, cy + dy * (length - head) - dx * 5);
  context.fill();
  context.globalAlpha = 1;
}
