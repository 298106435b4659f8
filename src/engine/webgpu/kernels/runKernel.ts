/** Runs one kernel on given numbers: for the tests of the kernels. */
import { BufferPool, encodeDispatches, failLoudly, prepareDispatch, readBuffers } from '../device';
import { type Kernel, UNIFORM_ROWS } from './kernel';

/** Contents of a buffer, or its length in elements of four bytes where it starts as zeros. */
export type Contents = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | number;

/** Buffers by name after the kernel ran, as floats (`bitsOf` for integers). */
export function runKernel(
  device: GPUDevice,
  kernel: Kernel,
  contents: Readonly<Record<string, Contents>>,
): Promise<Record<string, Float32Array<ArrayBuffer>>> {
  const pool = new BufferPool(device);
  return failLoudly(device, async () => {
    const buffers = Object.fromEntries(
      Object.entries(contents).map(([name, values]) => {
        const isUniform = kernel.bindings[name]?.[0] === 'uniform';
        const length = isUniform ? 4 * UNIFORM_ROWS : typeof values === 'number' ? values : values.length;
        const buffer = isUniform
          ? pool.make(name, length, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST)
          : pool.make(name, length);
        if (typeof values !== 'number') device.queue.writeBuffer(buffer, 0, values);
        return [name, buffer];
      }),
    );
    const dispatch = await prepareDispatch(device, kernel, buffers);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encodeDispatches(pass, [dispatch]);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const written = Object.entries(kernel.bindings).filter(([, [access]]) => access === 'write');
    const values = await readBuffers(
      device,
      written.map(([name]) => {
        const given = contents[name];
        return { buffer: buffers[name]!, floats: typeof given === 'number' ? given : (given?.length ?? 0) };
      }),
    );
    return Object.fromEntries(written.map(([name], i) => [name, values[i] ?? new Float32Array(0)]));
  }).finally(() => pool.dispose());
}

export const bitsOf = (floats: Float32Array<ArrayBuffer>): Uint32Array => new Uint32Array(floats.buffer);

/** Seeded numbers between -1 and 1. */
export function noise(length: number, seed = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length },
    (_, i) => Math.fround(Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43758.5453) % 1,
  );
}

/** Largest difference as a share of the largest element expected. */
export function worstError(expected: ArrayLike<number>, found: ArrayLike<number> | undefined): number {
  const all = Array.from(expected);
  const size = Math.max(...all.map(Math.abs), 1e-30);
  return Math.max(...all.map((value, i) => Math.abs(value - (found?.[i] ?? NaN)) / size));
}
