/** An expression as a float64 function: the reference of every other emitter, and what plots draw. */
import type { Expression, Operation } from './expression';

export type Environment = Readonly<Record<string, number>>;

const APPLY: Readonly<Record<Operation, (...values: number[]) => number>> = {
  add: (a = NaN, b = NaN) => a + b,
  sub: (a = NaN, b = NaN) => a - b,
  mul: (a = NaN, b = NaN) => a * b,
  div: (a = NaN, b = NaN) => a / b,
  pow: (a = NaN, b = NaN) => a ** b,
  neg: (a = NaN) => -a,
  lt: (a = NaN, b = NaN) => (a < b ? 1 : 0),
  le: (a = NaN, b = NaN) => (a <= b ? 1 : 0),
  gt: (a = NaN, b = NaN) => (a > b ? 1 : 0),
  ge: (a = NaN, b = NaN) => (a >= b ? 1 : 0),
  if: (condition = NaN, a = NaN, b = NaN) => (condition !== 0 ? a : b),
  cos: Math.cos,
  sin: Math.sin,
  acos: Math.acos,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  min: Math.min,
  max: Math.max,
  clip: (value = NaN, low = NaN, high = NaN) => Math.min(high, Math.max(low, value)),
};

/** Applies one operation to numbers. */
export const applyOperation = (name: Operation, values: readonly number[]): number => APPLY[name](...values);

/**
 * Value of an expression. Throws an `Error` that names a variable without a value.
 * `if` evaluates only the branch it takes, so the other may be undefined there.
 */
export function evaluate(expression: Expression, environment: Environment): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'variable': {
      // hasOwn: a formula may name `constructor`, which every object has.
      const value = Object.hasOwn(environment, expression.name) ? environment[expression.name] : undefined;
      if (value === undefined) {
        const known = Object.keys(environment).join(', ');
        throw new Error(`evaluate: expected a value for "${expression.name}", got only ${known}.`);
      }
      return value;
    }
    case 'operation': {
      const args = expression.arguments;
      if (expression.operation === 'if') {
        const [condition, then, otherwise] = args as [Expression, Expression, Expression];
        return evaluate(evaluate(condition, environment) !== 0 ? then : otherwise, environment);
      }
      return applyOperation(
        expression.operation,
        args.map((argument) => evaluate(argument, environment)),
      );
    }
  }
}
