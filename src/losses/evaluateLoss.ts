/** The float64 reference of every loss: logits, cross-entropy, regulariser and gradients, from the parsed formulas. No tensors, no DOM. */
import { type Environment, evaluate } from '../formula/evaluate';
import { compileHead, type CompiledStatistic } from './compileHead';
import type { AssignmentId, LossDefinition } from './lossDefinition';
import { assignMargins } from './marginDraw';

export { type CompiledLoss, compileLoss } from './compileLoss';

export interface LossInput {
  /** [B][D] */
  readonly embeddings: readonly (readonly number[])[];
  /** [D][C] */
  readonly weights: readonly (readonly number[])[];
  /** [B], 0..C-1 */
  readonly labels: readonly number[];
  /** [B], as drawn; absent: the mean for every sample. */
  readonly margins?: readonly number[];
  /**
   * By name: `scale`, `margin`, ... and the choices `guard`, `assignment`, `gradient`. Missing ones take the loss's defaults.
   * `easyMargin` true or false is the guard `easy` or `monotone`; `t0` is the running statistic `t` before this batch.
   */
  readonly parameters?: Readonly<Record<string, number | string | boolean>>;
  /** Running statistics before this batch, by name; absent: as before the first step. */
  readonly state?: Readonly<Record<string, number>>;
}

export interface LossOutput {
  /** [B][C] */
  readonly logits: number[][];
  /** Batch mean of the cross-entropy. */
  readonly loss: number;
  /** Batch mean of the regulariser's term, not weighted; 0 where the loss has none. */
  readonly regulariser: number;
  /** Loss plus weighted regulariser. */
  readonly total: number;
  /** [B][D] and [D][C]: gradients of `total`. */
  readonly dEmbeddings: number[][];
  readonly dWeights: number[][];
  /** [B], as handed to the samples. */
  readonly margins: number[];
  /** Running statistics after this batch (which already used them). */
  readonly state: Readonly<Record<string, number>>;
}

/** A float64 cosine this close to +-1 counts as that far from it: keeps 1/sin(theta) finite and changes no other case. */
const CLAMP = 1e-12;

/** Stands for the length of a zero vector: its cosines are 0 then, not 0/0. */
const TINY = 1e-12;

/** Throws an `Error` that names the shape at fault. */
export function evaluateLoss(definition: LossDefinition, input: LossInput): LossOutput {
  const { embeddings, weights, labels } = input;
  const { B, D, C } = checkShapes(definition.id, input);
  const given = input.parameters ?? {};
  const numbers = readNumbers(definition, given);
  const head = compileHead(definition, { guard: readGuard(given), gradient: readText(given, 'gradient') });
  const scale = numbers['scale'] ?? 1;
  const raw = definition.features === 'raw';

  const norms = embeddings.map((x) => Math.max(TINY, Math.hypot(...x)));
  const weightNorms = Array.from({ length: C }, (_, j) =>
    Math.max(TINY, Math.hypot(...weights.map((row) => row[j] ?? 0))),
  );
  const at = (rows: readonly (readonly number[])[], i: number, j: number): number => rows[i]?.[j] ?? NaN;
  const products = embeddings.map((x, i) =>
    Array.from({ length: C }, (_, j) => {
      const dot = x.reduce((sum, value, d) => sum + value * at(weights, d, j), 0);
      return raw ? dot : Math.min(1, Math.max(-1, dot / ((norms[i] ?? NaN) * (weightNorms[j] ?? NaN))));
    }),
  );

  const targetCosines = labels.map((label, i) => at(products, i, label));
  const mean = definition.marginDraw.kind === 'none' ? 0 : (numbers[definition.marginDraw.mean] ?? 0);
  const assignment = (readText(given, 'assignment') ?? definition.assignments[0]?.id ?? 'as-drawn') as AssignmentId;
  const margins = Array.from(assignMargins(assignment, targetCosines, input.margins ?? labels.map(() => mean)));

  const samples = targetCosines.map((targetCosine, i): Environment => ({
    ...numbers,
    E: margins[i] ?? 0,
    norm: norms[i] ?? NaN,
    detachedNorm: norms[i] ?? NaN,
    targetCosine,
    targetTheta: Math.acos(targetCosine),
  }));
  const state = Object.fromEntries(
    head.statistics.map((statistic) => {
      const before = input.state?.[statistic.name] ?? numbers[`${statistic.name}0`] ?? statistic.initial;
      return [statistic.name, updateStatistic(statistic, samples, numbers, before)];
    }),
  );

  const logits: number[][] = [];
  /** d logit / d product and d logit / d norm. */
  const slopes: number[][] = [];
  const normSlopes: number[][] = [];
  products.forEach((row, i) => {
    const sample = { ...samples[i], ...state };
    const each = row.map((product, j) => {
      const isTarget = j === labels[i];
      const exact = raw ? { ...sample, logit: product } : { ...sample, cosine: product, theta: Math.acos(product) };
      const cosine = Math.min(1 - CLAMP, Math.max(CLAMP - 1, product));
      const inside = raw ? exact : { ...sample, cosine, theta: Math.acos(cosine) };
      return {
        logit: scale * evaluate(isTarget ? head.target : head.others, exact),
        slope: scale * evaluate(isTarget ? head.targetSlope : head.othersSlope, inside),
        normSlope: scale * evaluate(isTarget ? head.targetNormSlope : head.othersNormSlope, inside),
      };
    });
    logits.push(each.map((e) => e.logit));
    slopes.push(each.map((e) => e.slope));
    normSlopes.push(each.map((e) => e.normSlope));
  });

  let loss = 0;
  let regulariser = 0;
  const weight = head.regulariser ? evaluate(head.regulariser.weight, numbers) : 0;
  const dEmbeddings = embeddings.map(() => new Array<number>(D).fill(0));
  const dWeights = weights.map(() => new Array<number>(C).fill(0));
  logits.forEach((row, i) => {
    const largest = Math.max(...row);
    const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    const label = labels[i] ?? 0;
    loss += (largest + Math.log(sum) - (row[label] ?? NaN)) / B;
    let dNorm = 0;
    if (head.regulariser) {
      const sample = samples[i] ?? {};
      regulariser += evaluate(head.regulariser.term, sample) / B;
      dNorm += (weight * evaluate(head.regulariser.termSlope, sample)) / B;
    }
    row.forEach((logit, j) => {
      const probability = Math.exp(logit - largest) / sum;
      const dLogit = (probability - (j === label ? 1 : 0)) / B;
      const dProduct = dLogit * at(slopes, i, j);
      dNorm += dLogit * at(normSlopes, i, j);
      const product = at(products, i, j);
      const xNorm = raw ? 1 : (norms[i] ?? NaN);
      const wNorm = raw ? 1 : (weightNorms[j] ?? NaN);
      for (let d = 0; d < D; d++) {
        const x = at(embeddings, i, d) / xNorm;
        const w = at(weights, d, j) / wNorm;
        const toX = raw ? w : (w - product * x) / xNorm;
        const toW = raw ? x : (x - product * w) / wNorm;
        dEmbeddings[i]![d] = at(dEmbeddings, i, d) + dProduct * toX;
        dWeights[d]![j] = at(dWeights, d, j) + dProduct * toW;
      }
    });
    for (let d = 0; d < D; d++) {
      const direction = at(embeddings, i, d) / (norms[i] ?? NaN);
      dEmbeddings[i]![d] = at(dEmbeddings, i, d) + dNorm * direction;
    }
  });
  return { logits, loss, regulariser, total: loss + weight * regulariser, dEmbeddings, dWeights, margins, state };
}

