/**
 * One colour and one shape per class, the same everywhere. The ten colours were found by a search for the largest smallest distance
 * (OKLab) as seen with normal, red-, green- and blue-blind eyes, with a contrast of at least 3 to the page: that needs one set for the
 * light and one for the dark theme, of the same hues. More classes repeat them with another shape.
 */
export const LIGHT_COLORS = [
  '#2a65e3',
  '#c28a1e',
  '#1aa2b3',
  '#ad005c',
  '#a77dfb',
  '#6b770b',
  '#ee5882',
  '#793e02',
  '#6b25b1',
  '#375c83',
] as const;

export const DARK_COLORS = [
  '#466cec',
  '#f9da9e',
  '#33fdf1',
  '#d53c5d',
  '#8a7397',
  '#accd28',
  '#f89aad',
  '#c28305',
  '#b283ff',
  '#79c4fd',
] as const;

export type PointShape = 'disc' | 'diamond' | 'triangle' | 'square';
const SHAPES: readonly PointShape[] = ['disc', 'diamond', 'triangle', 'square'];

/** For canvases, which know no theme. */
export function classColor(classIndex: number, dark: boolean): string {
  const colors = dark ? DARK_COLORS : LIGHT_COLORS;
  return colors[classIndex % colors.length] ?? colors[0];
}

/** For style attributes: follows `color-scheme` by itself. */
export const classCss = (classIndex: number): string =>
  `light-dark(${classColor(classIndex, false)}, ${classColor(classIndex, true)})`;

export const classShape = (classIndex: number): PointShape =>
  SHAPES[Math.floor(classIndex / LIGHT_COLORS.length) % SHAPES.length] ?? 'disc';

/** sRGB components, 0..1. */
export function classRgb(classIndex: number, dark: boolean): [number, number, number] {
  const value = Number.parseInt(classColor(classIndex, dark).slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
