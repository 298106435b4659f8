/**
 * An expression as one WGSL expression of type f32, for the shaders of the fast engine. No declarations, no helper functions: it can stand
 * anywhere an f32 can, and hostile names never reach it (the grammar knows identifiers only).
 *
 * Where float64 gives NaN or an infinity by rounding alone (the arccosine of 1.0000001, the root of -1e-8, the logarithm of 0) the shader
 * gets the nearest finite value: WGSL leaves NaN and infinities to the driver, so no test could pin them. Division is left plain: whoever
 * evaluates a slope clamps the cosine first, as everywhere.
 */
import { evaluate } from './evaluate';
import { type Expression, type Operation, variablesOf } from './expression';

/** Largest and smallest normal f32. */
const LARGEST = 3.4028234663852886e38;
const SMALLEST = '1.1754944e-38';

/** exp of more than this is no f32. */
const LARGEST_EXPONENT = '88.0';

/** A sub-expression longer than this is never written twice, so that nested powers cannot double the text at every level. */
const MAX_DUPLICATED = 120;

const COMPARISONS: Partial<Record<Operation, string>> = { lt: '<', le: '<=', gt: '>', ge: '>=' };
const OPERATORS: Partial<Record<Operation, string>> = { add: '+', sub: '-', mul: '*', div: '/' };

/**
 * @param names WGSL text of a variable (`theta` -> `angle`, `margin` -> `parameters.margin`); a variable that is not listed keeps its name.
 * @param functions WGSL functions in the place of the built-in ones, which may be wrong by 2^-11; absent: the built-in ones.
 * @throws `Error` where a part without variables is no number, such as log(-1): no shader could hold it.
 */
export function emitWgsl(
  expression: Expression,
  names: Readonly<Record<string, string>> = {},
  functions: Functions = {},
): string {
  return emit(expression, { names, functions });
}

type Functions = Readonly<Partial<Record<'cos' | 'sin' | 'acos', string>>>;
interface Texts {
  readonly names: Readonly<Record<string, string>>;
  readonly functions: Functions;
}

function emit(part: Expression, texts: Texts): string {
  const { names, functions } = texts;
  if (part.kind === 'number') return literal(part.value);
  if (part.kind === 'variable') return Object.hasOwn(names, part.name) ? (names[part.name] ?? part.name) : part.name;
  // WGSL evaluates constant parts while compiling, and refuses the whole shader where one overflows.
  if (variablesOf(part).size === 0) return literal(evaluate(part, {}));
  const { operation } = part;
  if (operation === 'if') {
    const [test, then, otherwise] = part.arguments as [Expression, Expression, Expression];
    return `select(${emit(otherwise, texts)}, ${emit(then, texts)}, ${condition(test, texts)})`;
  }
  if (COMPARISONS[operation] !== undefined) return `select(0.0, 1.0, ${condition(part, texts)})`;
  const [a, b, c] = part.arguments.map((argument) => emit(argument, texts)) as [string, string, string];
  switch (operation) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return `(${a} ${OPERATORS[operation] ?? ''} ${b})`;
    case 'neg':
      return `(-${a})`;
    case 'pow':
      return power(a, b, part.arguments[1]);
    case 'acos':
      return `${functions.acos ?? 'acos'}(min(max(${a}, -1.0), 1.0))`;
    case 'sqrt':
      return `sqrt(max(${a}, 0.0))`;
    case 'log':
      return `log(max(${a}, ${SMALLEST}))`;
    case 'exp':
      return `exp(min(${a}, ${LARGEST_EXPONENT}))`;
    case 'cos':
    case 'sin':
      return `${functions[operation] ?? operation}(${a})`;
    case 'abs':
    case 'sign':
    case 'floor':
      return `${operation}(${a})`;
    case 'min':
    case 'max':
      return `${operation}(${a}, ${b})`;
    case 'clip':
      // Not clamp(): its result is open where low > high, and float64 takes the high end there.
      return `min(max(${a}, ${b}), ${c})`;
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return `select(0.0, 1.0, ${condition(part, texts)})`;
    default:
      return operation satisfies never;
  }
}

/** A WGSL bool: a comparison as itself, any other value by being other than 0. */
function condition(part: Expression, texts: Texts): string {
  if (part.kind === 'operation') {
    const sign = COMPARISONS[part.operation];
    const [a, b] = part.arguments;
    if (sign !== undefined && a && b) return `(${emit(a, texts)} ${sign} ${emit(b, texts)})`;
  }
  return `(${emit(part, texts)} != 0.0)`;
}

/** WGSL's pow knows no negative base: the magnitude goes through it, the sign follows from a whole exponent. */
function power(base: string, exponent: string, exponentPart: Expression | undefined): string {
  if (exponentPart?.kind === 'number') {
    const n = exponentPart.value;
    if (n === 0) return '1.0';
    if (n === 1) return base;
    const short = base.length <= MAX_DUPLICATED;
    if (n === 2 && short) return `(${base} * ${base})`;
    if (!Number.isInteger(n)) return `pow(max(${base}, 0.0), ${exponent})`;
    if (n % 2 === 0) return `pow(abs(${base}), ${exponent})`;
    if (short) return `(sign(${base}) * pow(abs(${base}), ${exponent}))`;
  }
  if (base.length > MAX_DUPLICATED || exponent.length > MAX_DUPLICATED) return `pow(max(${base}, 0.0), ${exponent})`;
  // 1 for an even exponent, -1 for an odd one, 0 where float64 has no real value.
  const parity = `select(0.0, 1.0 - 4.0 * fract(${exponent} * 0.5), floor(${exponent}) == ${exponent})`;
  return `(pow(abs(${base}), ${exponent}) * select(1.0, ${parity}, ${base} < 0.0))`;
}

/** Always with a decimal point or an exponent: without, WGSL would read an integer. */
function literal(value: number): string {
  if (Number.isNaN(value)) {
    throw new Error(
      'emitWgsl: expected every constant to be a number, got NaN. Look for log, sqrt or acos outside its range.',
    );
  }
  const finite = Math.min(LARGEST, Math.max(-LARGEST, value));
  const text = String(Math.abs(finite));
  const float = /[.e]/.test(text) ? text : `${text}.0`;
  return finite < 0 ? `(-${float})` : float;
}
