import { expect, it } from 'vitest';
import { placeReferenceLabel } from './placeReferenceLabel';

const plot = { plotTop: 13, plotBottom: 105 };

it('stands above its line where the curve is elsewhere', () => {
  expect(placeReferenceLabel({ ...plot, lineY: 104, curve: { top: 40, bottom: 60 } })).toBe(99);
  expect(placeReferenceLabel({ ...plot, lineY: 104 })).toBe(99);
});

it('stands below a line at the top of the plot', () => {
  expect(placeReferenceLabel({ ...plot, lineY: 16, curve: { top: 90, bottom: 100 } })).toBe(26);
});

it('stands above the curve where the curve runs on the line', () => {
  expect(placeReferenceLabel({ ...plot, lineY: 104, curve: { top: 92, bottom: 103 } })).toBe(87);
});

it('stands below the curve where it covers the top', () => {
  expect(placeReferenceLabel({ ...plot, lineY: 16, curve: { top: 14, bottom: 40 } })).toBe(50);
});

it('keeps off another label', () => {
  const first = placeReferenceLabel({ ...plot, lineY: 95, curve: { top: 80, bottom: 104 } });
  const second = placeReferenceLabel({ ...plot, lineY: 104, curve: { top: 80, bottom: 104 }, taken: [first] });
  expect([first, second]).toEqual([75, 64]);
});
