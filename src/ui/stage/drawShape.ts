/** Points as small pictures: drawn once per class, size and theme, then stamped, which keeps 10,000 of them quick. */
import type { PointShape } from './classColors';
import { SvgContext } from './svgContext';

/** Adds a shape around (x, y) to the path; `radius` of the disc of the same weight. */
export function traceShape(
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
      context.closePath();
      break;
    case 'triangle':
      context.moveTo(x, y - 1.2 * radius);
      context.lineTo(x + 1.15 * radius, y + 0.9 * radius);
      context.lineTo(x - 1.15 * radius, y + 0.9 * radius);
      context.closePath();
      break;
    default:
      shape satisfies never;
  }
}

export interface Stamp {
  readonly image: HTMLCanvasElement;
  /** Draws it as a shape of its own, for vector figures. */
  readonly trace: (context: CanvasRenderingContext2D, x: number, y: number) => void;
  /** Side in CSS pixels. */
  readonly side: number;
}

const stamps = new Map<string, Stamp>();
const MAX_STAMPS = 400;

/** A point with a hairline in the colour of the surface, so that neighbours stay apart. */
export function stampOf(shape: PointShape, color: string, outline: string, radius: number, ratio: number): Stamp {
  const key = `${shape} ${color} ${outline} ${radius} ${ratio}`;
  let stamp = stamps.get(key);
  if (!stamp) {
    if (stamps.size > MAX_STAMPS) stamps.clear();
    const side = 2 * Math.ceil(1.3 * radius + 1);
    const image = document.createElement('canvas');
    image.width = image.height = Math.ceil(side * ratio);
    const trace: Stamp['trace'] = (context, x, y) => {
      traceShape(context, shape, x, y, radius);
      context.fillStyle = color;
      context.fill();
      context.lineWidth = 0.75;
      context.strokeStyle = outline;
      context.stroke();
    };
    const context = image.getContext('2d');
    if (context) {
      context.scale(ratio, ratio);
      trace(context, side / 2, side / 2);
    }
    stamp = { image, trace, side };
    stamps.set(key, stamp);
  }
  return stamp;
}

export function drawStamp(
  context: CanvasRenderingContext2D,
  { image, trace, side }: Stamp,
  x: number,
  y: number,
): void {
  if (context instanceof SvgContext) trace(context, x, y);
  else context.drawImage(image, x - side / 2, y - side / 2, side, side);
}
