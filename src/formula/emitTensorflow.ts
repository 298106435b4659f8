/**
 * An expression as a graph of tensor operations. The operations are handed in, so that this folder never imports TensorFlow.js
 * (the page must stay free of it); `tf` itself fits.
 */
import type { Expression, Operation } from './expression';

/** The part of `tf` that formulas need; T is a tensor or what broadcasts like one. */
export interface TensorOperations<T> {
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  pow(a: T, b: T): T;
  neg(a: T): T;
  less(a: T, b: T): T;
  lessEqual(a: T, b: T): T;
  greater(a: T, b: T): T;
  greaterEqual(a: T, b: T): T;
  where(condition: T, a: T, b: T): T;
  cos(a: T): T;
  sin(a: T): T;
  acos(a: T): T;
  exp(a: T): T;
  log(a: T): T;
  sqrt(a: T): T;
  abs(a: T): T;
  sign(a: T): T;
  floor(a: T): T;
  minimum(a: T, b: T): T;
  maximum(a: T, b: T): T;
}

const NAMES: Readonly<Record<Exclude<Operation, 'clip' | 'if'>, keyof TensorOperations<unknown>>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  pow: 'pow',
  neg: 'neg',
  lt: 'less',
  le: 'lessEqual',
  gt: 'greater',
  ge: 'greaterEqual',
  cos: 'cos',
  sin: 'sin',
  acos: 'acos',
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  abs: 'abs',
  sign: 'sign',
  floor: 'floor',
  min: 'minimum',
  max: 'maximum',
};

const COMPARISONS: ReadonlySet<Operation> = new Set<Operation>(['lt', 'le', 'gt', 'ge']);

export interface TensorEnvironment<T> {
  readonly variables: Readonly<Record<string, T>>;
  /** A number in the shape of the other tensors (`where` does not broadcast on every backend). */
  readonly constant: (value: number) => T;
}

/** Throws an `Error` that names a variable without a tensor. */
export function emitTensorflow<T>(
  expression: Expression,
  operations: TensorOperations<T>,
  environment: TensorEnvironment<T>,
): T {
  const emit = (part: Expression): T => {
    if (part.kind === 'number') return environment.constant(part.value);
    if (part.kind === 'variable') {
      const { variables } = environment;
      const tensor = Object.hasOwn(variables, part.name) ? variables[part.name] : undefined;
      if (tensor === undefined) throw new Error(`emitTensorflow: expected a tensor for "${part.name}", got none.`);
      return tensor;
    }
    if (part.operation === 'if') {
      const [condition, then, otherwise] = part.arguments as [Expression, Expression, Expression];
      return operations.where(emitCondition(condition), emit(then), emit(otherwise));
    }
    const [a, b, c] = part.arguments.map(emit) as [T, T, T];
    if (part.operation === 'clip') return operations.minimum(operations.maximum(a, b), c);
    const apply: (...values: T[]) => T = operations[NAMES[part.operation]];
    const value = apply(...(b === undefined ? [a] : [a, b]));
    // A comparison is a boolean tensor; as a number it is 1 or 0.
    return COMPARISONS.has(part.operation)
      ? operations.where(value, environment.constant(1), environment.constant(0))
      : value;
  };
  /** A boolean tensor: a comparison as it is, any other value by being other than 0. */
  const emitCondition = (part: Expression): T => {
    if (part.kind === 'operation' && COMPARISONS.has(part.operation)) {
      const [a, b] = part.arguments.map(emit) as [T, T];
      const compare: (...values: T[]) => T = operations[NAMES[part.operation as 'lt']];
      return compare(a, b);
    }
    return operations.greater(operations.abs(emit(part)), environment.constant(0));
  };
  return emit(expression);
}
