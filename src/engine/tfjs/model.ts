/** Forward pass of the CNN of `network.ts` in TensorFlow.js. */
import * as tf from '@tensorflow/tfjs';

export type Weights = Readonly<Record<string, tf.Tensor>>;

/** @param images [B, H, W, I], 0..1. Returns embeddings [B, D], not normalised. */
export function embedImages(images: tf.Tensor4D, weights: Weights): tf.Tensor2D {
  let x: tf.Tensor = images;
  for (const layer of ['conv1', 'conv2']) {
    const convolved = tf.conv2d(x as tf.Tensor4D, get(weights, `${layer}Kernel`) as tf.Tensor4D, 1, 'same');
    x = activate(tf.add(convolved, get(weights, `${layer}Bias`)), weights[`${layer}Slope`]);
    x = tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid');
  }
  let flat = tf.reshape<tf.Rank.R2>(x, [images.shape[0], -1]);
  if (weights['dense1Kernel']) {
    const dense = tf.add(tf.matMul(flat, weights['dense1Kernel'] as tf.Tensor2D), get(weights, 'dense1Bias'));
    flat = activate(dense, weights['dense1Slope']) as tf.Tensor2D;
  }
  return tf.matMul(flat, get(weights, 'embedKernel'));
}

/** PReLU where there is a slope per channel, else ReLU. Written with relu alone: its gradient is there on every backend. */
function activate(x: tf.Tensor, slope: tf.Tensor | undefined): tf.Tensor {
  return slope ? tf.sub(tf.relu(x), tf.mul(slope, tf.relu(tf.neg(x)))) : tf.relu(x);
}

function get(weights: Weights, name: string): tf.Tensor {
  const tensor = weights[name];
  if (!tensor)
    throw new Error(`embedImages: expected a weight "${name}", got only ${Object.keys(weights).join(', ')}.`);
  return tensor;
}
