/** A canvas as sharp as the screen, drawn again when its size, the theme or its inputs change. */
import { useEffect, useRef } from 'react';
import { subscribeTheme } from './theme';

const subscribeToNothing = () => (): void => undefined;

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the canvas per CSS pixel. */
  readonly ratio: number;
  readonly dark: boolean;
  /** Value of a CSS property where the canvas stands, for example `--text`. */
  readonly color: (name: string) => string;
}

/** The surface of a context that is scaled by `ratio` already; looks are those of `element`. */
export function surfaceOf(
  context: CanvasRenderingContext2D,
  element: Element,
  ratio: number,
  width: number,
  height: number,
): Surface {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return { context, width, height, ratio, dark: style.colorScheme === 'dark', color };
}

/** Fits the canvas to its box and the screen, wipes it, and scales it to CSS pixels; null: there is nothing to draw on. */
export function freshSurface(element: HTMLCanvasElement, ratio = window.devicePixelRatio): Surface | null {
  const context = element.getContext('2d');
  const { width, height } = element.getBoundingClientRect();
  if (!context || width === 0 || height === 0) return null;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (element.width !== w || element.height !== h) {
    element.width = w;
    element.height = h;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return surfaceOf(context, element, ratio, width, height);
}

/**
 * Draws in animation frames alone: a canvas that is drawn between two makes the browser wait for its graphics process, and where
 * that is busy the page stands still for half a second.
 *
 * @param draw returns whether it wants to draw again in the next animation frame
 * @param subscribe calls back when there is another reason to draw
 */
export function useCanvas(
  element: HTMLCanvasElement | null,
  draw: (surface: Surface) => boolean,
  subscribe: (listener: () => void) => () => void = subscribeToNothing,
): void {
  const newestDraw = useRef(draw);
  const request = useRef<() => void>(() => undefined);
  useEffect(() => {
    newestDraw.current = draw;
    request.current();
  }, [draw]);
  useEffect(() => {
    if (!element) return;
    let frame = 0;
    const run = (): void => {
      frame = 0;
      const surface = freshSurface(element);
      if (surface && newestDraw.current(surface)) later();
    };
    const later = (): void => {
      frame ||= requestAnimationFrame(run);
    };
    request.current = later;
    const sizes = new ResizeObserver(later);
    sizes.observe(element);
    const stops = [subscribeTheme(later), subscribe(later)];
    later();
    return () => {
      cancelAnimationFrame(frame);
      request.current = () => undefined;
      sizes.disconnect();
      stops.forEach((stop) => stop());
    };
  }, [element, subscribe]);
}
