/**
 * The gradients that tfjs-wasm 4.22 lacks (`Conv2DBackpropFilter`), computes slowly (`Conv2DBackpropInput`) or wrongly (`MaxPoolGrad`:
 * windows whose largest value is negative get no gradient). The convolutions are composed from its fast XNNPACK convolution. Stride 1,
 * dilation 1, NHWC, and pooling of 2x2: all that the network needs; anything else is refused by name.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly filterShape?: [number, number, number, number];
  readonly inputShape?: [number, number, number, number];
}

let registered = false;

/** Replaces these kernels of the wasm backend; a second call does nothing. */
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
  if (tf.getKernel('MaxPoolGrad', 'wasm')) tf.unregisterKernel('MaxPoolGrad', 'wasm');
  tf.registerKernel({
    kernelName: 'MaxPoolGrad',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      checkPool(attrs as unknown as PoolAttributes);
      return poolGradient(inputs['input'] as tf.Tensor4D, inputs['dy'] as tf.Tensor4D, backend as BackendWasm);
    },
  });
}

interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
}

function checkPool({ filterSize, strides, pad }: PoolAttributes): void {
  const sizes = [filterSize, strides].flat();
  if (sizes.some((size) => size !== 2) || pad !== 'valid') {
    throw new Error(`MaxPoolGrad (wasm): expected 2x2 windows, stride 2, pad valid; got ${sizes.join(', ')}, ${pad}.`);
  }
}

/** The gradient of each window goes to its first largest element, as on the other backends. */
function poolGradient(x: tf.Tensor4D, dy: tf.Tensor4D, backend: BackendWasm): tf.TensorInfo {
  const [, height, width, channels] = x.shape;
  const [batch, rows, columns] = dy.shape;
  const dx = backend.makeOutput(x.shape, 'float32');
  // Views of the heap, taken after the allocation: growing the heap would detach them.
  const input = backend.typedArrayFromHeap(x) as Float32Array;
  const upstream = backend.typedArrayFromHeap(dy) as Float32Array;
  const out = backend.typedArrayFromHeap(dx) as Float32Array;
  out.fill(0);
  const line = width * channels;
  let from = 0;
  for (let b = 0; b < batch; b++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const corner = ((b * height + 2 * r) * width + 2 * c) * channels;
        for (let k = corner; k < corner + channels; k++) {
          let best = k;
          let largest = input[k]!;
          const right = input[k + channels]!;
          if (right > largest) {
            best = k + channels;
            largest = right;
          }
          const below = input[k + line]!;
          if (below > largest) {
            best = k + line;
            largest = below;
          }
          if (input[k + line + channels]! > largest) best = k + line + channels;
          out[best] = upstream[from++]!;
        }
      }
    }
  }
  return dx;
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
    const images = tf.transpose<tf.Tensor4D>(padded, [3, 1, 2, 0]); // (I, H, W, B)
    const kernel = tf.transpose<tf.Tensor4D>(dy, [1, 2, 0, 3]); // (H, W, B, O)
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
    const flipped = tf.transpose<tf.Tensor4D>(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(padded, flipped, 1, 'valid');
  });
}
