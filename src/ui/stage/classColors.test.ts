import { describe, expect, test } from 'vitest';
import { classColor, classCss, classRgb, classShape, DARK_COLORS, LIGHT_COLORS } from './classColors';

type Rgb = readonly [number, number, number];

/** What eyes without one kind of cone see: Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const EYES: Record<string, readonly number[]> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  redBlind: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  greenBlind: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  blueBlind: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const read = (hex: string): Rgb =>
  [1, 3, 5].map((i) => linear(parseInt(hex.slice(i, i + 2), 16) / 255)) as unknown as Rgb;
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(read(a)), luminance(read(b))].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function seenBy(matrix: readonly number[], hex: string): Rgb {
  const rgb = read(hex);
  const row = (i: number): number =>
    Math.min(1, Math.max(0, matrix[3 * i]! * rgb[0] + matrix[3 * i + 1]! * rgb[1] + matrix[3 * i + 2]! * rgb[2]));
  return oklab([row(0), row(1), row(2)]);
}

describe.each([
  { theme: 'light', colors: LIGHT_COLORS, surfaces: ['#ffffff', '#fdfdfd'] },
  { theme: 'dark', colors: DARK_COLORS, surfaces: ['#1d2024', '#15171a'] },
])('$theme', ({ colors, surfaces }) => {
  test.each(Object.keys(EYES))('no two colours look alike to eyes: %s', (eyes) => {
    const seen = colors.map((hex) => seenBy(EYES[eyes]!, hex));
    let smallest = Infinity;
    seen.forEach((a, i) =>
      seen.slice(0, i).forEach((b) => {
        smallest = Math.min(smallest, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
      }),
    );
    // 0.02 is about the smallest difference that is seen side by side.
    expect(smallest).toBeGreaterThan(0.09);
  });

  test.each(surfaces)('stands out on %s', (surface) => {
    for (const hex of colors) expect(contrast(hex, surface)).toBeGreaterThan(2.95);
  });
});

test('more classes repeat the colours with another shape', () => {
  expect(classColor(13, false)).toBe(classColor(3, false));
  expect([3, 13, 23, 33, 43].map(classShape)).toEqual(['disc', 'diamond', 'triangle', 'square', 'disc']);
});

test('style attributes get both themes, shaders numbers', () => {
  expect(classCss(0)).toBe('light-dark(#2a65e3, #466cec)');
  expect(classRgb(0, false)).toEqual([0x2a / 255, 0x65 / 255, 0xe3 / 255]);
});
