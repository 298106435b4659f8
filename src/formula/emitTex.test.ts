import { expect, it } from 'vitest';
import { emitTex } from './emitTex';
import { parse } from './parse';

const texOf = (source: string, symbols: Record<string, string> = {}): string => emitTex(parse(source), symbols);

it('sets a product tight, and two numbers apart by a dot', () => {
  expect(texOf('0.1*theta')).toBe('0.1\\,\\theta');
  expect(texOf('0.1*theta', { theta: '1.773' })).toBe('0.1 \\cdot 1.773');
  expect(texOf('cos(theta + m)*2')).toBe('\\cos\\left(\\theta + \\mathit{m}\\right) \\cdot 2');
});

it('brackets what binds weaker', () => {
  expect(texOf('(theta + 1)*m')).toBe('\\left(\\theta + 1\\right)\\,\\mathit{m}');
  expect(texOf('theta - (m - 1)')).toBe('\\theta - \\left(\\mathit{m} - 1\\right)');
});
