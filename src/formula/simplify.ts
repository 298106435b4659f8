/** Keeps derivatives short: folds constants and drops neutral elements. Never reorders, so rounding stays where the author put it. */
import { applyOperation } from './evaluate';
import { type Expression, number, operation, rewrite } from './expression';

const isNumber = (part: Expression | undefined, value: number): boolean =>
  part?.kind === 'number' && part.value === value;

function simplifyOne(part: Expression): Expression {
  if (part.kind !== 'operation') return part;
  const [a, b, c] = part.arguments as [Expression, Expression, Expression];
  const values = part.arguments.map((argument) => (argument.kind === 'number' ? argument.value : NaN));
  if (values.every((value) => !Number.isNaN(value))) {
    const folded = applyOperation(part.operation, values);
    // A formula may divide by zero on purpose or by mistake: leave that to the one who evaluates it.
    if (Number.isFinite(folded)) return number(folded);
  }
  switch (part.operation) {
    case 'add':
      if (isNumber(a, 0)) return b;
      return isNumber(b, 0) ? a : part;
    case 'sub':
      if (isNumber(b, 0)) return a;
      return isNumber(a, 0) ? simplifyOne(operation('neg', b)) : part;
    case 'mul':
      if (isNumber(a, 0) || isNumber(b, 0)) return number(0);
      if (isNumber(a, 1)) return b;
      if (isNumber(b, 1)) return a;
      if (isNumber(a, -1)) return simplifyOne(operation('neg', b));
      if (isNumber(b, -1)) return simplifyOne(operation('neg', a));
      if (isNegative(a) && isNegative(b)) return operation('mul', negated(a), negated(b));
      return part;
    case 'div':
      if (isNumber(a, 0)) return number(0);
      if (isNegative(a) && isNegative(b)) return operation('div', negated(a), negated(b));
      return isNumber(b, 1) ? a : part;
    case 'pow':
      return isNumber(b, 1) ? a : part;
    case 'neg':
      return isNegative(a) ? negated(a) : part;
    case 'if':
      return JSON.stringify(b) === JSON.stringify(c) ? b : part;
    default:
      return part;
  }
}

const isNegative = (part: Expression): boolean => part.kind === 'operation' && part.operation === 'neg';
const negated = (part: Expression): Expression =>
  part.kind === 'operation' && part.operation === 'neg' ? (part.arguments[0] ?? part) : part;

export const simplify = (expression: Expression): Expression => rewrite(expression, simplifyOne);
