import { expect, it } from 'vitest';
import { requestGpu } from '../webgpuAdapter';
import { calibrate, stepLimitMs } from './calibrate';

it('measures a device, and the limit of a step is its slowest part', async () => {
  const { device } = await requestGpu();
  const speed = await calibrate(device);
  // No processor is slower, no GPU faster: the probes measure something, and not an empty queue.
  expect(speed.flopsPerSecond).toBeGreaterThan(1e8);
  expect(speed.flopsPerSecond).toBeLessThan(1e15);
  expect(speed.bytesPerSecond).toBeGreaterThan(1e7);
  expect(speed.bytesPerSecond).toBeLessThan(1e14);
  expect(speed.dispatchMs).toBeGreaterThan(0);
  expect(speed.dispatchMs).toBeLessThan(10);
  const even = { flopsPerSecond: 1e9, bytesPerSecond: 1e9, dispatchMs: 1 };
  const plan = (flops: number, bytes: number): Parameters<typeof stepLimitMs>[0] => ({
    flops,
    sample: [],
    train: [{ bytes } as Parameters<typeof stepLimitMs>[0]['train'][number]],
  });
  expect(stepLimitMs(plan(5e6, 2e6), even)).toBe(5);
  expect(stepLimitMs(plan(5e6, 9e6), even)).toBe(9);
  expect(stepLimitMs(plan(0, 0), even)).toBe(1);
});
