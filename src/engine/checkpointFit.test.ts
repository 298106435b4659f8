import { expect, test } from 'vitest';
import { checkpointMisfit } from './checkpointFit';
import type { TrainerSnapshot } from './trainer';

const tensor = (...shape: number[]) => ({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
const own: TrainerSnapshot = { step: 0, parameters: { a: tensor(2, 3), b: tensor(4) }, moments: [] };

test('the same names and shapes fit, in any order, with moments or before the first step without', () => {
  const parameters = { b: tensor(4), a: tensor(2, 3) };
  expect(checkpointMisfit({ step: 9, parameters, moments: [parameters, {}] }, own)).toBeNull();
});

test.each([
  ['another shape', { parameters: { a: tensor(3, 2), b: tensor(4) }, moments: [] }],
  ['a parameter that is missing', { parameters: { a: tensor(2, 3) }, moments: [] }],
  ['moments of another shape', { parameters: own.parameters, moments: [{ a: tensor(1), b: tensor(4) }] }],
  [
    'fewer values than the shape says',
    { parameters: { a: { ...tensor(2, 3), values: new Float32Array(5) }, b: tensor(4) }, moments: [] },
  ],
])('%s does not fit, and both sides are named', (_, changes) => {
  expect(checkpointMisfit({ step: 9, ...changes }, own)).toMatch(/expected the parameters a \[2, 3\], b \[4\], got /);
});
