/** The sphere on a plain canvas, where there is no WebGL; and the names and the ring that both sphere views draw on top. */
import { type Camera, viewAxes } from './camera';
import { capAngles } from './capAngles';
import { classColor, classShape } from './classColors';
import type { PlotScene } from './drawCircle';
import { drawStamp, stampOf } from './drawShape';
import type { ScreenPoints } from './pick';
import { drawPickRing, drawTag, plotNames } from './plotTags';
import { placed } from './stageFrame';
import { isShown, pointAlpha } from './stageOptions';
import type { Surface } from './useCanvas';

const TURN = 2 * Math.PI;
const FAR_SHARE = 0.16;

/** Rotates [count * 3] into the view: x right, y up, z towards the eye. */
export function toView(positions: Float32Array, camera: Camera): Float32Array {
  const axes = viewAxes(camera);
  const out = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const [a, b, c] = axes[k] ?? [0, 0, 0];
      out[i + k] = a * (positions[i] ?? 0) + b * (positions[i + 1] ?? 0) + c * (positions[i + 2] ?? 0);
    }
  }
  return out;
}

/** Radius of the sphere on a screen of this size, CSS pixels. */
export const sphereRadius = (width: number, height: number, zoom: number): number =>
  zoom * Math.max(10, Math.min(width, height) / 2 - 26);

/** Screen places of the points; those of the far side and hidden ones cannot be picked. */
export function screenPointsOf(
  view: Float32Array,
  width: number,
  height: number,
  camera: Camera,
  { labels, isTest, options }: Pick<PlotScene, 'labels' | 'isTest' | 'options'>,
): ScreenPoints {
  const radius = sphereRadius(width, height, camera.zoom);
  const xy = new Float32Array(2 * labels.length);
  const pickable = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    xy[2 * i] = width / 2 + radius * (view[3 * i] ?? 0);
    xy[2 * i + 1] = height / 2 - radius * (view[3 * i + 1] ?? 0);
    pickable[i] = (view[3 * i + 2] ?? 0) > -0.05 && isShown(options, labels[i] ?? 0, isTest[i] ?? 0) ? 1 : 0;
  }
  return { xy, pickable };
}

/** Class names beside the tips of the arrows, far ones first and faint, and the ring around the picked point. */
export function drawSphereMarks(surface: Surface, scene: PlotScene, camera: Camera): void {
  const { width, height, dark } = surface;
  const { frame, options, picked } = scene;
  const classNames = plotNames(surface, scene.classNames);
  const radius = sphereRadius(width, height, camera.zoom);
  const { points, weights } = placed(frame);
  const tips = toView(weights, camera);
  const order = Array.from(classNames.keys()).sort((a, b) => (tips[3 * a + 2] ?? 0) - (tips[3 * b + 2] ?? 0));
  for (const c of order) {
    const [x = NaN, y = NaN, z = NaN] = tips.subarray(3 * c, 3 * c + 3);
    const length = Math.hypot(x, y, z);
    if (!(length > 1e-6)) continue;
    const flat = Math.hypot(x, y);
    const [dx, dy] = flat > 1e-3 ? [x / flat, y / flat] : [0, 1];
    const faded = options.isolated !== null && options.isolated !== c;
    // Beside the tip, further the more the arrow points at the eye, so that the plate never hides it.
    const beyond = 15 + 5 * (1 - flat);
    drawTag(
      surface,
      classNames[c] ?? '',
      width / 2 + radius * x + beyond * dx,
      height / 2 - radius * y - beyond * dy,
      classColor(c, dark),
      (z < 0 ? 0.45 : 1) * (faded ? 0.3 : 1),
    );
  }
  if (picked === null) return;
  const place = toView(points.slice(3 * picked, 3 * picked + 3), camera);
  if (place.length < 3 || !isShown(options, scene.labels[picked] ?? 0, scene.isTest[picked] ?? 0)) return;
  drawPickRing(
    surface,
    width / 2 + radius * (place[0] ?? 0),
    height / 2 - radius * (place[1] ?? 0),
    options.pointSize / 2 + 4,
  );
}

