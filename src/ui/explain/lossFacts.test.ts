import { expect, test } from 'vitest';
import { parseRunConfig } from '../../engine/runConfig';
import { lossFacts, smallestScale } from './lossFacts';

const warnings = (values: Record<string, string>) =>
  lossFacts(parseRunConfig(values).config)
    .filter((fact) => fact.isWarning)
    .map((fact) => fact.sentence);

test('the bound of the scale, as published for ten classes', () => {
  expect([0.9, 0.99, 0.999].map((p) => Number(smallestScale(10, p).toFixed(2)))).toEqual([3.96, 6.11, 8.19]);
});

test('a margin that does not fit is named with what would', () => {
  expect(warnings({ loss: 'cosface', dim: '2', margin: '0.35' })[0]).toMatch(
    /cannot be satisfied in 2-D with 10 classes: at most 0\.191/,
  );
  expect(warnings({ loss: 'cosface', dim: '2', margin: '0.19' })).toEqual([]);
  expect(warnings({ loss: 'arcface', dim: '2', margin: '0.7' })[0]).toMatch(/at most 0\.628/);
  expect(warnings({ loss: 'arcface', dim: '3' })).toEqual([]);
});

test('a scale that is too small is named', () => {
  expect(warnings({ loss: 'normface', scale: '4' })[0]).toMatch(/at least 6\.1/);
});
