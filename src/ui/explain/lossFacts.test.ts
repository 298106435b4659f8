import { expect, test } from 'vitest';
import { parseRunConfig } from '../../engine/runConfig';
import { correlation } from './AssignmentScatter';
import { lossFacts } from './lossFacts';

const warnings = (values: Record<string, string>) =>
  lossFacts(parseRunConfig(values).config, 0.1)
    .filter((fact) => fact.isWarning)
    .map((fact) => fact.sentence);

test('a margin that does not fit is named with what would', () => {
  expect(warnings({ loss: 'cosface', dim: '2', margin: '0.35' })[0]).toMatch(
    /cannot be satisfied in 2-D with 10 classes: at most 0\.191/,
  );
  expect(warnings({ loss: 'cosface', dim: '2', margin: '0.19' })).toEqual([]);
  expect(warnings({ loss: 'arcface', dim: '2', margin: '0.7' })[0]).toMatch(/at most 0\.628/);
  expect(warnings({ loss: 'arcface', dim: '3' })).toEqual([]);
});

test('a scale out of the sensible range is named', () => {
  expect(warnings({ loss: 'normface', scale: '3' })[0]).toMatch(/below 4\.0 cannot reach/);
  expect(warnings({ loss: 'normface', scale: '64' })[0]).toMatch(/8 to 33 is a sensible range; s is 64/);
});

test('correlation', () => {
  expect(correlation([1, 2, 3], [6, 4, 2])).toBeCloseTo(-1, 12);
  expect(correlation([1, 2, 3, 4], [1, -1, -1, 1])).toBeCloseTo(0, 12);
});