export function drawSphere(surface: Surface, scene: PlotScene, camera: Camera): ScreenPoints {
  const { context, width, height, color, dark } = surface;
  const { frame, labels, isTest, classNames, options, target } = scene;
  const radius = sphereRadius(width, height, camera.zoom);
  const { points, weights } = placed(frame);
  const view = toView(points, camera);
  const arrows = toView(weights, camera);
  const screen = screenPointsOf(view, width, height, camera, scene);
  const [cx, cy] = [width / 2, height / 2];

  /** A circle on the sphere around a direction of the view, only its near or only its far part. */
  const ring = (axis: ArrayLike<number>, angle: number, near: boolean): void => {
    const [ax, ay, az] = [axis[0] ?? 0, axis[1] ?? 0, axis[2] ?? 0];
    const side = Math.abs(ay) < 0.9 ? [-az, 0, ax] : [0, az, -ay];
    const sideLength = Math.hypot(...side);
    const [ux, uy, uz] = side.map((value) => value / sideLength) as [number, number, number];
    const [vx, vy, vz] = [ay * uz - az * uy, az * ux - ax * uz, ax * uy - ay * ux];
    context.beginPath();
    let drawing = false;
    for (let k = 0; k <= 96; k++) {
      const t = (TURN * k) / 96;
      const [c, s] = [Math.sin(angle) * Math.cos(t), Math.sin(angle) * Math.sin(t)];
      const h = Math.cos(angle);
      const visible = h * az + c * uz + s * vz > 0 === near;
      const [x, y] = [cx + radius * (h * ax + c * ux + s * vx), cy - radius * (h * ay + c * uy + s * vy)];
      if (visible && drawing) context.lineTo(x, y);
      else context.moveTo(x, y);
      drawing = visible;
    }
    context.stroke();
  };
  const pole = toView(Float32Array.of(0, 1, 0), camera);
  const grid = (near: boolean): void => {
    context.strokeStyle = color('--line-strong');
    context.lineWidth = 1;
    context.globalAlpha = near ? 0.3 : 0.12;
    for (const degrees of [30, 60, 90, 120, 150]) ring(pole, (degrees * Math.PI) / 180, near);
  };
  const caps = (near: boolean): void => {
    if (!target || !frame.onSphere) return;
    capAngles(weights, classNames.length, target).forEach(({ mean }, c) => {
      if (!(mean > 0) || (options.isolated !== null && options.isolated !== c)) return;
      context.strokeStyle = classColor(c, dark);
      context.lineWidth = 1.5;
      context.globalAlpha = near ? 0.9 : 0.25;
      ring(arrows.subarray(3 * c, 3 * c + 3), mean, near);
    });
  };
  const outline = color('--surface-raised');
  const stamps = classNames.map((_, c) =>
    stampOf(classShape(c), classColor(c, dark), outline, options.pointSize / 2, surface.ratio),
  );
  const order = Array.from(labels.keys()).sort((a, b) => (view[3 * a + 2] ?? 0) - (view[3 * b + 2] ?? 0));
  const paint = (i: number): void => {
    const stamp = stamps[labels[i] ?? 0];
    const height = view[3 * i + 2] ?? 0;
    const alpha = pointAlpha(options, labels[i] ?? 0, isTest[i] ?? 0) * (height < 0 ? FAR_SHARE : 0.8 + 0.2 * height);
    if (alpha === 0 || !stamp) return;
    context.globalAlpha = alpha;
    drawStamp(context, stamp, screen.xy[2 * i] ?? 0, screen.xy[2 * i + 1] ?? 0);
  };

  grid(false);
  caps(false);
  order.filter((i) => (view[3 * i + 2] ?? 0) < 0).forEach(paint);
  for (let c = 0; c < classNames.length; c++) {
    const far = (arrows[3 * c + 2] ?? 0) < 0;
    context.globalAlpha = (far ? 0.35 : 1) * (options.isolated !== null && options.isolated !== c ? 0.2 : 1);
    context.strokeStyle = context.fillStyle = classColor(c, dark);
    context.lineWidth = 2.5;
    const [dx, dy] = [radius * (arrows[3 * c] ?? 0), -radius * (arrows[3 * c + 1] ?? 0)];
    drawArrow(context, cx, cy, dx, dy);
  }
  context.globalAlpha = 0.7;
  context.strokeStyle = color('--line-strong');
  context.lineWidth = 1.25;
  context.beginPath();
  context.arc(cx, cy, radius, 0, TURN);
  context.stroke();
  grid(true);
  caps(true);
  order.filter((i) => (view[3 * i + 2] ?? 0) >= 0).forEach(paint);
  context.globalAlpha = 1;
  drawSphereMarks(surface, scene, camera);
  return screen;
}

/** Length and half the width of the head of an arrow that lies in the plane of the screen, CSS pixels. */
const HEAD = [12, 5] as const;

/** From (x, y) by (dx, dy); the head is the shorter the more the arrow points at the eye, as that of a cone. */
function drawArrow(context: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number): void {
  const length = Math.hypot(dx, dy);
  const head = Math.min(HEAD[0], length);
  const [ux, uy] = length > 0 ? [dx / length, dy / length] : [1, 0];
  const [bx, by] = [x + dx - head * ux, y + dy - head * uy];
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(bx, by);
  context.stroke();
  context.beginPath();
  context.moveTo(x + dx, y + dy);
  context.lineTo(bx - HEAD[1] * uy, by + HEAD[1] * ux);
  context.lineTo(bx + HEAD[1] * uy, by - HEAD[1] * ux);
  context.closePath();
  context.fill();
}
