/** Where the time of a step goes: each kernel in a pass of its own between two timestamps of the device. */
import type { Dispatch } from './device';

export interface KernelTime {
  readonly label: string;
  readonly ms: number;
  /** A multiply-add counts as two; 0 where they are negligible. */
  readonly flops: number;
}

const BYTES_A_TIMESTAMP = 8;

/** SYNC POINT. Null where the device has no `timestamp-query`. */
export async function profileStep(device: GPUDevice, dispatches: readonly Dispatch[]): Promise<KernelTime[] | null> {
  if (!device.features.has('timestamp-query')) return null;
  const count = 2 * dispatches.length;
  const queries = device.createQuerySet({ type: 'timestamp', count });
  const size = count * BYTES_A_TIMESTAMP;
  const resolved = device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder();
    dispatches.forEach(({ kernel, pipeline, bindGroup }, i) => {
      const pass = encoder.beginComputePass({
        timestampWrites: { querySet: queries, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 },
      });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...kernel.workgroups);
      pass.end();
    });
    encoder.resolveQuerySet(queries, 0, count, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const nanoseconds = new BigInt64Array(staging.getMappedRange());
    return dispatches.map(({ kernel }, i) => ({
      label: kernel.label,
      ms: Number((nanoseconds[2 * i + 1] ?? 0n) - (nanoseconds[2 * i] ?? 0n)) / 1e6,
      flops: kernel.flops ?? 0,
    }));
  } finally {
    queries.destroy();
    resolved.destroy();
    staging.destroy();
  }
}
