/** Shapes that tell classes apart where ten colours do not reach. */
import type { PointShape } from './classColors';

/** Fills a shape around (x, y); `radius` of the disc of the same weight. */
export function drawShape(
  context: CanvasRenderingContext2D,
  shape: PointShape,
  x: number,
  y: number,
  radius: number,
): void {
  context.beginPath();
  switch (shape) {
    case 'disc':
      context.arc(x, y, radius, 0, 2 * Math.PI);
      break;
    case 'square':
      context.rect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
      break;
    case 'diamond':
      context.moveTo(x, y - 1.25 * radius);
      context.lineTo(x + 1.25 * radius, y);
      context.lineTo(x, y + 1.25 * radius);
      context.lineTo(x - 1.25 * radius, y);
      break;
    case 'triangle':
      context.moveTo(x, y - 1.2 * radius);
      context.lineTo(x + 1.15 * radius, y + 0.9 * radius);
      context.lineTo(x - 1.15 * radius, y + 0.9 * radius);
      break;
    default:
      shape satisfies never;
  }
  context.fill();
}
