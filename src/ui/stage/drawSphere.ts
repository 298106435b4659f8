/** The sphere on a plain canvas: where there is no WebGL. Far points are drawn first and fainter, as in the three.js view. */
import type { Camera } from './camera';
import { viewAxes } from './camera';
import { classColor, classShape } from './classColors';
import { type CircleScene, isShown } from './drawCircle';
import { drawShape } from './drawShape';
import type { ScreenPoints } from './pick';
import { placed } from './stageFrame';
import type { Surface } from './useCanvas';

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
  zoom * Math.max(10, Math.min(width, height) / 2 - 34);

/** Screen places of the points; those of the far side and hidden ones cannot be picked. */
export function screenPointsOf(
  view: Float32Array,
  width: number,
  height: number,
  camera: Camera,
  { labels, isTest, options }: Pick<CircleScene, 'labels' | 'isTest' | 'options'>,
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

export function drawSphere(surface: Surface, scene: CircleScene, camera: Camera): ScreenPoints {
  const { context, width, height, color } = surface;
  const { frame, labels, isTest, classes, options, picked } = scene;
  const radius = sphereRadius(width, height, camera.zoom);
  const { points, weights } = placed(frame);
  const view = toView(points, camera);
  const arrows = toView(weights, camera);
  const screen = screenPointsOf(view, width, height, camera, scene);

  context.strokeStyle = color('--line-strong');
  context.lineWidth = 1;
  context.beginPath();
  context.arc(width / 2, height / 2, radius, 0, 2 * Math.PI);
  context.stroke();

  const order = Array.from(labels.keys()).sort((a, b) => (view[3 * a + 2] ?? 0) - (view[3 * b + 2] ?? 0));
  const paint = (i: number): void => {
    const label = labels[i] ?? 0;
    if (!isShown(options, label, isTest[i] ?? 0)) return;
    const far = (view[3 * i + 2] ?? 0) < 0;
    context.globalAlpha = options.opacity * (isTest[i] ? 1 : 0.45) * (far ? 0.18 : 1);
    context.fillStyle = classColor(label);
    drawShape(context, classShape(label), screen.xy[2 * i] ?? 0, screen.xy[2 * i + 1] ?? 0, options.pointSize / 2);
  };
  order.filter((i) => (view[3 * i + 2] ?? 0) < 0).forEach(paint);
  for (let c = 0; c < classes; c++) {
    const far = (arrows[3 * c + 2] ?? 0) < 0;
    context.globalAlpha = (far ? 0.3 : 1) * (options.isolated !== null && options.isolated !== c ? 0.2 : 1);
    context.strokeStyle = classColor(c);
    context.lineWidth = 2.5;
    context.beginPath();
    context.moveTo(width / 2, height / 2);
    context.lineTo(width / 2 + radius * (arrows[3 * c] ?? 0), height / 2 - radius * (arrows[3 * c + 1] ?? 0));
    context.stroke();
  }
  order.filter((i) => (view[3 * i + 2] ?? 0) >= 0).forEach(paint);
  context.globalAlpha = 1;
  if (picked !== null && screen.pickable[picked]) {
    context.strokeStyle = color('--text');
    context.lineWidth = 2;
    context.beginPath();
    context.arc(screen.xy[2 * picked] ?? 0, screen.xy[2 * picked + 1] ?? 0, options.pointSize / 2 + 4, 0, 2 * Math.PI);
    context.stroke();
  }
  return screen;
}
