import { describe, expect, it } from 'vitest';
import { differentiate } from './differentiate';
import { evaluate } from './evaluate';
import { COSINE, withCosine } from './expression';
import { parse } from './parse';
import { simplify } from './simplify';

describe('differentiate', () => {
  it.each([
    'x + 2 * y - x * y',
    'x / (1 + y * x)',
    'x^3 - x^y',
    'y^x',
    '-cos(x * y) + sin(x)',
    'acos(x / 2)',
    'exp(-x) * log(x + 1)',
    'sqrt(1 + x^2)',
    'abs(x - 2) + sign(x) * x + floor(x) * x',
    'min(x, y) + max(x * 2, y)',
    'clip(x, 0, 0.5) + clip(x, 0.8, 1) + clip(x, 0, 1)',
    'if(x < y, x^2, x) + if(x > y, x^2, x) + if(x, x^2, 0)',
  ])('%s against finite differences', (text) => {
    const expression = parse(text);
    for (const name of ['x', 'y']) {
      for (const x of [0.31, 0.72, 1.41]) {
        const at = (shift: number): number =>
          evaluate(expression, { x: x + (name === 'x' ? shift : 0), y: 1.17 + (name === 'y' ? shift : 0) });
        const finite = (at(1e-6) - at(-1e-6)) / 2e-6;
        expect(evaluate(differentiate(expression, name), { x, y: 1.17 })).toBeCloseTo(finite, 7);
      }
    }
  });

  it('takes theta for the arccosine of the cosine', () => {
    const expression = simplify(withCosine(parse('cos(theta + 0.5) * cos(theta)')));
    const at = (cosine: number): number => evaluate(expression, { cosine, theta: Math.acos(cosine) });
    const slope = differentiate(expression, COSINE);
    for (const cosine of [-0.9, -0.2, 0, 0.4, 0.99]) {
      const finite = (at(cosine + 1e-6) - at(cosine - 1e-6)) / 2e-6;
      expect(evaluate(slope, { cosine, theta: Math.acos(cosine) })).toBeCloseTo(finite, 6);
    }
  });

  it('gives the cosine itself the slope 1, also at +-1', () => {
    expect(differentiate(withCosine(parse('cos(theta) - m')), COSINE)).toEqual({ kind: 'number', value: 1 });
  });
});
