/** The float64 reference of every loss: logits, cross-entropy and its gradients, from the parsed formulas. No tensors, no DOM. */
import { differentiate } from '../formula/differentiate';
import { evaluate } from '../formula/evaluate';
import { COSINE, type Expression, withCosine } from '../formula/expression';
import { parse } from '../formula/parse';
import { simplify } from '../formula/simplify';
import type { AssignmentId, LossDefinition } from './lossDefinition';
import { assignMargins } from './marginDraw';

export interface CompiledLoss {
  /** Target logit over the scale, in `theta`, `cosine` (or `logit`), `E` and the parameters. */
  readonly target: Expression;
  /** d target / d cosine (d logit for raw features). */
  readonly targetSlope: Expression;
  readonly others: Expression;
  readonly othersSlope: Expression;
}

/** Parses the formulas of a loss under a guard (absent or unknown: the first) and takes their derivatives. */
export function compileLoss(definition: LossDefinition, guardId?: string): CompiledLoss {
  const guard = definition.guards.find((g) => g.id === guardId) ?? definition.guards[0];
  const input = definition.features === 'raw' ? 'logit' : COSINE;
  const target = simplify(withCosine(parse(guard?.target ?? definition.target)));
  const others = simplify(withCosine(parse(definition.others)));
  return { target, targetSlope: differentiate(target, input), others, othersSlope: differentiate(others, input) };
}

export interface LossInput {
  /** [B][D] */
  readonly embeddings: readonly (readonly number[])[];
  /** [D][C] */
  readonly weights: readonly (readonly number[])[];
  /** [B], 0..C-1 */
  readonly labels: readonly number[];
  /** [B], as drawn; absent: the fixed margin for every sample. */
  readonly margins?: readonly number[];
  /** By name: `scale`, `margin`, `guard`, `assignment`, ... Missing ones take the loss's defaults. */
  readonly parameters?: Readonly<Record<string, number | string | boolean>>;
}

export interface LossOutput {
  /** [B][C] */
  readonly logits: number[][];
  /** Batch mean of the cross-entropy. */
  readonly loss: number;
  /** Loss plus regulariser. */
  readonly total: number;
  /** [B][D] and [D][C]: gradients of `total`. */
  readonly dEmbeddings: number[][];
  readonly dWeights: number[][];
}

/** A float64 cosine this close to +-1 counts as that far from it: keeps 1/sin(theta) finite and changes no other case. */
const CLAMP = 1e-12;

/** Throws an `Error` that names the shape at fault. */
export function evaluateLoss(definition: LossDefinition, input: LossInput): LossOutput {
  const { embeddings, weights, labels } = input;
  const B = embeddings.length;
  const D = weights.length;
  const C = weights[0]?.length ?? 0;
  if (labels.length !== B) {
    throw new Error(
      `${definition.id}: labels must be [B] = [${B}], got [${labels.length}]. Give one label per embedding.`,
    );
  }
  for (const row of embeddings) {
    if (row.length !== D)
      throw new Error(`${definition.id}: embeddings must be [B][${D}], got a row of ${row.length}.`);
  }
  for (const label of labels) {
    if (!Number.isInteger(label) || label < 0 || label >= C) {
      throw new Error(`${definition.id}: labels must be whole numbers from 0 to ${C - 1}, got ${label}.`);
    }
  }
  const given = input.parameters ?? {};
  const numbers: Record<string, number> = {};
  for (const p of definition.parameters) numbers[p.name] = p.default;
  for (const [name, value] of Object.entries(given)) if (typeof value === 'number') numbers[name] = value;
  const scale = numbers['scale'] ?? 1;
  const compiled = compileLoss(definition, typeof given['guard'] === 'string' ? given['guard'] : undefined);
  const raw = definition.features === 'raw';

  const norms = embeddings.map((x) => Math.hypot(...x));
  const weightNorms = Array.from({ length: C }, (_, j) => Math.hypot(...weights.map((row) => row[j] ?? 0)));
  const at = (rows: readonly (readonly number[])[], i: number, j: number): number => rows[i]?.[j] ?? NaN;
  const products = embeddings.map((x, i) =>
    Array.from({ length: C }, (_, j) => {
      const dot = x.reduce((sum, value, d) => sum + value * at(weights, d, j), 0);
      return raw ? dot : Math.min(1, Math.max(-1, dot / ((norms[i] ?? NaN) * (weightNorms[j] ?? NaN))));
    }),
  );

  const assignment = (given['assignment'] as AssignmentId | undefined) ?? definition.assignments[0]?.id ?? 'as-drawn';
  const targetCosines = labels.map((label, i) => at(products, i, label));
  const mean = definition.marginDraw.kind === 'none' ? 0 : (numbers[definition.marginDraw.mean] ?? 0);
  const margins = assignMargins(assignment, targetCosines, input.margins ?? labels.map(() => mean));

  const logits: number[][] = [];
  const slopes: number[][] = [];
  products.forEach((row, i) => {
    const logitRow: number[] = [];
    const slopeRow: number[] = [];
    row.forEach((product, j) => {
      const isTarget = j === labels[i];
      const cosine = Math.min(1 - CLAMP, Math.max(CLAMP - 1, product));
      const environment = raw
        ? { ...numbers, logit: product, E: margins[i] ?? 0 }
        : { ...numbers, cosine: product, theta: Math.acos(product), E: margins[i] ?? 0 };
      const inside = raw ? environment : { ...environment, cosine, theta: Math.acos(cosine) };
      logitRow.push(scale * evaluate(isTarget ? compiled.target : compiled.others, environment));
      slopeRow.push(scale * evaluate(isTarget ? compiled.targetSlope : compiled.othersSlope, inside));
    });
    logits.push(logitRow);
    slopes.push(slopeRow);
  });

  let loss = 0;
  const dEmbeddings = embeddings.map(() => new Array<number>(D).fill(0));
  const dWeights = weights.map(() => new Array<number>(C).fill(0));
  logits.forEach((row, i) => {
    const largest = Math.max(...row);
    const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    const label = labels[i] ?? 0;
    loss += (largest + Math.log(sum) - (row[label] ?? NaN)) / B;
    row.forEach((logit, j) => {
      const probability = Math.exp(logit - largest) / sum;
      const dProduct = ((probability - (j === label ? 1 : 0)) / B) * at(slopes, i, j);
      const product = at(products, i, j);
      const xNorm = raw ? 1 : (norms[i] ?? NaN);
      const wNorm = raw ? 1 : (weightNorms[j] ?? NaN);
      for (let d = 0; d < D; d++) {
        const x = at(embeddings, i, d) / xNorm;
        const w = at(weights, d, j) / wNorm;
        const toX = raw ? w : (w - product * x) / xNorm;
        const toW = raw ? x : (x - product * w) / wNorm;
        (dEmbeddings[i]!)[d] = at(dEmbeddings, i, d) + dProduct * toX;
        (dWeights[d]!)[j] = at(dWeights, d, j) + dProduct * toW;
      }
    });
  });
  return { logits, loss, total: loss, dEmbeddings, dWeights };
}
