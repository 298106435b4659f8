/** Adam and SGD with momentum on named tensors: our own few lines, because moments must be saved, restored and shared with the other trainer. */
import * as tf from '@tensorflow/tfjs';

type Tensors = Record<string, tf.Tensor>;

/** Kingma & Ba 2015, algorithm 1; epsilon stands outside the root of the bias-corrected second moment. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

export interface Optimizer {
  /** One set of tensors per moment: two for Adam, one for SGD; empty before the first step. */
  moments: Tensors[];
  /** New values of the parameters; keeps the new moments and disposes of the old. `step` counts from 0. */
  update(parameters: Tensors, gradients: Tensors, learningRate: number, step: number): Tensors;
}

export function makeOptimizer(kind: 'adam' | 'sgd', momentum: number): Optimizer {
  const optimizer: Optimizer = {
    moments: [],
    update(parameters, gradients, learningRate, step) {
      const old = optimizer.moments;
      const next: Tensors[] = kind === 'adam' ? [{}, {}] : [{}];
      const result: Tensors = {};
      for (const [name, parameter] of Object.entries(parameters)) {
        const gradient = gradients[name];
        if (!gradient) throw new Error(`optimizer: expected a gradient for "${name}", got none.`);
        const before = old.map((moment) => moment[name]);
        const [value, ...moments] = tf.tidy(() =>
          kind === 'adam'
            ? adam(parameter, gradient, before, learningRate, step)
            : sgd(parameter, gradient, before, learningRate, momentum),
        );
        result[name] = value!;
        moments.forEach((moment, i) => (next[i]![name] = moment));
      }
      for (const moment of old) tf.dispose(moment);
      optimizer.moments = next;
      return result;
    },
  };
  return optimizer;
}

function adam(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  [m0, v0]: (tf.Tensor | undefined)[],
  learningRate: number,
  step: number,
): tf.Tensor[] {
  const m = blend(m0, gradient, BETA1);
  const v = blend(v0, tf.square(gradient), BETA2);
  const mHat = tf.mul(m, 1 / (1 - BETA1 ** (step + 1)));
  const vHat = tf.mul(v, 1 / (1 - BETA2 ** (step + 1)));
  return [tf.sub(parameter, tf.mul(learningRate, tf.div(mHat, tf.add(tf.sqrt(vHat), EPSILON)))), m, v];
}

const blend = (old: tf.Tensor | undefined, value: tf.Tensor, beta: number): tf.Tensor =>
  old ? tf.add(tf.mul(old, beta), tf.mul(value, 1 - beta)) : tf.mul(value, 1 - beta);

/** a = momentum * a + gradient; parameter -= learningRate * a. */
function sgd(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  [a0]: (tf.Tensor | undefined)[],
  learningRate: number,
  momentum: number,
): tf.Tensor[] {
  const a = a0 ? tf.add(tf.mul(a0, momentum), gradient) : tf.clone(gradient);
  return [tf.sub(parameter, tf.mul(learningRate, a)), a];
}
