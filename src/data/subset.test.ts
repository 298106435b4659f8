import { expect, test } from 'vitest';
import type { Dataset } from './dataset';
import { selectClasses, stratifiedSample } from './subset';

const labels = Uint8Array.from({ length: 100 }, (_, i) => (i < 4 ? 2 : i % 2));
const indices = Uint32Array.from({ length: 100 }, (_, i) => i);

test('a stratified sample holds equally many of each class, and all of a rare one', () => {
  const sample = stratifiedSample(indices, labels, 3, 24, (i) => (i * 37) % 100);
  expect(sample).toHaveLength(24);
  const counts = [0, 0, 0];
  for (const row of sample) counts[labels[row]!]! += 1;
  expect(counts).toEqual([10, 10, 4]);
  expect([...sample]).toEqual([...sample].sort((a, b) => a - b));
  expect([...stratifiedSample(indices, labels, 3, 24, (i) => -i)]).not.toEqual([...sample]);
});

test('a sample of everything is everything', () => {
  expect(stratifiedSample(indices, labels, 3, 500, () => 0)).toHaveLength(100);
});

test('the first classes of a data set', () => {
  const dataset = {
    classNames: ['a', 'b', 'c'],
    labels,
    trainIndices: indices,
    testIndices: indices,
  } as unknown as Dataset;
  const two = selectClasses(dataset, 2);
  expect(two.classNames).toEqual(['a', 'b']);
  expect(two.trainIndices).toHaveLength(96);
  expect(selectClasses(dataset, 10)).toBe(dataset);
});
