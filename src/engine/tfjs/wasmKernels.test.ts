import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bitsAt, STREAM } from '../random';
import { testGradients, tfjsGradientsOn } from './selfTest';
import { registerWasmKernels } from './wasmKernels';

beforeAll(async () => {
  setWasmPaths(`${path.resolve('node_modules/@tensorflow/tfjs-backend-wasm/wasm-out')}/`);
  await tf.setBackend('wasm');
  registerWasmKernels();
});

const values = (shape: [number, number, number, number], place: number): Float32Array =>
  Float32Array.from(
    { length: shape.reduce((a, b) => a * b) },
    (_, i) => bitsAt(1, STREAM.sample, place, i) / 2 ** 31 - 1,
  );

async function gradients(backend: string, [b, h, w, i]: number[], [kh, kw, o]: number[], pad: 'same' | 'valid') {
  await tf.setBackend(backend);
  const x = tf.tensor4d(values([b!, h!, w!, i!], 1), [b!, h!, w!, i!]);
  const filter = tf.tensor4d(values([kh!, kw!, i!, o!], 2), [kh!, kw!, i!, o!]);
  const weights = tf.tensor4d(values([b!, h!, w!, o!], 3), [b!, h!, w!, o!]);
  const [dx, dw] = tf.grads((input: tf.Tensor, kernel: tf.Tensor) => {
    const y = tf.conv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, 1, pad);
    return tf.sum(tf.mul(y, tf.slice(weights, [0, 0, 0, 0], y.shape)));
  })([x, filter]);
  return { dx: await dx!.data(), dw: await dw!.data() };
}

describe('convolution gradients in WebAssembly match plain JavaScript', () => {
  test.each([
    { input: [4, 8, 8, 3], kernel: [3, 3, 5], pad: 'same' as const },
    { input: [3, 7, 9, 2], kernel: [5, 5, 4], pad: 'same' as const },
    { input: [2, 8, 8, 1], kernel: [5, 5, 8], pad: 'valid' as const },
    { input: [2, 6, 6, 4], kernel: [2, 4, 3], pad: 'same' as const },
  ])('$input with $kernel, $pad', async ({ input, kernel, pad }) => {
    const expected = await gradients('cpu', input, kernel, pad);
    const found = await gradients('wasm', input, kernel, pad);
    // Sums of up to 300 products of numbers of size 1 in float32: 1e-4.
    expected.dx.forEach((value, k) => expect(found.dx[k]).toBeCloseTo(value, 4));
    expected.dw.forEach((value, k) => expect(found.dw[k]).toBeCloseTo(value, 4));
  });
});

test('the gradient of a window goes to its first largest element, negative or not', async () => {
  const x = [-3, -1, 2, 2, -2, -4, 2, 1, 5, 6, -1, -1, 7, 6, -1, -1];
  const expected = [0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 4, 0, 3, 0, 0, 0];
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    const weights = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const gradient = tf.grad((input: tf.Tensor) =>
      tf.sum(tf.mul(tf.maxPool(input as tf.Tensor4D, 2, 2, 'valid'), weights)),
    );
    expect([...(await gradient(tf.tensor4d(x, [1, 4, 4, 1])).data())], backend).toEqual(expected);
  }
});

test('a strided convolution is refused by name', async () => {
  await tf.setBackend('wasm');
  const x = tf.zeros([1, 8, 8, 1]);
  const filter = tf.zeros([3, 3, 1, 1]);
  expect(() =>
    tf.grad((kernel: tf.Tensor) => tf.sum(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 2, 'same')))(filter),
  ).toThrow(/expected stride 1, got 2, 2/);
});

test('the self-test of the whole network passes in WebAssembly', async () => {
  const { passed, largestError } = await testGradients(tfjsGradientsOn('wasm'));
  expect(largestError).toBeLessThan(1e-3);
  expect(passed).toBe(true);
});
