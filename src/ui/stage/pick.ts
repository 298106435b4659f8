/** Which point of the stage is meant by a pointer or an arrow key. Screen coordinates in CSS pixels, y down. */

export interface ScreenPoints {
  /** [points * 2] */
  readonly xy: Float32Array;
  /** 1: may be picked; 0: hidden, or on the far side. */
  readonly pickable: Uint8Array;
}

/** The pickable point nearest to (x, y) within `reach`; null: none. */
export function pickNearest({ xy, pickable }: ScreenPoints, x: number, y: number, reach: number): number | null {
  let best: number | null = null;
  let bestSquared = reach * reach;
  for (let i = 0; i < pickable.length; i++) {
    if (!pickable[i]) continue;
    const squared = (xy[2 * i]! - x) ** 2 + (xy[2 * i + 1]! - y) ** 2;
    if (squared <= bestSquared) {
      best = i;
      bestSquared = squared;
    }
  }
  return best;
}

/** What sideways distance costs against distance ahead. */
const SIDEWAYS = 2;
/** Nearer than this is the same place: an arrow key must move. */
const SAME_PLACE = 0.5;

/** The nearest pickable point from point `from` in direction (dx, dy), a unit vector; `from` itself when there is none. */
export function pickTowards({ xy, pickable }: ScreenPoints, from: number, dx: number, dy: number): number {
  let best = from;
  let bestCost = Infinity;
  for (let i = 0; i < pickable.length; i++) {
    if (!pickable[i] || i === from) continue;
    const x = xy[2 * i]! - xy[2 * from]!;
    const y = xy[2 * i + 1]! - xy[2 * from + 1]!;
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (ahead < SAME_PLACE || aside > 2 * ahead) continue;
    const cost = ahead + SIDEWAYS * aside;
    if (cost < bestCost) {
      best = i;
      bestCost = cost;
    }
  }
  return best;
}

export function pickFirst({ pickable }: ScreenPoints): number | null {
  const index = pickable.indexOf(1);
  return index < 0 ? null : index;
}
