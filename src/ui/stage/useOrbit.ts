/** Drag, wheel, pinch and keys (Shift and arrows, + and −) turn and zoom the shared camera. */
import { useEffect } from 'react';
import { stageCamera } from './camera';

const RADIANS_PER_PIXEL = 0.008;
const RADIANS_PER_KEY = 0.12;

const TURNS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [-1, 0],
  ArrowLeft: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function useOrbit(element: HTMLElement | null): void {
  useEffect(() => {
    if (!element) return;
    const pointers = new Map<number, { x: number; y: number }>();
    const spread = (): number => {
      const [a, b] = [...pointers.values()];
      return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
    };
    const onDown = (event: PointerEvent): void => {
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    };
    const onMove = (event: PointerEvent): void => {
      const last = pointers.get(event.pointerId);
      if (!last) return;
      const before = spread();
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (pointers.size === 1) {
        stageCamera.turn(-(event.clientX - last.x) * RADIANS_PER_PIXEL, (event.clientY - last.y) * RADIANS_PER_PIXEL);
      } else if (before > 0) stageCamera.zoomBy(spread() / before);
    };
    const onUp = (event: PointerEvent): void => {
      pointers.delete(event.pointerId);
    };
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      stageCamera.zoomBy(Math.exp(-event.deltaY * 0.001));
    };
    const onKey = (event: KeyboardEvent): void => {
      const turn = TURNS[event.key];
      if (turn && event.shiftKey) {
        event.preventDefault();
        stageCamera.turn(turn[0] * RADIANS_PER_KEY, turn[1] * RADIANS_PER_KEY);
      } else if (event.key === '+' || event.key === '=') stageCamera.zoomBy(1.1);
      else if (event.key === '-') stageCamera.zoomBy(1 / 1.1);
    };
    element.addEventListener('pointerdown', onDown);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onUp);
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('keydown', onKey);
    return () => {
      element.removeEventListener('pointerdown', onDown);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', onUp);
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('keydown', onKey);
    };
  }, [element]);
}
