/**
 * Where the sphere is looked at from: one for all stages of the page, so that spheres side by side turn together. It turns slowly by
 * itself until somebody touches it, and never under reduced motion.
 */

export interface Camera {
  /** Radians around the vertical axis. */
  readonly azimuth: number;
  /** Radians above the equator, within +-85 degrees. */
  readonly elevation: number;
  /** 1: the sphere fills the view; larger is nearer. */
  readonly zoom: number;
}

const FRONT: Camera = { azimuth: 0.6, elevation: 0.35, zoom: 1 };
export const CAMERA_LIMITS = { elevation: (85 * Math.PI) / 180, zoom: [0.6, 4] } as const;
/** Radians a second: one turn in about a minute and a half. */
const TURN_RATE = 0.07;

let camera = FRONT;
let touched = false;
let lastMs = 0;
const listeners = new Set<() => void>();

const within = ([low, high]: readonly [number, number], value: number): number => Math.min(high, Math.max(low, value));

const changed = (): void => {
  for (const listener of listeners) listener();
};

export const stageCamera = {
  get: (): Camera => camera,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Radians, by drag or key. */
  turn: (azimuth: number, elevation: number): void => {
    touched = true;
    camera = {
      ...camera,
      azimuth: camera.azimuth + azimuth,
      elevation: within([-CAMERA_LIMITS.elevation, CAMERA_LIMITS.elevation], camera.elevation + elevation),
    };
    changed();
  },
  zoomBy: (factor: number): void => {
    touched = true;
    camera = { ...camera, zoom: within(CAMERA_LIMITS.zoom, camera.zoom * factor) };
    changed();
  },
  /** Ends the slow turn: somebody looks at a point. */
  rest: (): void => {
    if (touched) return;
    touched = true;
    changed();
  },
  /** False: it turns by itself. */
  isTouched: (): boolean => touched,
  /** Null: to the front, turning by itself. */
  set: (next: Camera | null): void => {
    camera = next ?? FRONT;
    touched = next !== null;
    changed();
  },
  reset: (): void => {
    camera = FRONT;
    changed();
  },
  /** Advances the slow turn once per animation frame, however many stages ask. True while it turns. */
  drift: (nowMs: number): boolean => {
    if (touched || matchMedia('(prefers-reduced-motion: reduce)').matches) return false;
    if (nowMs > lastMs) {
      const elapsedMs = Math.min(100, nowMs - lastMs);
      lastMs = nowMs;
      camera = { ...camera, azimuth: camera.azimuth + (TURN_RATE * elapsedMs) / 1000 };
    }
    return true;
  },
};

/** Rows of the rotation from the world (y up) to the view (x right, y up, z towards the eye). */
export function viewAxes({ azimuth, elevation }: Camera): readonly [number, number, number][] {
  const [ca, sa, ce, se] = [Math.cos(azimuth), Math.sin(azimuth), Math.cos(elevation), Math.sin(elevation)];
  return [
    [ca, 0, -sa],
    [-sa * se, ce, -ca * se],
    [sa * ce, se, ca * ce],
  ];
}