function checkShapes(
  id: string,
  { embeddings, weights, labels, margins }: LossInput,
): { B: number; D: number; C: number } {
  const B = embeddings.length;
  const D = weights.length;
  const C = weights[0]?.length ?? 0;
  if (labels.length !== B) {
    throw new Error(`${id}: labels must be [B] = [${B}], got [${labels.length}]. Give one label per embedding.`);
  }
  if (margins && margins.length !== B) {
    throw new Error(`${id}: margins must be [B] = [${B}], got [${margins.length}]. Give one margin per embedding.`);
  }
  for (const row of embeddings) {
    if (row.length !== D) throw new Error(`${id}: embeddings must be [B][${D}], got a row of ${row.length}.`);
  }
  for (const row of weights) {
    if (row.length !== C) throw new Error(`${id}: weights must be [${D}][${C}], got a row of ${row.length}.`);
  }
  for (const label of labels) {
    if (!Number.isInteger(label) || label < 0 || label >= C) {
      throw new Error(`${id}: labels must be whole numbers from 0 to ${C - 1}, got ${label}.`);
    }
  }
  return { B, D, C };
}

function readNumbers(
  definition: LossDefinition,
  given: Readonly<Record<string, number | string | boolean>>,
): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const p of definition.parameters) numbers[p.name] = p.default;
  for (const [name, value] of Object.entries(given)) if (typeof value === 'number') numbers[name] = value;
  return numbers;
}

const readText = (given: Readonly<Record<string, number | string | boolean>>, name: string): string | undefined =>
  typeof given[name] === 'string' ? given[name] : undefined;

function readGuard(given: Readonly<Record<string, number | string | boolean>>): string | undefined {
  if (typeof given['easyMargin'] === 'boolean') return given['easyMargin'] ? 'easy' : 'monotone';
  return readText(given, 'guard');
}

function updateStatistic(
  { of, reduce, share }: CompiledStatistic,
  samples: readonly Environment[],
  numbers: Environment,
  before: number,
): number {
  const values = samples.map((sample) => evaluate(of, sample));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const measured = reduce === 'mean' ? mean : Math.sqrt(squares / Math.max(1, values.length - 1));
  const part = evaluate(share, numbers);
  return part * measured + (1 - part) * before;
}
