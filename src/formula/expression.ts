/** The syntax tree of a formula, and the table of what the language knows. No meaning beyond that: emitters give it. */

/** Functions and operators by name, with their number of arguments. `add`, `lt`, ... are the operators' names in the tree. */
export const OPERATIONS = {
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  pow: 2,
  neg: 1,
  lt: 2,
  le: 2,
  gt: 2,
  ge: 2,
  if: 3,
  cos: 1,
  sin: 1,
  acos: 1,
  exp: 1,
  log: 1,
  sqrt: 1,
  abs: 1,
  sign: 1,
  floor: 1,
  min: 2,
  max: 2,
  clip: 3,
} as const;

export type Operation = keyof typeof OPERATIONS;

/** Operations a formula may call by name; the rest have signs of their own. */
export const FUNCTIONS: readonly Operation[] = [
  'cos',
  'sin',
  'acos',
  'exp',
  'log',
  'sqrt',
  'abs',
  'sign',
  'floor',
  'min',
  'max',
  'clip',
  'if',
];

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'operation'; readonly operation: Operation; readonly arguments: readonly Expression[] };

export const number = (value: number): Expression => ({ kind: 'number', value });
export const variable = (name: string): Expression => ({ kind: 'variable', name });
export const operation = (name: Operation, ...args: Expression[]): Expression => ({
  kind: 'operation',
  operation: name,
  arguments: args,
});

/** Every variable of an expression. */
export function variablesOf(expression: Expression, found = new Set<string>()): Set<string> {
  if (expression.kind === 'variable') found.add(expression.name);
  else if (expression.kind === 'operation') for (const argument of expression.arguments) variablesOf(argument, found);
  return found;
}

/** Replaces sub-expressions from the leaves up; `replace` returns its argument where nothing is to change. */
export function rewrite(expression: Expression, replace: (part: Expression) => Expression): Expression {
  if (expression.kind !== 'operation') return replace(expression);
  return replace(
    operation(expression.operation, ...expression.arguments.map((argument) => rewrite(argument, replace))),
  );
}

/** Name of the variable that stands for cos(theta) once `withCosine` has run. */
export const COSINE = 'cosine';

/**
 * Writes cos(theta) as a variable of its own, before any derivative is taken: the slope of cos(theta) - m in the cosine is then
 * exactly 1, where the detour through theta gives 0/0 at theta = 0 and pi.
 */
export function withCosine(expression: Expression): Expression {
  return rewrite(expression, (part) => {
    const isCosine =
      part.kind === 'operation' &&
      part.operation === 'cos' &&
      part.arguments[0]?.kind === 'variable' &&
      part.arguments[0].name === 'theta';
    return isCosine ? variable(COSINE) : part;
  });
}

/** Puts expressions in the place of variables, by name. */
export function substitute(expression: Expression, values: Readonly<Record<string, Expression>>): Expression {
  return rewrite(expression, (part) =>
    part.kind === 'variable' && Object.hasOwn(values, part.name) ? (values[part.name] ?? part) : part,
  );
}
