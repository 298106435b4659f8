/**
 * One colour and one shape per class, the same everywhere. Ten colours chosen to differ in lightness as well as in hue, so that they
 * stay apart for colour-blind eyes; each works on the light and on the dark page. More classes repeat them with another shape.
 */
const COLORS = [
  '#2f6fde',
  '#e07b00',
  '#14967a',
  '#c93a8c',
  '#8a63d2',
  '#a8861a',
  '#23a9d6',
  '#d2503c',
  '#6b8f1f',
  '#7d8592',
] as const;

export type PointShape = 'disc' | 'diamond' | 'triangle' | 'square';
const SHAPES: readonly PointShape[] = ['disc', 'diamond', 'triangle', 'square'];

export const classColor = (classIndex: number): string => COLORS[classIndex % COLORS.length] ?? COLORS[0];

export const classShape = (classIndex: number): PointShape =>
  SHAPES[Math.floor(classIndex / COLORS.length) % SHAPES.length] ?? 'disc';

/** Components 0..1. */
export function classRgb(classIndex: number): [number, number, number] {
  const value = Number.parseInt(classColor(classIndex).slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
