import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { findLoss } from '../../losses';
import { makeHead } from './head';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const angular = [
  'arcface',
  'elasticface-arc',
  'elasticface-arc-plus',
  'cosface',
  'elasticface-cos',
  'elasticface-cos-plus',
];

test.each(angular)('%s stays finite at cosines of +1, -1 and 0, and past pi', (id) => {
  for (const guard of findLoss(id).guards) {
    const head = makeHead(findLoss(id), guard.id, 'as-drawn');
    const weights = tf.tensor2d([1, 0, 0, 1], [2, 2]);
    const embeddings = tf.tensor2d([3, 0, -2, 0, 0, 1, -5, 0.01], [4, 2]);
    const input = {
      oneHot: tf.tensor2d([1, 0, 1, 0, 1, 0, 1, 0], [4, 2]),
      margins: tf.tensor1d([0.5, 0.5, 0.5, 0.9]),
      parameters: { scale: tf.scalar(64), margin: tf.scalar(0.5), sigma: tf.scalar(0.05) },
    };
    const { value, grads } = tf.valueAndGrads(
      (x: tf.Tensor, w: tf.Tensor) =>
        head({ ...input, embeddings: x as tf.Tensor2D, classWeights: w as tf.Tensor2D }).loss,
    )([embeddings, weights]);
    for (const tensor of [value, ...grads]) {
      for (const number of tensor.dataSync()) expect(Number.isFinite(number), guard.id).toBe(true);
    }
  }
});
