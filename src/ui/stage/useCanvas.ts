/** A canvas as sharp as the screen, drawn again when its size, the theme or its inputs change. */
import { useEffect, useRef } from 'react';

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Value of a CSS variable of the page, for example `--text`. */
  readonly color: (name: string) => string;
}

/** `draw` returns whether it wants to draw again in the next animation frame. */
export function useCanvas(
  element: HTMLCanvasElement | null,
  draw: (surface: Surface) => boolean,
  subscribe: (listener: () => void) => () => void,
): void {
  const newestDraw = useRef(draw);
  const request = useRef<() => void>(() => undefined);
  useEffect(() => {
    newestDraw.current = draw;
    request.current();
  }, [draw]);
  useEffect(() => {
    const context = element?.getContext('2d');
    if (!element || !context) return;
    let frame = 0;
    const run = (): void => {
      frame = 0;
      const { width, height } = element.getBoundingClientRect();
      const ratio = window.devicePixelRatio;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (element.width !== w || element.height !== h) {
        element.width = w;
        element.height = h;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const style = getComputedStyle(element);
      const color = (name: string): string => style.getPropertyValue(name).trim();
      if (width > 0 && height > 0 && newestDraw.current({ context, width, height, color })) later();
    };
    const later = (): void => {
      frame ||= requestAnimationFrame(run);
    };
    request.current = later;
    const sizes = new ResizeObserver(later);
    sizes.observe(element);
    const themes = new MutationObserver(later);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', later);
    const unsubscribe = subscribe(later);
    later();
    return () => {
      cancelAnimationFrame(frame);
      request.current = () => undefined;
      sizes.disconnect();
      themes.disconnect();
      scheme.removeEventListener('change', later);
      unsubscribe();
    };
  }, [element, subscribe]);
}
