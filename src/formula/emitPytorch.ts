/**
 * An expression as Python text on PyTorch tensors. Parts without tensors become plain Python numbers, so that a module's parameters stay
 * floats that a reader can change.
 */
import type { Expression, Operation } from './expression';

export interface PytorchNames {
  /** Python text of each variable that is a tensor. */
  readonly tensors: Readonly<Record<string, string>>;
  /** Python text of each variable that is a float. */
  readonly numbers: Readonly<Record<string, string>>;
  /** A tensor whose shape and type a constant takes where PyTorch wants tensors on both sides. */
  readonly like: string;
}

interface Python {
  readonly text: string;
  readonly isTensor: boolean;
}

/** Throws an `Error` that names a variable without Python text. */
export const emitPytorch = (expression: Expression, names: PytorchNames): string => emit(expression, names).text;

/** Whether the Python value is a tensor. */
export const isPytorchTensor = (expression: Expression, names: PytorchNames): boolean =>
  emit(expression, names).isTensor;

const OPERATORS: Partial<Record<Operation, string>> = { add: '+', sub: '-', mul: '*', div: '/', pow: '**' };
const COMPARISONS: Partial<Record<Operation, string>> = { lt: '<', le: '<=', gt: '>', ge: '>=' };

function emit(part: Expression, names: PytorchNames): Python {
  if (part.kind === 'number') return { text: literal(part.value), isTensor: false };
  if (part.kind === 'variable') {
    const { tensors, numbers } = names;
    if (Object.hasOwn(tensors, part.name)) return { text: tensors[part.name] ?? '', isTensor: true };
    if (Object.hasOwn(numbers, part.name)) return { text: numbers[part.name] ?? '', isTensor: false };
    throw new Error(`emitPytorch: expected a Python name for "${part.name}", got none.`);
  }
  const { operation } = part;
  if (operation === 'if') return emitIf(part.arguments, names);
  const args = part.arguments.map((argument) => emit(argument, names));
  const isTensor = args.some((arg) => arg.isTensor);
  const [a, b, c] = args as [Python, Python, Python];
  const tensor = (value: Python): string =>
    value.isTensor ? value.text : `torch.full_like(${names.like}, ${value.text})`;
  const call = (name: string): Python => ({
    text: `${isTensor ? 'torch' : 'math'}.${name}(${withoutBrackets(a.text)})`,
    isTensor,
  });
  switch (operation) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'pow':
      return { text: `(${a.text} ${OPERATORS[operation] ?? ''} ${b.text})`, isTensor };
    case 'neg':
      return { text: `(-${a.text})`, isTensor };
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge': {
      const comparison = `(${a.text} ${COMPARISONS[operation] ?? ''} ${b.text})`;
      return { text: isTensor ? `${comparison}.to(${names.like}.dtype)` : `float${comparison}`, isTensor };
    }
    case 'cos':
    case 'sin':
    case 'acos':
    case 'exp':
    case 'log':
    case 'sqrt':
    case 'floor':
      return call(operation);
    case 'abs':
      return isTensor ? call('abs') : { text: `abs(${a.text})`, isTensor };
    case 'sign':
      return isTensor ? call('sign') : { text: `float((${a.text} > 0) - (${a.text} < 0))`, isTensor };
    case 'min':
    case 'max':
      return isTensor
        ? { text: `torch.${operation}imum(${withoutBrackets(tensor(a))}, ${withoutBrackets(tensor(b))})`, isTensor }
        : { text: `${operation}(${withoutBrackets(a.text)}, ${withoutBrackets(b.text)})`, isTensor };
    case 'clip':
      if (!isTensor) return { text: `min(max(${a.text}, ${b.text}), ${c.text})`, isTensor };
      if (!b.isTensor && !c.isTensor)
        return { text: `torch.clamp(${[a, b, c].map((arg) => withoutBrackets(arg.text)).join(', ')})`, isTensor };
      return { text: `torch.minimum(torch.maximum(${tensor(a)}, ${tensor(b)}), ${tensor(c)})`, isTensor };
    default:
      return operation satisfies never;
  }
}

function emitIf(args: readonly Expression[], names: PytorchNames): Python {
  const [test, then, otherwise] = args as [Expression, Expression, Expression];
  const [a, b] = [emit(then, names), emit(otherwise, names)];
  const condition = emitCondition(test, names);
  if (!condition.isTensor) {
    return { text: `(${a.text} if ${condition.text} else ${b.text})`, isTensor: a.isTensor || b.isTensor };
  }
  const tensor = (value: Python): string =>
    value.isTensor ? value.text : `torch.full_like(${names.like}, ${value.text})`;
  const parts = [condition.text, tensor(a), tensor(b)].map(withoutBrackets);
  return { text: `torch.where(${parts.join(', ')})`, isTensor: true };
}

function emitCondition(part: Expression, names: PytorchNames): Python {
  const sign = part.kind === 'operation' ? COMPARISONS[part.operation] : undefined;
  if (part.kind !== 'operation' || sign === undefined) {
    const value = emit(part, names);
    return { text: `(${value.text} != 0)`, isTensor: value.isTensor };
  }
  const [a, b] = part.arguments.map((argument) => emit(argument, names)) as [Python, Python];
  return { text: `(${a.text} ${sign} ${b.text})`, isTensor: a.isTensor || b.isTensor };
}

/** Brackets around a whole expression say nothing. */
export function withoutBrackets(text: string): string {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (depth === 0) return i === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}

function literal(value: number): string {
  if (value === Math.PI) return 'math.pi';
  if (Number.isNaN(value)) return 'math.nan';
  if (!Number.isFinite(value)) return value > 0 ? 'math.inf' : '(-math.inf)';
  const text = /[.e]/.test(String(Math.abs(value))) ? String(Math.abs(value)) : `${Math.abs(value)}.0`;
  return value < 0 ? `(-${text})` : text;
}
