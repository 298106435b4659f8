/**
 * Text to syntax tree. Grammar, loosest first:
 *
 *     comparison = sum [("<" | "<=" | ">" | ">=") sum]
 *     sum        = product {("+" | "-") product}
 *     product    = unary {("*" | "/") unary}
 *     unary      = "-" unary | power
 *     power      = atom ["^" unary]                      (right-associative, binds tighter than a minus before it)
 *     atom       = number | name | name "(" comparison {"," comparison} ")" | "(" comparison ")"
 *
 * Nothing is ever evaluated as code. Length, depth and size are limited, so hostile text ends in a `FormulaError` and nothing else.
 */
import { type Expression, FUNCTIONS, number, operation, type Operation, OPERATIONS, variable } from './expression';

export const MAX_LENGTH = 500;
export const MAX_DEPTH = 40;

/** A formula that cannot be read. `position` is the index of the character at fault. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';

  constructor(
    message: string,
    readonly position: number,
  ) {
    super(`${message} (at character ${position + 1})`);
  }
}

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
  readonly position: number;
}

const TOKEN =
  /\s*(?:(?<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*|[θπ])|(?<sign><=|>=|[-+*/^(),<>≤≥−·×]))/y;
const SIGNS = '+ - * / ^ ( ) , < <= > >=';

/** What a person pastes from a paper. */
const TYPOGRAPHIC: Readonly<Record<string, string>> = {
  '−': '-',
  '·': '*',
  '×': '*',
  '≤': '<=',
  '≥': '>=',
  θ: 'theta',
  π: 'pi',
};

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (;;) {
    const match = TOKEN.exec(text);
    if (!match) break;
    end = TOKEN.lastIndex;
    const { number: digits, name, sign } = match.groups ?? {};
    const matched = digits ?? name ?? sign ?? '';
    tokens.push({
      kind: digits !== undefined ? 'number' : name !== undefined ? 'name' : 'sign',
      text: Object.hasOwn(TYPOGRAPHIC, matched) ? (TYPOGRAPHIC[matched] ?? matched) : matched,
      position: end - matched.length,
    });
  }
  const rest = text.slice(end);
  if (rest.trim() !== '') {
    const position = end + rest.length - rest.trimStart().length;
    throw new FormulaError(`unexpected "${text[position] ?? ''}"; allowed: numbers, names and ${SIGNS}`, position);
  }
  tokens.push({ kind: 'end', text: '', position: text.length });
  return tokens;
}

const SUMS: Readonly<Record<string, Operation>> = { '+': 'add', '-': 'sub' };
const PRODUCTS: Readonly<Record<string, Operation>> = { '*': 'mul', '/': 'div' };
const COMPARISONS: Readonly<Record<string, Operation>> = { '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' };

/** Reads a formula. Throws `FormulaError`. */
export function parse(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw new FormulaError(`expected at most ${MAX_LENGTH} characters, got ${text.length}`, MAX_LENGTH);
  }
  const tokens = tokenise(text);
  let next = 0;
  const END: Token = { kind: 'end', text: '', position: text.length };
  const peek = (): Token => tokens[next] ?? END;
  const isSign = (sign: string): boolean => peek().kind === 'sign' && peek().text === sign;

  function expectSign(sign: string, after: string): void {
    if (!isSign(sign)) throw new FormulaError(`expected "${sign}" ${after}, got ${describe(peek())}`, peek().position);
    next += 1;
  }

  function leftToRight(
    signs: Readonly<Record<string, Operation>>,
    part: (depth: number) => Expression,
    depth: number,
    once = false,
  ): Expression {
    let left = part(depth);
    for (;;) {
      const name = peek().kind === 'sign' ? signs[peek().text] : undefined;
      if (!name) return left;
      next += 1;
      left = operation(name, left, part(depth));
      if (once) return left;
    }
  }

  const comparison = (depth: number): Expression => {
    if (depth > MAX_DEPTH) {
      throw new FormulaError(`expected at most ${MAX_DEPTH} levels of brackets, got more`, peek().position);
    }
    return leftToRight(COMPARISONS, sum, depth, true);
  };
  const sum = (depth: number): Expression => leftToRight(SUMS, product, depth);
  const product = (depth: number): Expression => leftToRight(PRODUCTS, unary, depth);

  function unary(depth: number): Expression {
    if (depth > MAX_DEPTH)
      throw new FormulaError(`expected at most ${MAX_DEPTH} nested signs, got more`, peek().position);
    if (isSign('-')) {
      next += 1;
      return operation('neg', unary(depth + 1));
    }
    const base = atom(depth);
    if (!isSign('^')) return base;
    next += 1;
    return operation('pow', base, unary(depth + 1));
  }

  function atom(depth: number): Expression {
    const token = peek();
    next += 1;
    if (token.kind === 'number') {
      const value = Number(token.text);
      if (Number.isFinite(value)) return number(value);
      throw new FormulaError(`expected a number below 1.8e308, got ${token.text}`, token.position);
    }
    if (token.kind === 'name') return isSign('(') ? call(token, depth) : name(token);
    if (token.kind === 'sign' && token.text === '(') {
      const inner = comparison(depth + 1);
      expectSign(')', 'to close the bracket');
      return inner;
    }
    throw new FormulaError(`expected a number, a name or "(", got ${describe(token)}`, token.position);
  }

  function name(token: Token): Expression {
    if (token.text === 'pi') return number(Math.PI);
    if (isFunction(token.text)) {
      throw new FormulaError(`${token.text} is a function: write ${token.text}(...)`, token.position);
    }
    return variable(token.text);
  }

  function call(token: Token, depth: number): Expression {
    if (!isFunction(token.text)) {
      throw new FormulaError(`unknown function ${token.text}; known: ${FUNCTIONS.join(', ')}`, token.position);
    }
    expectSign('(', `after ${token.text}`);
    const args = [comparison(depth + 1)];
    while (isSign(',')) {
      next += 1;
      args.push(comparison(depth + 1));
    }
    expectSign(')', `to close ${token.text}(`);
    const expected = OPERATIONS[token.text];
    if (args.length !== expected) {
      throw new FormulaError(`${token.text} expects ${expected} arguments, got ${args.length}`, token.position);
    }
    return operation(token.text, ...args);
  }

  const result = comparison(0);
  if (peek().kind !== 'end')
    throw new FormulaError(`expected an operator or the end, got ${describe(peek())}`, peek().position);
  return result;
}

const isFunction = (name: string): name is Operation => (FUNCTIONS as readonly string[]).includes(name);
const describe = (token: Token): string => (token.kind === 'end' ? 'the end' : `"${token.text}"`);
