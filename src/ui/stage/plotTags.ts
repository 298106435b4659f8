/** Class names on the plot: where they stand without covering each other, and how they look. */
import type { Surface } from './useCanvas';

const TURN = 2 * Math.PI;
const ROUNDS = 60;
const TAG_HEIGHT = 18;
const MAX_LETTERS = 10;

export const clippedName = (name: string): string =>
  name.length > MAX_LETTERS ? `${name.slice(0, MAX_LETTERS - 1)}…` : name;

/**
 * Angles moved apart until neighbours are at least `gap` (radians) apart, each as little as needed. NaN stays NaN. Where all together
 * need more than the circle, they are spread evenly.
 */
export function spreadAngles(angles: readonly number[], gap: number): number[] {
  const order = Array.from(angles.keys()).filter((i) => Number.isFinite(angles[i]));
  order.sort((a, b) => angles[a]! - angles[b]! || a - b);
  const spread = [...angles];
  const wanted = Math.min(gap, TURN / Math.max(1, order.length));
  if (order.length < 2) return spread;
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    order.forEach((i, place) => {
      const j = order[(place + 1) % order.length]!;
      const around = place + 1 === order.length ? TURN : 0;
      const missing = wanted - (spread[j]! + around - spread[i]!);
      if (missing <= 1e-6) return;
      spread[i]! -= missing / 2;
      spread[j]! += missing / 2;
      moved = true;
    });
    if (!moved) break;
  }
  return spread;
}

export function tagFont({ color }: Surface): string {
  return `600 12px ${color('--font') || 'sans-serif'}`;
}

export function tagWidth(surface: Surface, name: string): number {
  surface.context.font = tagFont(surface);
  return Math.max(TAG_HEIGHT, surface.context.measureText(clippedName(name)).width + 10);
}

/** A name on a small plate with the border of its class, centred at (x, y). */
export function drawTag(surface: Surface, name: string, x: number, y: number, border: string, alpha: number): void {
  const { context, width, color } = surface;
  const w = tagWidth(surface, name);
  const left = Math.min(width - w - 2, Math.max(2, x - w / 2));
  context.globalAlpha = alpha;
  context.fillStyle = color('--surface-raised');
  context.strokeStyle = border;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(left, y - TAG_HEIGHT / 2, w, TAG_HEIGHT, TAG_HEIGHT / 2);
  context.fill();
  context.stroke();
  context.fillStyle = color('--text');
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(clippedName(name), left + w / 2, y + 0.5);
  context.globalAlpha = 1;
}

export function drawPickRing({ context, color }: Surface, x: number, y: number, radius: number): void {
  context.lineWidth = 4;
  context.strokeStyle = color('--surface-raised');
  context.beginPath();
  context.arc(x, y, radius, 0, TURN);
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = color('--text');
  context.stroke();
}

/** Names short enough for a narrow column: without the beginning that all share (`Person 12` -> `12`), at most three letters. */
export function shortNames(names: readonly string[]): string[] {
  const first = names[0] ?? '';
  const space = first.lastIndexOf(' ') + 1;
  const start = first.slice(0, space);
  const cut = names.length > 1 && space > 0 && names.every((name) => name.startsWith(start)) ? space : 0;
  return names.map((name) => name.slice(cut).slice(0, 3));
}

/** Plots narrower than this, in CSS pixels, have short names: the key says them in full. */
const NARROW = 420;

/** As they stand on a plot. */
export const plotNames = ({ width }: Surface, names: readonly string[]): readonly string[] =>
  width < NARROW ? shortNames(names) : names;
