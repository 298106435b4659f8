/** The circle view on a canvas: wedges and their margins, rim histogram, points, class centres, weight arrows and names. */
import { classWedges, rimHistogram } from './circleGeometry';
import { classColor, classShape } from './classColors';
import { drawStamp, stampOf } from './drawShape';
import type { ScreenPoints } from './pick';
import { drawPickRing, drawTag, plotNames, spreadAngles, tagWidth } from './plotTags';
import { classMeans, placed, type StageFrame } from './stageFrame';
import { isShown, pointAlpha, type StageOptions } from './stageOptions';
import { type DrawnTarget, softEdge } from './targetCosine';
import type { Surface } from './useCanvas';

const TURN = 2 * Math.PI;
const RIM_BINS = 180;
const NO_CLASS = 255;

export interface PlotScene {
  readonly frame: StageFrame;
  readonly labels: Uint8Array;
  readonly isTest: Uint8Array;
  readonly classNames: readonly string[];
  readonly options: StageOptions;
  readonly target: DrawnTarget | null;
  readonly picked: number | null;
}

interface Disc {
  readonly cx: number;
  readonly cy: number;
  readonly radius: number;
  /** Height of the histogram outside. */
  readonly rim: number;
}

function discOf(surface: Surface, { classNames, options }: PlotScene): Disc {
  const { width, height } = surface;
  const rim = options.rawPlane ? 0 : Math.min(44, Math.max(16, 0.075 * Math.min(width, height)));
  const widest = Math.max(...classNames.map((name) => tagWidth(surface, name)));
  const radius = Math.max(20, Math.min(width / 2 - rim - widest - 10, height / 2 - rim - 30));
  return { cx: width / 2, cy: height / 2, radius, rim };
}

export function drawCircle(surface: Surface, given: PlotScene): ScreenPoints {
  const { context, color, dark } = surface;
  const scene = { ...given, classNames: plotNames(surface, given.classNames) };
  const { frame, labels, isTest, classNames, options, target, picked } = scene;
  const classes = classNames.length;
  const disc = discOf(surface, scene);
  const { cx, cy, radius, rim } = disc;
  const { points, weights } = options.rawPlane ? frame : placed(frame);
  const unit = options.rawPlane ? radius / Math.max(frame.extent, 1e-6) : radius;
  const angles = Array.from({ length: classes }, (_, c) =>
    weights[2 * c] === 0 && weights[2 * c + 1] === 0
      ? NaN
      : Math.atan2(weights[2 * c + 1] ?? NaN, weights[2 * c] ?? NaN),
  );
  const faded = (c: number): boolean => options.isolated !== null && options.isolated !== c;

  drawWedges(surface, disc, angles, target, faded);
  if (options.rawPlane) drawLengthRings(surface, disc, frame.extent);
  context.strokeStyle = color('--line-strong');
  context.lineWidth = 1;
  context.beginPath();
  context.arc(cx, cy, radius, 0, TURN);
  context.stroke();
  if (!options.rawPlane) drawRim(surface, disc, scene);

  const xy = new Float32Array(2 * labels.length);
  const pickable = new Uint8Array(labels.length);
  const outline = color('--surface-raised');
  const stamps = Array.from({ length: classes }, (_, c) =>
    stampOf(classShape(c), classColor(c, dark), outline, options.pointSize / 2, surface.ratio),
  );
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    const x = cx + unit * (points[2 * i] ?? 0);
    const y = cy - unit * (points[2 * i + 1] ?? 0);
    xy[2 * i] = x;
    xy[2 * i + 1] = y;
    pickable[i] = isShown(options, label, isTest[i] ?? 0) ? 1 : 0;
    const alpha = pointAlpha(options, label, isTest[i] ?? 0);
    const stamp = stamps[label];
    if (alpha === 0 || !stamp) continue;
    context.globalAlpha = alpha;
    drawStamp(context, stamp, x, y);
  }
  context.globalAlpha = 1;

  const tagRadius = radius + rim + 18;
  // Wide names stand further apart: beside each other at the top, above each other at the sides.
  const widest = Math.max(...classNames.map((name) => tagWidth(surface, name)));
  const tagAngles = spreadAngles(angles, Math.max(22, 0.6 * widest) / tagRadius);
  angles.forEach((angle, c) => {
    if (!Number.isFinite(angle)) return;
    drawArrow(surface, disc, angle, radius * 0.93, classColor(c, dark), faded(c) ? 0.2 : 1);
  });
  if (!options.rawPlane) drawCentres(surface, disc, classMeans(points, 2, labels, classes), faded);
  angles.forEach((angle, c) => {
    const tagAngle = tagAngles[c] ?? NaN;
    if (!Number.isFinite(angle)) return;
    const alpha = faded(c) ? 0.35 : 1;
    context.globalAlpha = 0.6 * alpha;
    context.strokeStyle = classColor(c, dark);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(cx + (radius + rim + 2) * Math.cos(angle), cy - (radius + rim + 2) * Math.sin(angle));
    context.lineTo(cx + tagRadius * Math.cos(tagAngle), cy - tagRadius * Math.sin(tagAngle));
    context.stroke();
    // A wide plate is moved outwards by what is wider than high, as far as it stands at the side.
    const outwards = tagRadius + (tagWidth(surface, classNames[c] ?? '') / 2 - 9) * Math.abs(Math.cos(tagAngle));
    const [x, y] = [cx + outwards * Math.cos(tagAngle), cy - outwards * Math.sin(tagAngle)];
    drawTag(surface, classNames[c] ?? '', x, y, classColor(c, dark), alpha);
  });
  if (picked !== null && pickable[picked]) {
    drawPickRing(surface, xy[2 * picked] ?? 0, xy[2 * picked + 1] ?? 0, options.pointSize / 2 + 4);
  }
  return { xy, pickable };
}

