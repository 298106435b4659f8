import { expect, test } from 'vitest';
import { pickFirst, pickNearest, pickTowards } from './pick';

//                            0      1       2       3 hidden  4 same place as 0
const xy = Float32Array.of(10, 10, 20, 10, 10, 40, 14, 10, 10, 10);
const points = { xy, pickable: Uint8Array.of(1, 1, 1, 0, 1) };

test('the nearest point within reach, never a hidden one', () => {
  expect(pickNearest(points, 19, 11, 8)).toBe(1);
  expect(pickNearest(points, 14, 10, 8)).not.toBe(3);
  expect(pickNearest(points, 100, 100, 8)).toBeNull();
});

test('an arrow key goes to the next point in its direction', () => {
  expect(pickTowards(points, 0, 1, 0)).toBe(1);
  expect(pickTowards(points, 0, 0, 1)).toBe(2);
  expect(pickTowards(points, 1, -1, 0)).toBe(0);
});

test('an arrow key with nothing ahead stays', () => {
  expect(pickTowards(points, 0, 0, -1)).toBe(0);
  expect(pickTowards(points, 0, -1, 0)).toBe(0);
});

test('the first pickable point starts the keyboard', () => {
  expect(pickFirst({ xy, pickable: Uint8Array.of(0, 0, 1, 1, 1) })).toBe(2);
  expect(pickFirst({ xy, pickable: new Uint8Array(5) })).toBeNull();
});
