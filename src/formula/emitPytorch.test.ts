import { describe, expect, it } from 'vitest';
import { emitPytorch } from './emitPytorch';
import { parse } from './parse';
import { simplify } from './simplify';

const names = { tensors: { theta: 'theta', E: 'E' }, numbers: { m: 'self.m' }, like: 'theta' };

describe('emitPytorch', () => {
  it.each([
    ['cos(theta + E)', 'torch.cos(theta + E)'],
    ['cos(m)', 'math.cos(self.m)'],
    ['cos(m) * theta', '(math.cos(self.m) * theta)'],
    ['theta^2 / -3', '((theta ** 2.0) / (-3.0))'],
    ['pi * theta', '(math.pi * theta)'],
    ['if(theta < m, theta, 1)', 'torch.where(theta < self.m, theta, torch.full_like(theta, 1.0))'],
    ['if(m < 1, theta, 1)', '(theta if (self.m < 1.0) else 1.0)'],
    ['if(theta, 1, E)', 'torch.where(theta != 0, torch.full_like(theta, 1.0), E)'],
    ['(theta > E) * 2', '((theta > E).to(theta.dtype) * 2.0)'],
    ['min(theta, m)', 'torch.minimum(theta, torch.full_like(theta, self.m))'],
    ['max(m, 1)', 'max(self.m, 1.0)'],
    ['clip(theta, 0, m)', 'torch.clamp(theta, 0.0, self.m)'],
    ['clip(theta, 0, E)', 'torch.minimum(torch.maximum(theta, torch.full_like(theta, 0.0)), E)'],
    ['sign(m) + abs(m)', '(float((self.m > 0) - (self.m < 0)) + abs(self.m))'],
    ['sign(theta) + abs(theta)', '(torch.sign(theta) + torch.abs(theta))'],
  ])('%s', (text, python) => {
    expect(emitPytorch(simplify(parse(text)), names)).toBe(python);
  });

  it('names a variable that Python has no name for', () => {
    expect(() => emitPytorch(parse('theta + unknown'), names)).toThrow('expected a Python name for "unknown"');
  });
});
