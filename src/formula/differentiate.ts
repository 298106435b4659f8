/**
 * Symbolic partial derivative. Where an operation has a corner (abs, min, max, clip, floor, if) the derivative is that of the side
 * the value is taken from: what autodiff libraries do, and what training needs.
 */
import { COSINE, type Expression, number, operation as op, variable } from './expression';
import { simplify } from './simplify';

/**
 * d expression / d name, simplified. In the cosine, theta = arccos(cosine) counts as dependent:
 * d theta / d cosine = -1 / sqrt(1 - cosine^2), which is without bound at +-1; whoever evaluates it clamps the cosine first.
 */
export function differentiate(expression: Expression, name: string): Expression {
  return simplify(derive(expression, name));
}

function derive(part: Expression, name: string): Expression {
  if (part.kind === 'number') return number(0);
  if (part.kind === 'variable') {
    if (part.name === name) return number(1);
    if (part.name === 'theta' && name === COSINE) {
      const sine = op('sqrt', op('sub', number(1), op('mul', variable(COSINE), variable(COSINE))));
      return op('neg', op('div', number(1), sine));
    }
    return number(0);
  }
  const [a, b, c] = part.arguments as [Expression, Expression, Expression];
  const d = (argument: Expression): Expression => simplify(derive(argument, name));
  switch (part.operation) {
    case 'add':
    case 'sub':
      return op(part.operation, d(a), d(b));
    case 'mul':
      return op('add', op('mul', d(a), b), op('mul', a, d(b)));
    case 'div':
      return op('sub', op('div', d(a), b), op('div', op('mul', a, d(b)), op('mul', b, b)));
    case 'pow':
      return derivePower(a, b, d(a), d(b));
    case 'neg':
      return op('neg', d(a));
    case 'cos':
      return op('neg', op('mul', op('sin', a), d(a)));
    case 'sin':
      return op('mul', op('cos', a), d(a));
    case 'acos':
      return op('neg', op('div', d(a), op('sqrt', op('sub', number(1), op('mul', a, a)))));
    case 'exp':
      return op('mul', part, d(a));
    case 'log':
      return op('div', d(a), a);
    case 'sqrt':
      return op('div', d(a), op('mul', number(2), part));
    case 'abs':
      return op('mul', op('sign', a), d(a));
    case 'min':
      return op('if', op('le', a, b), d(a), d(b));
    case 'max':
      return op('if', op('ge', a, b), d(a), d(b));
    case 'clip':
      return op('if', op('lt', a, b), d(b), op('if', op('gt', a, c), d(c), d(a)));
    case 'if':
      return op('if', a, d(b), d(c));
    case 'floor':
    case 'sign':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return number(0);
    default:
      return part.operation satisfies never;
  }
}

/** Constant exponents keep negative bases; only a changing exponent needs the logarithm. */
function derivePower(base: Expression, exponent: Expression, dBase: Expression, dExponent: Expression): Expression {
  const constantExponent = dExponent.kind === 'number' && dExponent.value === 0;
  const outer = op('mul', op('mul', exponent, op('pow', base, op('sub', exponent, number(1)))), dBase);
  if (constantExponent) return outer;
  return op('add', outer, op('mul', op('mul', op('pow', base, exponent), op('log', base)), dExponent));
}
