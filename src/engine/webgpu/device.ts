/** The few WebGPU calls the fast engine makes, with failures that are sentences instead of silent zeros. */
import type { Binding, Kernel } from './kernels/kernel';

/** A whole buffer, or a part of one (bytes; the offset a multiple of 256). */
export type Resource = GPUBuffer | { readonly buffer: GPUBuffer; readonly offset: number; readonly size: number };

/** A kernel with its pipeline and its buffers: nothing is left to make when it runs. */
export interface Dispatch {
  readonly kernel: Kernel;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  /** Of all its buffers. */
  readonly bytes: number;
}

/** Throws an `Error` that names the kernel and a buffer that is missing. */
export async function prepareDispatch(
  device: GPUDevice,
  kernel: Kernel,
  resources: Readonly<Record<string, Resource>>,
): Promise<Dispatch> {
  const names = Object.keys(kernel.bindings);
  const layout = device.createBindGroupLayout({
    label: kernel.label,
    entries: Object.values(kernel.bindings).map((binding, i) => ({
      binding: i,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: bufferType(binding) },
    })),
  });
  const entries = names.map((name, binding) => {
    const resource = resources[name];
    if (!resource)
      throw new Error(`${kernel.label}: expected a buffer "${name}", got ${Object.keys(resources).join(', ')}.`);
    return { binding, resource: 'buffer' in resource ? resource : { buffer: resource, size: resource.size } };
  });
  const bindGroup = device.createBindGroup({ label: kernel.label, layout, entries });
  const pipeline = await device.createComputePipelineAsync({
    label: kernel.label,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ label: kernel.label, code: kernel.code }), entryPoint: 'main' },
  });
  return { kernel, pipeline, bindGroup, bytes: entries.reduce((sum, entry) => sum + (entry.resource.size ?? 0), 0) };
}

const bufferType = ([access]: Binding): GPUBufferBindingType =>
  ({ read: 'read-only-storage', write: 'storage', uniform: 'uniform' })[access] as GPUBufferBindingType;

export function encodeDispatches(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
  for (const { kernel, pipeline, bindGroup } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...kernel.workgroups);
  }
}

/** Runs `work` and throws what the device says against it: WebGPU itself only writes to the console and computes zeros. */
export async function failLoudly<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  let result: T | undefined;
  let thrown: Error | null = null;
  try {
    result = await work();
  } catch (error) {
    thrown = error instanceof Error ? error : new Error('the GPU refused the run without a reason');
  }
  const invalid = await device.popErrorScope();
  const full = await device.popErrorScope();
  if (full) throw new Error(`the GPU has too little memory for this run (${full.message})`);
  if (invalid) throw new Error(`the GPU refused a kernel (${invalid.message})`);
  if (thrown) throw thrown;
  return result as T;
}

/** Buffers of one owner, freed together. */
export class BufferPool {
  readonly #buffers: GPUBuffer[] = [];

  constructor(private readonly device: GPUDevice) {}

  /** @param floats size in elements of four bytes. Throws an `Error` where the device's limits are too small. */
  make(label: string, floats: number, usage: GPUBufferUsageFlags = STORAGE): GPUBuffer {
    const size = Math.max(16, 4 * Math.ceil(floats));
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
    if (size > most) {
      throw new Error(
        `this run needs a buffer of ${megabytes(size)} MB for "${label}" and the GPU allows ${megabytes(most)} MB: choose a smaller batch, fewer channels or smaller images`,
      );
    }
    const buffer = this.device.createBuffer({ label, size, usage });
    this.#buffers.push(buffer);
    return buffer;
  }

  dispose(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers.length = 0;
  }
}

const STORAGE = 0x80 | 0x04 | 0x08; // STORAGE | COPY_SRC | COPY_DST: constants, because the names exist only where WebGPU does.

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** SYNC POINT: copies parts of buffers into one staging buffer and waits for them. */
export async function readBuffers(
  device: GPUDevice,
  parts: readonly { readonly buffer: GPUBuffer; readonly offset?: number; readonly floats: number }[],
): Promise<Float32Array<ArrayBuffer>[]> {
  const total = parts.reduce((sum, part) => sum + part.floats, 0);
  const staging = device.createBuffer({
    label: 'staging',
    size: Math.max(4, 4 * total),
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  try {
    const encoder = device.createCommandEncoder();
    let at = 0;
    for (const { buffer, offset = 0, floats } of parts) {
      encoder.copyBufferToBuffer(buffer, 4 * offset, staging, 4 * at, 4 * floats);
      at += floats;
    }
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const all = new Float32Array(staging.getMappedRange());
    at = 0;
    return parts.map(({ floats }) => all.slice(at, (at += floats)));
  } finally {
    staging.destroy();
  }
}
