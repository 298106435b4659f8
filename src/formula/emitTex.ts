/** An expression as TeX. Numbers are rounded for reading; `symbols` gives a variable's TeX, or a number in place of it. */
import type { Expression } from './expression';

/** How strongly an operator binds: a weaker part is put in brackets. */
const SUM = 1;
const PRODUCT = 2;
const POWER = 3;
const ATOM = 4;

const NAMES: Readonly<Record<string, string>> = {
  theta: '\\theta',
  cosine: '\\cos\\theta',
  norm: '\\lVert x\\rVert',
  detachedNorm: '\\lVert x\\rVert',
  targetTheta: '\\theta_y',
  targetCosine: '\\cos\\theta_y',
};
const COMPARISONS: Readonly<Record<string, string>> = { lt: '<', le: '\\le', gt: '>', ge: '\\ge' };

interface Tex {
  readonly text: string;
  readonly strength: number;
}

export function emitTex(expression: Expression, symbols: Readonly<Record<string, string>> = {}): string {
  return emit(expression, symbols).text;
}

function emit(part: Expression, symbols: Readonly<Record<string, string>>): Tex {
  if (part.kind === 'number') return { text: formatNumber(part.value), strength: part.value < 0 ? SUM : ATOM };
  if (part.kind === 'variable') {
    return {
      text: symbols[part.name] ?? NAMES[part.name] ?? `\\mathit{${part.name.replaceAll('_', '\\_')}}`,
      strength: ATOM,
    };
  }
  const [a, b, c] = part.arguments.map((argument) => emit(argument, symbols)) as [Tex, Tex, Tex];
  const at = (tex: Tex, strength: number): string =>
    tex.strength < strength ? `\\left(${tex.text}\\right)` : tex.text;
  switch (part.operation) {
    case 'add':
      return { text: `${a.text} + ${at(b, SUM)}`, strength: SUM };
    case 'sub':
      return { text: `${a.text} - ${at(b, PRODUCT)}`, strength: SUM };
    case 'mul': {
      const [left, right] = [at(a, PRODUCT), at(b, PRODUCT)];
      // Two numbers with a gap between them read as one.
      return { text: `${left}${/^\d/.test(right) ? ' \\cdot ' : '\\,'}${right}`, strength: PRODUCT };
    }
    case 'div':
      return { text: `\\frac{${a.text}}{${b.text}}`, strength: ATOM };
    case 'pow':
      return { text: `${at(a, ATOM)}^{${b.text}}`, strength: POWER };
    case 'neg':
      return { text: `-${at(a, PRODUCT)}`, strength: SUM };
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return { text: `${a.text} ${COMPARISONS[part.operation] ?? ''} ${b.text}`, strength: 0 };
    case 'if':
      return {
        text: `\\begin{cases}${b.text} & ${a.text}\\\\ ${c.text} & \\text{otherwise}\\end{cases}`,
        strength: SUM,
      };
    case 'sqrt':
      return { text: `\\sqrt{${a.text}}`, strength: ATOM };
    case 'abs':
      return { text: `\\left|${a.text}\\right|`, strength: ATOM };
    case 'floor':
      return { text: `\\lfloor ${a.text}\\rfloor`, strength: ATOM };
    case 'acos':
      return call('\\arccos', a);
    case 'cos':
    case 'sin':
    case 'exp':
    case 'log':
      return call(`\\${part.operation}`, a);
    case 'sign':
      return call('\\operatorname{sign}', a);
    case 'min':
    case 'max':
      return call(`\\${part.operation}`, a, b);
    case 'clip':
      return call('\\operatorname{clip}', a, b, c);
    default:
      return part.operation satisfies never;
  }
}

const call = (name: string, ...args: Tex[]): Tex => ({
  text: `${name}\\left(${args.map((arg) => arg.text).join(', ')}\\right)`,
  strength: ATOM,
});

function formatNumber(value: number): string {
  if (value === Math.PI) return '\\pi';
  return `${Number(value.toPrecision(4))}`;
}
