/** Picks a point by pointer, touch or arrow keys: the same for every view of the stage. */
import { useRef } from 'react';
import { pickFirst, pickNearest, pickTowards, type ScreenPoints } from './pick';
import type { Pick } from './stageView';

/** CSS pixels; fingers are less exact than mice. */
const REACH: Readonly<Record<string, number>> = { mouse: 12, pen: 14, touch: 26 };
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
  readonly onPointerLeave: () => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
}

/**
 * The mouse looks at what it is over; a click, a tap or a key pins. A click or tap beside all points, and Escape, let go.
 *
 * @param readPoints where the points are on the screen now
 */
export function usePicking(
  pick: Pick | null,
  onPick: (pick: Pick | null) => void,
  readPoints: () => ScreenPoints | null,
): Picking {
  const down = useRef<{ x: number; y: number } | null>(null);
  const choose = (event: React.SyntheticEvent, points: ScreenPoints, index: number | null, pinned: boolean): void => {
    if (index === null) {
      if (pick) onPick(null);
      return;
    }
    if (index === pick?.index && pinned === pick.pinned) return;
    const { width, height } = event.currentTarget.getBoundingClientRect();
    onPick({
      index,
      pinned,
      x: (points.xy[2 * index] ?? 0) / Math.max(1, width),
      y: (points.xy[2 * index + 1] ?? 0) / Math.max(1, height),
    });
  };
  const at = (event: React.PointerEvent, points: ScreenPoints): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const reach = REACH[event.pointerType] ?? 12;
    return pickNearest(points, event.clientX - box.left, event.clientY - box.top, reach);
  };
  return {
    onPointerDown: (event) => {
      down.current = { x: event.clientX, y: event.clientY };
    },
    onPointerUp: (event) => {
      const start = down.current;
      down.current = null;
      const points = readPoints();
      if (!start || !points || Math.hypot(event.clientX - start.x, event.clientY - start.y) > TAP_TRAVEL) return;
      choose(event, points, at(event, points), true);
    },
    onPointerMove: (event) => {
      if (event.pointerType !== 'mouse' || event.buttons !== 0 || pick?.pinned) return;
      const points = readPoints();
      if (points) choose(event, points, at(event, points), false);
    },
    onPointerLeave: () => {
      if (pick && !pick.pinned) onPick(null);
    },
    onKeyDown: (event) => {
      if (event.key === 'Escape' && pick) onPick(null);
      const direction = DIRECTIONS[event.key];
      const points = readPoints();
      // With Shift the arrows turn the sphere.
      if (!direction || !points || event.shiftKey) return;
      event.preventDefault();
      const current = pick && points.pickable[pick.index] ? pick.index : null;
      choose(event, points, current === null ? pickFirst(points) : pickTowards(points, current, ...direction), true);
    },
  };
}
