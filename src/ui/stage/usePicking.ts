/** Picks a point by pointer, touch or arrow keys: the same for every view of the stage. */
import { useCallback, useRef } from 'react';
import { pickFirst, pickNearest, pickTowards, type ScreenPoints } from './pick';

const REACH = 14;
/** A drag is no tap. */
const TAP_TRAVEL = 6;

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

export interface Picking {
  readonly onPointerDown: (event: React.PointerEvent) => void;
  readonly onPointerUp: (event: React.PointerEvent) => void;
  readonly onPointerMove: (event: React.PointerEvent) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
}

/**
 * @param onPick by hover (mouse), tap or key; null: nothing is picked any more
 * @param readPoints where the points are on the screen now
 */
export function usePicking(
  picked: number | null,
  onPick: (index: number | null) => void,
  readPoints: () => ScreenPoints | null,
): Picking {
  const down = useRef<{ x: number; y: number } | null>(null);
  const at = (event: React.PointerEvent): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const points = readPoints();
    return points && pickNearest(points, event.clientX - box.left, event.clientY - box.top, REACH);
  };
  const onKeyDown = useCallback(
    (event: React.KeyboardEvent) => {
      const points = readPoints();
      if (!points) return;
      if (event.key === 'Escape') onPick(null);
      const direction = DIRECTIONS[event.key];
      if (!direction) return;
      event.preventDefault();
      const current = picked !== null && points.pickable[picked] ? picked : null;
      onPick(current === null ? pickFirst(points) : pickTowards(points, current, ...direction));
    },
    [picked, onPick, readPoints],
  );
  return {
    onPointerDown: (event) => {
      down.current = { x: event.clientX, y: event.clientY };
    },
    onPointerUp: (event) => {
      const start = down.current;
      down.current = null;
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) <= TAP_TRAVEL) onPick(at(event));
    },
    onPointerMove: (event) => {
      if (event.pointerType !== 'mouse' || event.buttons !== 0) return;
      const index = at(event);
      if (index !== null && index !== picked) onPick(index);
    },
    onKeyDown,
  };
}
