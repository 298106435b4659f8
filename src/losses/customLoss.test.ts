import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateLoss } from '.';
import { customLoss, type CustomFormulas } from './customLoss';
import type { LossDefinition } from './lossDefinition';
import { lossTex } from './lossTex';

function definitionOf(formulas: CustomFormulas): LossDefinition {
  const made = customLoss(formulas);
  if ('error' in made) throw made.error;
  return made.definition;
}

function errorOf(formulas: CustomFormulas, reserved: string[] = []) {
  const made = customLoss(formulas, { reserved });
  if (!('error' in made)) throw new Error('expected an error, got a definition.');
  return { field: made.field, message: made.error.message, position: made.error.position };
}

const batch = {
  embeddings: [[1, 0.5]],
  weights: [
    [1, 0],
    [0, 1],
  ],
  labels: [0],
};

describe('customLoss', () => {
  it('makes a parameter of every name of its own', () => {
    const loss = definitionOf({ target: 'cos(theta + m) - bias', others: 'cos(theta) + bias * meanNorm' });
    expect(loss.parameters.map((p) => p.name)).toEqual(['scale', 'm', 'bias']);
    expect(loss.parameters[1]).toMatchObject({ min: 0, max: 1.5, default: 0.3 });
    expect(loss.statistics?.map((s) => s.name)).toEqual(['meanNorm']);
    expect(loss.marginDraw).toEqual({ kind: 'none' });
  });

  it('computes what was typed', () => {
    const loss = definitionOf({ target: 'cos(theta + m) - 0.1' });
    const theta = Math.atan2(0.5, 1);
    const { logits } = evaluateLoss(loss, { ...batch, parameters: { scale: 10, m: 0.2 } });
    expect(logits[0]?.[0]).toBeCloseTo(10 * (Math.cos(theta + 0.2) - 0.1), 12);
    expect(logits[0]?.[1]).toBeCloseTo(10 * Math.sin(theta), 12);
    expect(lossTex(loss)).toContain('\\theta_y + m');
  });

  it('draws E', () => {
    const loss = definitionOf({ target: 'cos(theta + E)', draw: 'normal' });
    expect(loss.marginDraw).toEqual({ kind: 'normal', mean: 'margin', sigma: 'sigma' });
    expect(loss.parameters.map((p) => p.name)).toEqual(['scale', 'margin', 'sigma']);
    expect(definitionOf({ target: 'cos(theta + E)' }).marginDraw).toEqual({ kind: 'fixed', mean: 'margin' });
  });

  it.each([
    [{ target: 'cos(theta) + tan(m)' }, 'target', 13, 'unknown function tan; known: cos, sin,'],
    [{ target: 'cos(theta)', others: 'cos(theta' }, 'others', 9, 'expected ")"'],
    [{ target: 's * cos(theta)' }, 'target', 0, 'the scale multiplies every logit already'],
    [{ target: '2 * logit' }, 'target', 4, 'write cos(theta)'],
    [{ target: 'cos(targetTheta)' }, 'target', 4, 'here write theta'],
    [{ target: 'theta + constructor' }, 'target', 8, 'is taken'],
    [{ target: 'theta + __proto__' }, 'target', 8, 'a name may have'],
    [{ target: 'theta + lr' }, 'target', 8, 'is a setting of the run'],
    [{ target: 'a+b+c+d+f+g+h+i+j' }, 'target', 16, 'at most 8 names'],
    [{ target: 'cos(theta + m)', draw: 'normal' }, 'target', 0, 'expected the drawn margin E'],
  ] as const)('%o', (formulas, field, position, message) => {
    const error = errorOf(formulas, ['lr']);
    expect(error).toMatchObject({ field, position });
    expect(error.message).toContain(message);
  });

  it('never throws, and what it makes can be computed', () => {
    const words = [
      'theta',
      'E',
      'm',
      'norm',
      'stdNorm',
      'cos',
      'if',
      '(',
      ')',
      ',',
      '+',
      '*',
      '^',
      '<',
      '1',
      'lambda',
      'constructor',
      '$',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, text, fc.constantFrom('fixed', 'normal'), (target, others, draw) => {
        const made = customLoss({ target, others, draw: draw });
        if ('error' in made)
          expect(made.error.position).toBeLessThanOrEqual(Math.max(500, target.length, others.length));
        else expect(evaluateLoss(made.definition, batch).logits).toHaveLength(1);
      }),
      { numRuns: 500, seed: 2 },
    );
  });
});
