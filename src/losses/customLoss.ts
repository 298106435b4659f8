/**
 * A loss from formulas that a person typed. They are parsed, never evaluated as code; every name the language does not know becomes a
 * parameter with a slider.
 */
import { variablesOf } from '../formula/expression';
import { FormulaError, MAX_LENGTH, parse } from '../formula/parse';
import { asDrawn, trueOrStraightThrough } from './choices';
import type { LossDefinition, LossParameter, MarginDraw, RunningStatistic } from './lossDefinition';
import { angularMargin, scale, sigma } from './parameters';

export interface CustomFormulas {
  /** Target logit over the scale: `cos(theta + m) - 0.1`. */
  readonly target: string;
  /** The other logits over the scale; absent or empty: cos(theta). */
  readonly others?: string;
  /** How the margin `E` is drawn, if a formula uses it: the same for all, or from a normal distribution. */
  readonly draw?: 'fixed' | 'normal';
}

export interface CustomLossOptions {
  /** Names that settings outside the loss have taken: a parameter of that name could not be told from them in a link. */
  readonly reserved?: readonly string[];
}

export type CustomLoss =
  | { readonly definition: LossDefinition }
  | {
      /** The formula at fault. */
      readonly field: 'target' | 'others';
      /** Its `position` is the character at fault. */
      readonly error: FormulaError;
    };

/** Formulas with more parameters than this are taken for a mistake. */
const MAX_PARAMETERS = 8;
const MAX_NAME = 20;

/** What a loss's own settings are called in links. */
const SETTINGS = ['loss', 'guard', 'assignment', 'gradient', 'target', 'others', 'draw'];

/** Known names and what they mean, for messages and the help beside the field. */
export const CUSTOM_VARIABLES: Readonly<Record<string, string>> = {
  theta: 'angle between the image and the class, in radians',
  E: 'margin of the sample, drawn anew in each step',
  norm: 'length of the embedding',
  detachedNorm: 'length of the embedding, outside the gradient',
  meanNorm: 'mean length in the batch',
  stdNorm: 'standard deviation of the lengths in the batch',
  meanTargetCosine: 'running mean of the cosine to the own class',
  targetTheta: 'in the formula of the others: angle to the own class',
  targetCosine: 'in the formula of the others: cosine to the own class',
};

const STATISTICS: readonly RunningStatistic[] = [
  {
    name: 'meanNorm',
    symbol: '\\mu_{\\lVert x\\rVert}',
    help: 'Mean length of the embeddings in the batch.',
    initial: 1,
    of: 'detachedNorm',
    reduce: 'mean',
    share: '1',
  },
  {
    name: 'stdNorm',
    symbol: '\\sigma_{\\lVert x\\rVert}',
    help: 'Standard deviation of the embeddings’ lengths in the batch.',
    initial: 1,
    of: 'detachedNorm',
    reduce: 'deviation',
    share: '1',
  },
  {
    name: 'meanTargetCosine',
    symbol: '\\overline{\\cos\\theta_y}',
    help: 'Running mean of the target cosine.',
    initial: 0,
    of: 'targetCosine',
    reduce: 'mean',
    share: '0.01',
  },
];

/** Reads the formulas; never throws. */
export function customLoss(formulas: CustomFormulas, options: CustomLossOptions = {}): CustomLoss {
  const texts = { target: formulas.target, others: formulas.others?.trim() ? formulas.others : 'cos(theta)' };
  const parameters = new Map<string, LossParameter>();
  const used = new Set<string>();
  for (const field of ['target', 'others'] as const) {
    try {
      const names = variablesOf(parse(texts[field]));
      for (const name of names) {
        used.add(name);
        checkName(name, texts[field], field, options.reserved ?? []);
        if (!isKnown(name)) parameters.set(name, parameterOf(name));
        if (parameters.size > MAX_PARAMETERS) {
          const message = `expected at most ${MAX_PARAMETERS} names of your own, got more: ${[...parameters.keys()].join(', ')}`;
          throw new FormulaError(message, positionOf(name, texts[field]));
        }
      }
      if (field === 'target' && formulas.draw === 'normal' && !names.has('E')) {
        throw new FormulaError(
          'expected the drawn margin E in the formula, got none: write E where the margin stands',
          0,
        );
      }
    } catch (error) {
      if (error instanceof FormulaError) return { field, error };
      throw error;
    }
  }

  const draws = used.has('E');
  const normal = draws && formulas.draw === 'normal';
  if (draws) parameters.set('margin', { ...angularMargin, help: 'Mean of the margin E.', default: 0.3 });
  if (normal) parameters.set('sigma', sigma('', 0.05));
  const marginDraw: MarginDraw = normal
    ? { kind: 'normal', mean: 'margin', sigma: 'sigma' }
    : draws
      ? { kind: 'fixed', mean: 'margin' }
      : { kind: 'none' };
  const statistics = STATISTICS.filter((s) => used.has(s.name));
  return {
    definition: {
      id: 'custom',
      label: 'Your own',
      summary: 'A loss from the formulas you typed.',
      features: 'normalised',
      target: texts.target,
      others: texts.others,
      parameters: [scale(64), ...parameters.values()],
      ...(statistics.length > 0 ? { statistics } : {}),
      marginDraw,
      assignments: asDrawn,
      guards: [{ id: 'none', label: 'None', help: 'The formula is taken as it is.' }],
      gradients: trueOrStraightThrough,
      papers: [],
    },
  };
}

