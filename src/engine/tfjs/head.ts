/** The head as a TensorFlow.js graph: any loss of the catalogue, from its formula and the formula's symbolic derivative. */
import * as tf from '@tensorflow/tfjs';
import { emitTensorflow, type TensorOperations } from '../../formula/emitTensorflow';
import type { Expression } from '../../formula/expression';
import { compileLoss } from '../../losses/evaluateLoss';
import type { AssignmentId, LossDefinition } from '../../losses/lossDefinition';

/** Cosines stay this far from +-1 in the angular losses: float32 loses the angle there, and 1 / sin(theta) its bound. */
const COSINE_CLAMP = 1e-4;
/** Keeps the norm of a zero embedding away from 0 / 0. */
const TINY_NORM = 1e-12;

const operations = tf as unknown as TensorOperations<tf.Tensor>;

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
}

export type Head = (input: HeadInput) => { logits: tf.Tensor2D; loss: tf.Scalar };

/** Compiles a loss once; the head it returns runs inside `tf.tidy` and `tf.variableGrads`. */
export function makeHead(definition: LossDefinition, guard: string, assignment: AssignmentId): Head {
  const compiled = compileLoss(definition, guard);
  const raw = definition.features === 'raw';
  const isAngular = usesTheta(compiled.target) || usesTheta(compiled.targetSlope);
  const plainOthers = isPlain(compiled.others);

  return ({ embeddings, classWeights, oneHot, margins, parameters }) => {
    const scale = parameters['scale'] ?? tf.scalar(1);
    const x = raw ? embeddings : unit(embeddings, 1);
    const w = raw ? classWeights : unit(classWeights, 0);
    const products = tf.matMul<tf.Tensor2D>(x, w);
    const targets = tf.sum<tf.Tensor1D>(tf.mul(products, oneHot), 1);
    const drawn = assignment === 'as-drawn' ? margins : assignSorted(assignment, targets, margins);
    const shifted = applyFormula(compiled.target, compiled.targetSlope, targets, drawn);
    const others = plainOthers
      ? products
      : applyFormula(compiled.others, compiled.othersSlope, products, tf.zerosLike(products));
    const otherAtTarget = tf.sum(tf.mul(others, oneHot), 1);
    const delta = tf.expandDims(tf.sub(shifted, otherAtTarget), 1);
    const logits = tf.mul<tf.Tensor2D>(scale, tf.add(others, tf.mul(oneHot, delta)));
    const loss = tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), 1)));
    return { logits, loss };

    function applyFormula<T extends tf.Tensor>(value: Expression, slope: Expression, input: T, E: tf.Tensor): T {
      const environment = (cosine: tf.Tensor, margin: tf.Tensor) => {
        const ones = tf.onesLike(cosine);
        const constant = (number: number | tf.Scalar): tf.Tensor => tf.mul(ones, number);
        const named = Object.fromEntries(Object.entries(parameters).map(([name, scalar]) => [name, constant(scalar)]));
        const input = raw ? { logit: cosine } : { cosine, ...(isAngular ? { theta: tf.acos(cosine) } : {}) };
        return { variables: { ...named, ...input, E: margin }, constant };
      };
      const run = tf.customGrad((argument: unknown, save: unknown) => {
        const cosine = argument as tf.Tensor;
        const inside = isAngular ? tf.clipByValue(cosine, COSINE_CLAMP - 1, 1 - COSINE_CLAMP) : cosine;
        // The backward pass comes after this scope is gone: what it needs must be saved.
        (save as (tensors: tf.Tensor[]) => void)([inside, E]);
        return {
          value: emitTensorflow(value, operations, environment(inside, E)),
          // The slope at the clamped cosine, not zero: a sample that sits on its class weight can still move.
          gradFunc: (dy: tf.Tensor, [at, margin]: tf.Tensor[]) =>
            tf.mul(dy, emitTensorflow(slope, operations, environment(at!, margin!))),
        };
      });
      return run(input) as T;
    }
  };
}

const unit = (tensor: tf.Tensor2D, axis: number): tf.Tensor2D =>
  tf.div(tensor, tf.sqrt(tf.add(tf.sum(tf.square(tensor), axis, true), TINY_NORM)));

const isPlain = (part: Expression): boolean =>
  part.kind === 'variable' && (part.name === 'cosine' || part.name === 'logit');

function usesTheta(part: Expression): boolean {
  if (part.kind === 'variable') return part.name === 'theta';
  return part.kind === 'operation' && part.arguments.some(usesTheta);
}

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
