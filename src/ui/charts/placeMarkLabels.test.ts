import { expect, it } from 'vitest';
import { placeMarkLabels } from './placeMarkLabels';

it('keeps labels apart and prefers the newest', () => {
  const placed = placeMarkLabels(
    [
      { x: 40, label: 'Scale s 16' },
      { x: 200, label: 'Sigma σ 0.1' },
      { x: 210, label: 'Sigma σ 0.2' },
    ],
    30,
    330,
  );
  expect(placed).toEqual([
    { text: 'Sigma σ 0.2', x: 210 },
    { text: 'Scale s 16', x: 40 },
  ]);
});

it('stays inside the chart', () => {
  const [only] = placeMarkLabels([{ x: 329, label: 'Scale s 16' }], 30, 330);
  expect(only?.x).toBe(330 - 56);
});
