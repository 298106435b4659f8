import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differentiate } from './differentiate';
import { emitPytorch } from './emitPytorch';
import { emitTex } from './emitTex';
import { emitWgsl } from './emitWgsl';
import { evaluate } from './evaluate';
import { FUNCTIONS, variablesOf } from './expression';
import { FormulaError, MAX_LENGTH, parse } from './parse';

const value = (text: string, environment: Record<string, number> = {}): number => evaluate(parse(text), environment);

describe('parse', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 - 3 - 2', 3],
    ['8 / 4 / 2', 1],
    ['2^3^2', 512],
    ['-2^2', -4],
    ['2^-1', 0.5],
    ['- -3', 3],
    ['1.5e2 + .5', 150.5],
    ['if(1 < 2, 10, 20)', 10],
    ['if(2 >= 3, 10, 20)', 20],
    ['clip(5, 0, 1)', 1],
    ['cos(pi)', -1],
    ['π − 2·1', Math.PI - 2],
    ['if(1 ≤ 1, 4 × 2, 0)', 8],
    ['θ', 0.25],
  ])('%s', (text, expected) => {
    expect(value(text, { theta: 0.25 })).toBeCloseTo(expected, 12);
  });

  it.each([
    ['tan(theta)', 0, `unknown function tan; known: ${FUNCTIONS.join(', ')}`],
    ['cos(theta) + tan(m)', 13, 'unknown function tan'],
    ['cos(theta', 9, 'expected ")" to close cos(, got the end'],
    ['cos theta', 0, 'cos is a function: write cos(...)'],
    ['theta + ', 8, 'expected a number, a name or "(", got the end'],
    ['theta $ 2', 6, 'unexpected "$"'],
    ['theta theta', 6, 'expected an operator or the end, got "theta"'],
    ['min(1)', 0, 'min expects 2 arguments, got 1'],
    ['1 < 2 < 3', 6, 'expected an operator or the end, got "<"'],
    ['1e999', 0, 'expected a number below'],
    ['', 0, 'got the end'],
    ['alert`1`', 5, 'unexpected "`"'],
    ['theta; alert(1)', 5, 'unexpected ";"'],
    ['a.constructor', 1, 'unexpected "."'],
    ['(function(){return 1})()', 11, 'unexpected "{"'],
  ])('%s points at character %i', (text, position, message) => {
    const error = catchError(() => parse(text));
    expect(error.message).toContain(message);
    expect(error.position).toBe(position);
  });

  it('refuses what is too long or too deep', () => {
    expect(() => parse('1'.repeat(MAX_LENGTH + 1))).toThrow(FormulaError);
    expect(() => parse(`${'('.repeat(200)}1${')'.repeat(200)}`)).toThrow('levels of brackets');
    expect(() => parse(`${'-'.repeat(200)}1`)).toThrow('nested signs');
    expect(() => parse(`1${'^1'.repeat(200)}`)).toThrow('nested signs');
  });

  it('does not take the properties of objects for values', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      expect(() => value(name)).toThrow(`expected a value for "${name}"`);
    }
  });
});

function catchError(work: () => unknown): FormulaError {
  try {
    work();
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error('expected a FormulaError, got none.');
}

/** Everything that is made of a formula that can be read, within a second. */
function useEverywhere(text: string): void {
  const started = performance.now();
  let expression;
  try {
    expression = parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(FormulaError);
    const { position } = error as FormulaError;
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position).toBeLessThanOrEqual(Math.max(text.length, MAX_LENGTH));
    return;
  } finally {
    expect(performance.now() - started).toBeLessThan(1000);
  }
  const slope = differentiate(expression, 'theta');
  const names = Object.fromEntries([...variablesOf(expression)].map((name) => [name, 0.5]));
  expect(typeof evaluate(expression, names)).toBe('number');
  expect(typeof evaluate(slope, names)).toBe('number');
  emitTex(slope);
  const python = Object.fromEntries(Object.keys(names).map((name) => [name, `v_${name}`]));
  emitPytorch(slope, { tensors: python, numbers: {}, like: 'theta' });
  try {
    emitWgsl(slope);
  } catch (error) {
    expect((error as Error).message).toContain('got NaN');
  }
  expect(performance.now() - started).toBeLessThan(2000);
}

describe('hostile and random text', () => {
  const runs = { numRuns: 500, seed: 1 };

  it('random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), useEverywhere), runs);
  });

  it('random words of the language', () => {
    const words = [
      ...FUNCTIONS,
      'theta',
      'E',
      'x',
      'pi',
      '(',
      ')',
      ',',
      '+',
      '-',
      '*',
      '/',
      '^',
      '<',
      '<=',
      '2',
      '.5',
      '1e3',
    ];
    const text = fc.array(fc.constantFrom(...words), { maxLength: 120 }).map((parts) => parts.join(' '));
    fc.assert(fc.property(text, useEverywhere), runs);
  });

  it('random formulas that can be read', () => {
    const { formula } = fc.letrec<{ formula: string }>((tie) => ({
      formula: fc.oneof(
        { maxDepth: 6, depthSize: 'medium' },
        fc.constantFrom('theta', 'E', 'norm', '0', '1', '2.5', 'pi'),
        fc
          .tuple(tie('formula'), fc.constantFrom('+', '-', '*', '/', '^', '<', '>='), tie('formula'))
          .map((p) => `(${p.join(' ')})`),
        fc
          .tuple(fc.constantFrom('cos', 'sin', 'acos', 'exp', 'log', 'sqrt', 'abs', 'sign', 'floor'), tie('formula'))
          .map(([f, a]) => `${f}(${a})`),
        fc.tuple(fc.constantFrom('min', 'max'), tie('formula'), tie('formula')).map(([f, a, b]) => `${f}(${a}, ${b})`),
        fc
          .tuple(fc.constantFrom('clip', 'if'), tie('formula'), tie('formula'), tie('formula'))
          .map(([f, ...p]) => `${f}(${p.join(', ')})`),
      ),
    }));
    fc.assert(fc.property(formula, useEverywhere), runs);
  });

  it.each([
    [
      'a long product',
      Array.from({ length: 125 }, () => 'sin(theta)')
        .join('*')
        .slice(0, 494),
    ],
    ['a long sum', 'theta+'.repeat(80) + '1'],
    ['a long quotient', 'theta' + '/theta'.repeat(80)],
    ['a tower of powers', 'theta' + '^theta'.repeat(39)],
    ['nested functions', 'sin('.repeat(39) + 'theta' + ')'.repeat(39)],
    ['nested choices', 'max(theta,'.repeat(39) + '1' + ')'.repeat(39)],
    ['nested conditions', 'if(theta<1,'.repeat(20) + 'theta' + ',2)'.repeat(20)],
    ['nested powers', '('.repeat(38) + 'theta' + '^E)'.repeat(38)],
  ])('%s', (_, text) => {
    useEverywhere(text);
  });

  it('runs no code', () => {
    const scope = globalThis as Record<string, unknown>;
    for (const text of [
      'globalThis.hit=1',
      'hit=1',
      'eval("hit=1")',
      '(()=>{hit=1})()',
      'constructor.constructor("hit=1")()',
    ]) {
      expect(() => parse(text)).toThrow(FormulaError);
    }
    expect(scope['hit']).toBeUndefined();
  });
});
