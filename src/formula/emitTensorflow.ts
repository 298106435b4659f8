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
      const tensor = environment.variables[part.name];
      if (tensor === undefined) throw new Error(`emitTensorflow: expected a tensor for "${part.name}", got none.`);
      return tensor;
    }
    const [a, b, c] = part.arguments.map(emit) as [T, T, T];
    if (part.operation === 'clip') return operations.minimum(operations.maximum(a, b), c);
    if (part.operation === 'if') return operations.where(a, b, c);
    const apply: (...values: T[]) => T = operations[NAMES[part.operation]];
    return apply(...(b === undefined ? [a] : [a, b]));
  };
  return emit(expression);
}
