/**
 * What this device can do at best, by three short probes: multiply-adds held in registers, a copy, a chain of empty dispatches. A step is held
 * against it (`stepLimitMs`): a claim on speed that tests itself on hardware we never see.
 */
import { BufferPool, type Dispatch, encodeDispatches, failLoudly, prepareDispatch } from './device';
import { type Kernel, repeat, threadKernel } from './kernels/kernel';
import type { Plan } from './plan';

export interface DeviceSpeed {
  /** A multiply-add counts as two. */
  readonly flopsPerSecond: number;
  /** Read plus written. */
  readonly bytesPerSecond: number;
  readonly dispatchMs: number;
}

/** A reading this long drowns the submit's own time; longer ones would keep the user waiting. */
const LONG_ENOUGH_MS = 12;
const MOST_REPEATS = 1 << 14;
const GROWTH = 4;

const THREADS = 8192;
const LOOPS = 64;
const SUMS = 8;
const COPIED_FLOATS = 1 << 20;

const multiplyAdds = (): Kernel =>
  threadKernel(THREADS, {
    label: 'probe: multiply-adds',
    bindings: { result: ['write', 'vec4f'] },
    flops: 2 * 4 * THREADS * LOOPS * SUMS,
    body: `  let factor = vec4f(0.5 + 1e-6 * f32(thread));
${repeat(SUMS, (i) => `  var s${i} = factor * ${i + 1}.0;`)}
  for (var i = 0u; i < ${LOOPS}u; i++) {
${repeat(SUMS, (i) => `    s${i} = fma(s${i}, factor, factor);`)}
  }
  result[thread] = ${Array.from({ length: SUMS }, (_, i) => `s${i}`).join(' + ')};`,
  });

const copy = (): Kernel =>
  threadKernel(COPIED_FLOATS / 4, {
    label: 'probe: copy',
    bindings: { source: ['read', 'vec4f'], result: ['write', 'vec4f'] },
    body: '  result[thread] = source[thread];',
  });

const empty = (): Kernel =>
  threadKernel(1, {
    label: 'probe: empty dispatch',
    bindings: { result: ['write', 'f32'] },
    body: '  result[0] = 1.0;',
  });

/** SYNC POINT, some tens of milliseconds. */
export function calibrate(device: GPUDevice): Promise<DeviceSpeed> {
  const pool = new BufferPool(device);
  return failLoudly(device, async () => {
    const resources = {
      source: pool.make('probe source', COPIED_FLOATS),
      result: pool.make('probe result', COPIED_FLOATS),
    };
    const secondsOf = async (kernel: Kernel): Promise<number> =>
      (await millisecondsOf(device, await prepareDispatch(device, kernel, resources))) / 1000;
    const adds = multiplyAdds();
    return {
      flopsPerSecond: (adds.flops ?? 0) / (await secondsOf(adds)),
      bytesPerSecond: (8 * COPIED_FLOATS) / (await secondsOf(copy())),
      dispatchMs: 1000 * (await secondsOf(empty())),
    };
  }).finally(() => pool.dispose());
}

/** Of one dispatch, from as many in one pass as take long enough. */
async function millisecondsOf(device: GPUDevice, dispatch: Dispatch): Promise<number> {
  const run = async (repeats: number): Promise<number> => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let i = 0; i < repeats; i++) encodeDispatches(pass, [dispatch]);
    pass.end();
    const startMs = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - startMs;
  };
  await run(1);
  for (let repeats = 1; ; repeats *= GROWTH) {
    const ms = await run(repeats);
    if (ms >= LONG_ENOUGH_MS || repeats >= MOST_REPEATS) return ms / repeats;
  }
}

/**
 * The least time a step of this plan can take: the largest of its multiply-adds, its bytes (each buffer of each dispatch once) and its
 * dispatches, at the device's best.
 */
export function stepLimitMs(
  { sample, train, flops }: Pick<Plan, 'sample' | 'train' | 'flops'>,
  speed: DeviceSpeed,
): number {
  const dispatches = [...sample, ...train];
  const bytes = dispatches.reduce((sum, dispatch) => sum + dispatch.bytes, 0);
  return Math.max(
    (1000 * flops) / speed.flopsPerSecond,
    (1000 * bytes) / speed.bytesPerSecond,
    dispatches.length * speed.dispatchMs,
  );
}