function withAlpha(hex: string, alpha: number): string {
  return `${hex}${Math.round(255 * Math.min(1, Math.max(0, alpha)))
    .toString(16)
    .padStart(2, '0')}`;
}

/** Where each class has the largest cosine, and darker where it still has it after the margin. */
function drawWedges(
  { context, color, dark }: Surface,
  { cx, cy, radius }: Disc,
  angles: readonly number[],
  target: DrawnTarget | null,
  faded: (c: number) => boolean,
): void {
  const [plain, inner] = dark ? [0.1, 0.26] : [0.07, 0.2];
  const wedges = classWedges(angles);
  for (const { classIndex, weightAngle, gapBefore, gapAfter } of wedges) {
    const share = faded(classIndex) ? 0.2 : 1;
    const hex = classColor(classIndex, dark);
    // The canvas turns clockwise, angles counter-clockwise.
    const start = -(weightAngle + gapAfter / 2);
    context.beginPath();
    context.moveTo(cx, cy);
    context.arc(cx, cy, radius, start, -(weightAngle - gapBefore / 2));
    context.closePath();
    context.fillStyle = withAlpha(hex, plain * share);
    context.fill();
    if (!target || gapBefore + gapAfter === 0) continue;
    const fill = context.createConicGradient(start, cx, cy);
    const stop = (turn: number, sure: number): void =>
      fill.addColorStop(Math.min(1, Math.max(0, turn / TURN)), withAlpha(hex, inner * share * sure));
    const after = softEdge(gapAfter, target);
    const before = softEdge(gapBefore, target);
    stop(0, 0);
    stop(gapAfter / 2 - (after.angles.at(-1) ?? 0), 0);
    for (let k = after.angles.length - 1; k >= 0; k--)
      stop(gapAfter / 2 - (after.angles[k] ?? 0), after.shares[k] ?? 0);
    before.angles.forEach((angle, k) => stop(gapAfter / 2 + angle, before.shares[k] ?? 0));
    stop(gapAfter / 2 + (before.angles.at(-1) ?? 0), 0);
    stop(1, 0);
    context.fillStyle = fill;
    context.fill();
  }
  context.strokeStyle = color('--line-strong');
  context.globalAlpha = 0.45;
  context.lineWidth = 1;
  context.setLineDash([3, 4]);
  context.beginPath();
  if (wedges.length > 1) {
    for (const { weightAngle, gapAfter } of wedges) {
      const boundary = weightAngle + gapAfter / 2;
      context.moveTo(cx, cy);
      context.lineTo(cx + radius * Math.cos(boundary), cy - radius * Math.sin(boundary));
    }
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** How many of the shown points lie in each direction, stacked by class, outside the circle. */
function drawRim(
  { context, dark }: Surface,
  { cx, cy, radius, rim }: Disc,
  { frame, labels, isTest, classNames, options }: PlotScene,
): void {
  const classes = classNames.length;
  const shown = labels.map((label, i) => (isShown(options, label, isTest[i] ?? 0) ? label : NO_CLASS));
  const { bins, counts, fullest } = rimHistogram(frame.points, shown, classes, RIM_BINS);
  if (fullest === 0) return;
  const step = TURN / bins;
  const foot = radius + options.pointSize / 2 + 3;
  const height = Math.max(4, radius + rim - foot);
  for (let bin = 0; bin < bins; bin++) {
    let from = foot;
    for (let c = 0; c < classes; c++) {
      const count = counts[bin * classes + c] ?? 0;
      if (count === 0) continue;
      const to = from + (height * count) / fullest;
      context.fillStyle = classColor(c, dark);
      context.beginPath();
      context.arc(cx, cy, to, -(bin + 0.94) * step, -(bin + 0.06) * step);
      context.arc(cx, cy, from, -(bin + 0.06) * step, -(bin + 0.94) * step, true);
      context.fill();
      from = to;
    }
  }
}

/** 1, 2 or 5 times a power of ten: about three rings. */
function ringStep(extent: number): number {
  const rough = extent / 3.2;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((k) => k * power >= rough) ?? 10);
}

/** The lengths of the embeddings in the raw plane. */
function drawLengthRings(surface: Surface, { cx, cy, radius }: Disc, extent: number): void {
  const { context, color } = surface;
  if (!(extent > 0)) return;
  const step = ringStep(extent);
  context.font = `12px ${color('--font') || 'sans-serif'}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (let length = step; length < extent * 0.98; length += step) {
    const r = (radius * length) / extent;
    context.strokeStyle = color('--line');
    context.lineWidth = 1;
    context.beginPath();
    context.arc(cx, cy, r, 0, TURN);
    context.stroke();
    context.fillStyle = color('--text-muted');
    context.fillText(`${Number(length.toPrecision(3))}`, cx + r * Math.SQRT1_2 + 3, cy - r * Math.SQRT1_2 - 5);
  }
}

/** Mean direction of each class: where arrow and ring part, the class weight has not found its class. */
function drawCentres(
  { context, color, dark }: Surface,
  { cx, cy, radius }: Disc,
  means: Float32Array,
  faded: (c: number) => boolean,
): void {
  for (let c = 0; 2 * c < means.length; c++) {
    const angle = Math.atan2(means[2 * c + 1] ?? NaN, means[2 * c] ?? NaN);
    if (!Number.isFinite(angle) || faded(c)) continue;
    const [x, y] = [cx + radius * Math.cos(angle), cy - radius * Math.sin(angle)];
    context.fillStyle = color('--surface-raised');
    context.strokeStyle = color('--text');
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, 5, 0, TURN);
    context.fill();
    context.stroke();
    context.fillStyle = classColor(c, dark);
    context.beginPath();
    context.arc(x, y, 2.25, 0, TURN);
    context.fill();
  }
}

function drawArrow(
  { context }: Surface,
  { cx, cy }: Disc,
  angle: number,
  length: number,
  color: string,
  alpha: number,
): void {
  const [dx, dy] = [Math.cos(angle), -Math.sin(angle)];
  const head = Math.min(12, 0.12 * length);
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 2.25;
  context.beginPath();
  context.moveTo(cx, cy);
  context.lineTo(cx + dx * (length - head), cy + dy * (length - head));
  context.stroke();
  context.beginPath();
  context.moveTo(cx + dx * length, cy + dy * length);
  context.lineTo(cx + dx * (length - head) - dy * head * 0.45, cy + dy * (length - head) + dx * head * 0.45);
  context.lineTo(cx + dx * (length - head) + dy * head * 0.45, cy + dy * (length - head) - dx * head * 0.45);
  context.fill();
  context.globalAlpha = 1;
}
