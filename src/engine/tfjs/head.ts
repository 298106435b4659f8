/** The head as a TensorFlow.js graph: any loss of the catalogue, from its formulas and their symbolic derivatives. */
import * as tf from '@tensorflow/tfjs';
import { emitTensorflow, type TensorOperations } from '../../formula/emitTensorflow';
import { type Expression, variablesOf } from '../../formula/expression';
import { compileHead, type CompiledStatistic, headNeeds } from '../../losses/compileHead';
import type { AssignmentId, LossDefinition } from '../../losses/lossDefinition';

/** Cosines stay this far from +-1 in the angular losses: float32 loses the angle there, and 1 / sin(theta) its bound. */
const COSINE_CLAMP = 1e-4;
/** Keeps the norm of a zero embedding away from 0 / 0. */
const TINY_NORM = 1e-12;

const operations = tf as unknown as TensorOperations<tf.Tensor>;

/** Running statistics of the loss by name; empty for most. */
export type HeadState = Readonly<Record<string, tf.Scalar>>;

export interface HeadInput {
  /** [B, D] */
  readonly embeddings: tf.Tensor2D;
  /** [D, C] */
  readonly classWeights: tf.Tensor2D;
  /** [B, C] */
  readonly oneHot: tf.Tensor2D;
  /** [B]; sorted ascending unless the assignment is `as-drawn`. */
  readonly margins: tf.Tensor1D;
  /** Scalars by name. */
  readonly parameters: Readonly<Record<string, tf.Scalar>>;
  /** As the last step returned it; absent: as before the first step. */
  readonly state?: HeadState;
}

export interface HeadOutput {
  /** [B, C] */
  readonly logits: tf.Tensor2D;
  /** Batch mean of the cross-entropy: what charts show. */
  readonly loss: tf.Scalar;
  /** Loss plus weighted regulariser: what is minimised. */
  readonly total: tf.Scalar;
  /** After this batch. The caller keeps it (`tf.keep`) for the next step. */
  readonly state: HeadState;
}

export type Head = (input: HeadInput) => HeadOutput;

/** Values before the first step, for `HeadInput.state` and snapshots. */
export const initialHeadState = (definition: LossDefinition): Record<string, number> =>
  Object.fromEntries((definition.statistics ?? []).map((s) => [s.name, s.initial]));

