import { describe, expect, it } from 'vitest';
import { differentiate } from './differentiate';
import { emitWgsl } from './emitWgsl';
import { COSINE, FUNCTIONS, operation, OPERATIONS, type Operation, variable, withCosine } from './expression';
import { parse } from './parse';
import { simplify } from './simplify';

describe('emitWgsl', () => {
  it.each([
    ['cos(theta + E)', 'cos((theta + E))'],
    ['theta - 1', '(theta - 1.0)'],
    ['1e-12 * theta', '(1e-12 * theta)'],
    ['theta / 1e300', '(theta / 3.4028234663852886e+38)'],
    ['-theta', '(-theta)'],
    ['theta - -2', '(theta - (-2.0))'],
    ['pi * theta', '(3.141592653589793 * theta)'],
    ['if(theta + E <= pi, 1, theta)', 'select(theta, 1.0, ((theta + E) <= 3.141592653589793))'],
    ['if(theta, 1, 2)', 'select(2.0, 1.0, (theta != 0.0))'],
    ['theta > 1', 'select(0.0, 1.0, (theta > 1.0))'],
    ['clip(theta, 0, E)', 'min(max(theta, 0.0), E)'],
    ['max(theta, min(E, 1))', 'max(theta, min(E, 1.0))'],
    ['acos(theta)', 'acos(min(max(theta, -1.0), 1.0))'],
    ['sqrt(theta)', 'sqrt(max(theta, 0.0))'],
    ['theta^2', '(theta * theta)'],
    ['theta^4', 'pow(abs(theta), 4.0)'],
    ['theta^3', '(sign(theta) * pow(abs(theta), 3.0))'],
    ['theta^0.5', 'pow(max(theta, 0.0), 0.5)'],
    ['theta^0', '1.0'],
    ['1/0', '3.4028234663852886e+38'],
  ])('%s', (text, wgsl) => {
    expect(emitWgsl(parse(text))).toBe(wgsl);
  });

  it('writes variables under the names given', () => {
    expect(emitWgsl(parse('cos(theta) - margin'), { margin: 'p.margin' })).toBe('(cos(theta) - p.margin)');
  });

  it('writes no integer literal, neither in the value nor in the slope', () => {
    const target = simplify(withCosine(parse('if(theta + E <= pi, cos(theta + E), cos(theta) - E * sin(E))')));
    for (const text of [emitWgsl(target), emitWgsl(differentiate(target, COSINE))]) {
      expect(text.replace(/\d+\.\d+(e[+-]?\d+)?|\d+e[+-]?\d+/g, '')).not.toMatch(/\d/);
    }
  });

  it('knows every operation of the grammar', () => {
    for (const name of [...FUNCTIONS, 'pow', 'neg', 'lt', 'le', 'gt', 'ge'] as Operation[]) {
      const args = Array.from({ length: OPERATIONS[name] }, (_, i) => variable(`v${i}`));
      expect(emitWgsl(operation(name, ...args))).toContain('v0');
    }
  });

  it('stays short where powers are nested', () => {
    expect(emitWgsl(parse(`${'('.repeat(30)}x${'^y)'.repeat(30)}`)).length).toBeLessThan(5_000);
  });

  it('refuses a constant that is no number', () => {
    expect(() => emitWgsl(parse('theta + log(-1)'))).toThrow('got NaN');
  });
});
