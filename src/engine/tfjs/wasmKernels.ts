/**
 * The convolution gradients that tfjs-wasm lacks (`Conv2DBackpropFilter`) or computes slowly (`Conv2DBackpropInput`), composed from
 * its fast XNNPACK convolution. Stride 1, dilation 1, NHWC: all that the network needs; anything else is refused by name.
 */
import * as tf from '@tensorflow/tfjs';

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly filterShape?: [number, number, number, number];
  readonly inputShape?: [number, number, number, number];
}

let registered = false;

/** Replaces both kernels of the wasm backend; a second call does nothing. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  for (const kernelName of ['Conv2DBackpropFilter', 'Conv2DBackpropInput'] as const) {
    if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => {
        const attributes = attrs as unknown as Attributes;
        checkStride(kernelName, attributes);
        const dy = inputs['dy'] as tf.Tensor4D;
        return kernelName === 'Conv2DBackpropFilter'
          ? filterGradient(inputs['x'] as tf.Tensor4D, dy, attributes)
          : inputGradient(dy, inputs['filter'] as tf.Tensor4D, attributes);
      },
    });
  }
}

function checkStride(kernelName: string, { strides }: Attributes): void {
  const [sy, sx] = typeof strides === 'number' ? [strides, strides] : strides;
  if (sy !== 1 || sx !== 1)
    throw new Error(`${kernelName} (wasm): expected stride 1, got ${sy}, ${sx}. Use another backend.`);
}

/** Rows of padding before and after an input whose output has the given size. */
function padding(input: number, output: number, kernel: number, pad: Attributes['pad']): [number, number] {
  const total = typeof pad === 'number' ? 2 * pad : Math.max(0, output - 1 + kernel - input);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/**
 * dW[ky, kx, i, o] = sum over b, y, x of X[b, y + ky, x + kx, i] dY[b, y, x, o]: one convolution whose batch is the input channels,
 * whose channels are the batch and whose kernel is dY.
 */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, { pad, filterShape }: Attributes): tf.Tensor {
  const [kh, kw] = filterShape ?? [1, 1];
  return tf.tidy(() => {
    const rows = padding(x.shape[1], dy.shape[1], kh, pad);
    const columns = padding(x.shape[2], dy.shape[2], kw, pad);
    const padded = tf.pad(x, [[0, 0], rows, columns, [0, 0]]);
    const images = tf.transpose(padded, [3, 1, 2, 0]) as tf.Tensor4D; // (I, H, W, B)
    const kernel = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D; // (H, W, B, O)
    return tf.transpose(tf.conv2d(images, kernel, 1, 'valid'), [1, 2, 0, 3]); // (kh, kw, I, O)
  });
}

/** dX = dY convolved with the kernel reversed in space and transposed in channels. */
function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, { pad, inputShape }: Attributes): tf.Tensor {
  const [kh, kw] = filter.shape;
  const [, height, width] = inputShape ?? dy.shape;
  return tf.tidy(() => {
    const [top, bottom] = padding(height, dy.shape[1], kh, pad);
    const [left, right] = padding(width, dy.shape[2], kw, pad);
    const padded = tf.pad(dy, [
      [0, 0],
      [kh - 1 - top, kh - 1 - bottom],
      [kw - 1 - left, kw - 1 - right],
      [0, 0],
    ]);
    const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
    return tf.conv2d(padded, flipped, 1, 'valid');
  });
}