/** Compiles a loss once; the head it returns runs inside `tf.tidy` and `tf.variableGrads`. */
export function makeHead(definition: LossDefinition, guard: string, assignment: AssignmentId, gradient?: string): Head {
  const compiled = compileHead(definition, { guard, gradient });
  const needs = headNeeds(compiled);
  const raw = definition.features === 'raw';
  const isAngular = usesTheta(compiled.target) || usesTheta(compiled.targetSlope) || usesTheta(compiled.others);

  return ({ embeddings, classWeights, oneHot, margins, parameters, state: before = {} }) => {
    const scale = parameters['scale'] ?? tf.scalar(1);
    const norms = lengths(embeddings, 1); // (B, 1)
    const x = raw ? embeddings : tf.div(embeddings, norms);
    const w = raw ? classWeights : tf.div(classWeights, lengths(classWeights, 0));
    const products = tf.matMul<tf.Tensor2D>(x, w);
    const targets = tf.sum<tf.Tensor1D>(tf.mul(products, oneHot), 1);
    const drawn = assignment === 'as-drawn' ? margins : assignSorted(assignment, targets, margins);
    const norm = tf.reshape(norms, [-1]); // (B)
    const targetCosine = tf.clipByValue(targets, -1, 1);
    const samples: Record<string, tf.Tensor> = { E: drawn };
    if (needs.norms) Object.assign(samples, { norm, detachedNorm: norm });
    if (needs.sampleInOthers || needs.statistics) {
      Object.assign(samples, { targetCosine, targetTheta: tf.acos(targetCosine) });
    }
    const state = Object.fromEntries(
      compiled.statistics.map((s) => [s.name, updateStatistic(s, samples, before[s.name] ?? tf.scalar(s.initial))]),
    );

    const shifted = applyFormula(
      { value: compiled.target, slope: compiled.targetSlope, normSlope: compiled.targetNormSlope },
      targets,
      samples,
    );
    const column = (tensor: tf.Tensor): tf.Tensor => tf.expandDims(tensor, 1);
    const perRow = Object.fromEntries(Object.entries(samples).map(([name, tensor]) => [name, column(tensor)]));
    const others = applyFormula(
      { value: compiled.others, slope: compiled.othersSlope, normSlope: compiled.othersNormSlope },
      products,
      perRow,
    );
    const otherAtTarget = tf.sum(tf.mul(others, oneHot), 1);
    const delta = tf.expandDims(tf.sub(shifted, otherAtTarget), 1);
    const logits = tf.mul<tf.Tensor2D>(scale, tf.add(others, tf.mul(oneHot, delta)));
    const loss = tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), 1)));
    return { logits, loss, total: withRegulariser(loss), state };

    function withRegulariser(crossEntropy: tf.Scalar): tf.Scalar {
      if (!compiled.regulariser) return crossEntropy;
      const { weight, term, termSlope } = compiled.regulariser;
      const constant = (number: number): tf.Tensor => tf.scalar(number);
      const factor = emitTensorflow(weight, operations, { variables: parameters, constant });
      const terms = applyFormula({ value: term, slope: null, normSlope: termSlope }, tf.zerosLike(norm), { norm });
      return tf.add<tf.Scalar>(crossEntropy, tf.mul(factor, tf.mean(terms)));
    }

    /**
     * One formula over all elements of `input` (cosines or raw logits).
     * @param each what belongs to a sample, in the shape of `input` or broadcasting to it
     */
    function applyFormula<T extends tf.Tensor>(formula: Formula, input: T, each: Record<string, tf.Tensor>): T {
      // Not through customGrad: a tensor that is both its argument and its value would get its gradient twice.
      if (isPlain(formula.value)) return input;
      const own: Record<string, tf.Tensor> = { ...each, ...state };
      const names = Object.keys(own);
      const spread = names.map((name) => tf.mul(tf.onesLike(input), own[name]!));
      const environment = (cosine: tf.Tensor, values: readonly tf.Tensor[]) => {
        const ones = tf.onesLike(cosine);
        const constant = (number: number | tf.Scalar): tf.Tensor => tf.mul(ones, number);
        const named = Object.fromEntries(Object.entries(parameters).map(([name, scalar]) => [name, constant(scalar)]));
        const product = raw ? { logit: cosine } : { cosine, ...(isAngular ? { theta: tf.acos(cosine) } : {}) };
        return {
          variables: {
            ...named,
            ...product,
            ...Object.fromEntries(names.map((name, i) => [name, values[i]!])),
          },
          constant,
        };
      };
      const normAt = names.indexOf('norm');
      // The length is an argument where the gradient flows through it; everything else about the sample is a number to the gradient.
      const differentiable = normAt >= 0 ? [input, spread[normAt]!] : [input];
      const run = tf.customGrad((...args: unknown[]) => {
        const [cosine] = args as tf.Tensor[];
        const save = args[args.length - 1] as (tensors: tf.Tensor[]) => void;
        const inside = isAngular ? tf.clipByValue(cosine!, COSINE_CLAMP - 1, 1 - COSINE_CLAMP) : cosine!;
        // The backward pass comes after this scope is gone: what it needs must be saved.
        save([inside, ...spread]);
        const value = emitTensorflow(formula.value, operations, environment(inside, spread));
        return {
          value: formula.value.kind === 'variable' ? tf.clone(value) : value,
          gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
            const at = environment(saved[0]!, saved.slice(1));
            const times = (slope: Expression | null): tf.Tensor =>
              slope ? tf.mul(dy, emitTensorflow(slope, operations, at)) : tf.zerosLike(dy);
            // The slope at the clamped cosine, not zero: a sample that sits on its class weight can still move.
            const toInput = times(formula.slope);
            return normAt >= 0 ? [toInput, times(formula.normSlope)] : toInput;
          },
        };
      });
      return run(...differentiable) as T;
    }

    function updateStatistic(
      { of, reduce, share }: CompiledStatistic,
      each: Record<string, tf.Tensor>,
      old: tf.Scalar,
    ): tf.Scalar {
      const ones = tf.onesLike(targets);
      const constant = (number: number | tf.Scalar): tf.Tensor => tf.mul(ones, number);
      const named = Object.fromEntries(Object.entries(parameters).map(([name, scalar]) => [name, constant(scalar)]));
      const values = emitTensorflow(of, operations, { variables: { ...named, ...each }, constant });
      const mean = tf.mean(values);
      const squares = tf.sum(tf.square(tf.sub(values, mean)));
      const measured = reduce === 'mean' ? mean : tf.sqrt(tf.div(squares, Math.max(1, targets.size - 1)));
      const part = emitTensorflow(share, operations, { variables: parameters, constant: (n) => tf.scalar(n) });
      return tf.add<tf.Scalar>(old, tf.mul(part, tf.sub(measured, old)));
    }
  };
}

interface Formula {
  readonly value: Expression;
  /** Null: the value does not depend on the cosine. */
  readonly slope: Expression | null;
  readonly normSlope: Expression;
}

/** Lengths along an axis, which stays. */
const lengths = (tensor: tf.Tensor2D, axis: number): tf.Tensor =>
  tf.sqrt(tf.add(tf.sum(tf.square(tensor), axis, true), TINY_NORM));

const isPlain = (part: Expression): boolean =>
  part.kind === 'variable' && (part.name === 'cosine' || part.name === 'logit');

const usesTheta = (part: Expression): boolean => variablesOf(part).has('theta');

/**
 * `assignMargins` of src/losses on the device: ranks by comparing every pair (B is at most 512), ties by index. No gradient flows.
 * @param sorted [B], the drawn margins in ascending order
 */
function assignSorted(assignment: AssignmentId, targets: tf.Tensor1D, sorted: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy<tf.Tensor1D>(() => {
    const B = targets.shape[0];
    const mine = tf.reshape(targets, [B, 1]);
    const theirs = tf.reshape(targets, [1, B]);
    const index = tf.range(0, B);
    const earlier = tf.less(tf.reshape(index, [1, B]), tf.reshape(index, [B, 1]));
    const before = tf.logicalOr(tf.greater(theirs, mine), tf.logicalAnd(tf.equal(theirs, mine), earlier));
    const ranks = tf.sum(tf.cast(before, 'float32'), 1); // (B)
    // isRank[i, r] = 1 where sample i has rank r.
    const isRank = tf.cast(tf.equal(tf.reshape(ranks, [B, 1]), tf.reshape(index, [1, B])), 'float32');
    const column = tf.reshape(sorted, [B, 1]);
    const out = tf.matMul(isRank, column, assignment === 'as-released');
    return tf.reshape<tf.Rank.R1>(out, [B]);
  });
}