const isKnown = (name: string): boolean => name === 'cosine' || Object.hasOwn(CUSTOM_VARIABLES, name);

function checkName(name: string, text: string, field: 'target' | 'others', reserved: readonly string[]): void {
  const fail = (message: string): never => {
    throw new FormulaError(message, positionOf(name, text));
  };
  if (name === 's' || name === 'scale') {
    fail(`the scale multiplies every logit already: leave "${name}" out`);
  }
  if (name === 'logit') fail('expected angles, got "logit": write cos(theta)');
  if (field === 'target' && (name === 'targetTheta' || name === 'targetCosine')) {
    fail(`"${name}" is for the formula of the others: here write ${name === 'targetTheta' ? 'theta' : 'cos(theta)'}`);
  }
  if (isKnown(name)) return;
  // The name becomes a setting, a field of objects and an identifier in WGSL and Python.
  if (!/^[A-Za-z](?:\w*[A-Za-z0-9])?$/.test(name) || name.includes('__') || name.length > MAX_NAME) {
    fail(`a name may have up to ${MAX_NAME} letters, digits and single inner underscores, got "${name.slice(0, 40)}"`);
  }
  if (name in {}) fail(`"${name}" is taken: choose another name`);
  if (SETTINGS.includes(name) || reserved.includes(name))
    fail(`"${name}" is a setting of the run: choose another name`);
}

/** The parser keeps no positions in its tree; the first whole word is what a person looks for. */
function positionOf(name: string, text: string): number {
  const found = new RegExp(`(?<!\\w)${name}(?!\\w)`).exec(text.slice(0, MAX_LENGTH));
  return found?.index ?? 0;
}

/** Range and start of a slider, by what the papers call such numbers. */
function parameterOf(name: string): LossParameter {
  const [min, max, step, start] = RANGES[/^[A-Za-z]+/.exec(name)?.[0].toLowerCase() ?? ''] ?? [0, 5, 0.05, 1];
  return {
    name,
    symbol: symbolOf(name),
    label: name,
    help: `Your parameter ${name}.`,
    unit: '',
    min,
    max,
    step,
    default: name === 'm1' ? 1 : start,
  };
}

const RANGES: Readonly<Record<string, readonly [min: number, max: number, step: number, start: number]>> = {
  m: [0, 1.5, 0.01, 0.3],
  margin: [0, 1.5, 0.01, 0.3],
  h: [0, 1, 0.01, 0.33],
  t: [0, 1, 0.01, 0.5],
  p: [0, 1, 0.01, 0.5],
  alpha: [0, 1, 0.01, 0.5],
  beta: [0, 1, 0.01, 0.5],
  eps: [0, 0.1, 0.001, 0.01],
  sigma: [0, 0.5, 0.0025, 0.05],
};

const GREEK = /^(alpha|beta|gamma|delta|lambda|mu|sigma|tau|phi|psi|rho|kappa|eta)(\d*)$/;

/** `m1` -> m_{1}, `lambda` -> \lambda, `bias` -> \mathit{bias}. */
function symbolOf(name: string): string {
  const greek = GREEK.exec(name);
  if (greek) return `\\${greek[1] ?? ''}${greek[2] ? `_{${greek[2]}}` : ''}`;
  const indexed = /^([A-Za-z])(\d+)$/.exec(name);
  if (indexed) return `${indexed[1] ?? ''}_{${indexed[2] ?? ''}}`;
  return name.length === 1 ? name : `\\mathit{${name.replaceAll('_', '\\_')}}`;
}
