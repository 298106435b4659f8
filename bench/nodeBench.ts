/**
 * `npm run bench:node`: our engine and stock TensorFlow.js on Dawn, the WebGPU of the npm package `webgpu`, without a browser. For machines with a
 * Vulkan driver; without one, point `VK_ICD_FILENAMES` at the `vk_swiftshader_icd.json` beside Chromium. The network is that of `npm run bench`.
 * `--hardware` and `--software` force a variant of the kernels; `--kernels` times each kernel by itself.
 */
import * as tf from '@tensorflow/tfjs';
import { create, globals } from 'webgpu';
import type { Dataset } from '../src/data/dataset';
import { bitsAt, STREAM } from '../src/engine/random';
import { parseRunConfig } from '../src/engine/runConfig';
import { TfjsTrainer } from '../src/engine/tfjs/tfjsTrainer';
import type { Trainer } from '../src/engine/trainer';
import { encodeDispatches } from '../src/engine/webgpu/device';
import type { KernelTime } from '../src/engine/webgpu/profile';
import { WebgpuTrainer } from '../src/engine/webgpu/webgpuTrainer';
import { requestGpu } from '../src/engine/webgpuAdapter';

const SIDE = 28;
const COUNT = 1024;
const WARM_UP = 2;
/** Each engine runs for about so long. */
const TIMED_MS = 4000;

Object.assign(globalThis, globals);
// Kept in a variable: the object must live as long as its devices.
const gpu = create([]);
Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });

const args = process.argv.slice(2);
const { device, info, description, hardware } = await requestGpu();
const variant = args.includes('--hardware') || (hardware && !args.includes('--software'));
console.log(`${description}; kernels for ${variant ? 'hardware' : 'software'}`);

const rows = Uint32Array.from({ length: COUNT }, (_, i) => i);
const dataset: Dataset = {
  id: 'noise',
  label: 'Noise',
  height: SIDE,
  width: SIDE,
  channels: 1,
  classNames: Array.from({ length: 10 }, (_, c) => `${c}`),
  images: Uint8Array.from({ length: COUNT * SIDE * SIDE }, (_, i) => bitsAt(1, STREAM.sample, 0, i) & 255),
  labels: Uint8Array.from(rows, (i) => i % 10),
  trainIndices: rows,
  testIndices: rows,
};
const { config } = parseRunConfig({
  loss: 'arcface',
  kernel: '5',
  width: '16',
  hidden: '0',
  activation: 'relu',
  dim: '3',
  batch: '128',
});

/** Milliseconds a step, and those of them in JavaScript. */
async function time(trainer: Trainer): Promise<{ msPerStep: number; jsMsPerStep: number }> {
  await trainer.enqueue(WARM_UP);
  await trainer.readStatistics();
  await trainer.enqueue(1);
  const firstMs = performance.now();
  await trainer.enqueue(1);
  await trainer.readStatistics();
  const steps = Math.max(2, Math.min(500, Math.round(TIMED_MS / (performance.now() - firstMs))));
  let jsMs = 0;
  const startMs = performance.now();
  for (let i = 0; i < steps; i++) {
    const beforeMs = performance.now();
    const enqueued = trainer.enqueue(1);
    jsMs += performance.now() - beforeMs;
    await enqueued;
  }
  await trainer.readStatistics();
  return { msPerStep: (performance.now() - startMs) / steps, jsMsPerStep: jsMs / steps };
}

const fast = await WebgpuTrainer.open({ config, dataset }, { device, hardware: variant });
const ours = await time(fast);
const table: Record<string, { msPerStep: number; jsMsPerStep: number }> = { 'margin-lab-webgpu': ours };

if (args.includes('--kernels')) {
  const times = (await fast.profile()) ?? (await timeByClock());
  for (const { label, ms, flops } of times) {
    console.log(
      `${label.padEnd(32)} ${ms.toFixed(2).padStart(8)} ms ${(flops / ms / 1e6).toFixed(2).padStart(9)} GFLOP/s`,
    );
  }
}

/** For drivers without timestamps: each kernel by itself, several times. */
async function timeByClock(): Promise<KernelTime[]> {
  const repeats = 5;
  const times: KernelTime[] = [];
  for (const dispatch of [...fast.plan.sample, ...fast.plan.train]) {
    const startMs = performance.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let i = 0; i < repeats; i++) encodeDispatches(pass, [dispatch]);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    const { label, flops = 0 } = dispatch.kernel;
    times.push({ label, flops, ms: (performance.now() - startMs) / repeats });
  }
  return times;
}
fast.dispose();

const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
tf.removeBackend('webgpu');
tf.registerBackend('webgpu', () => new WebGPUBackend(device, info), 3);
await tf.setBackend('webgpu');
table['tfjs-webgpu'] = await time(new TfjsTrainer({ config, dataset }));

console.table(
  Object.fromEntries(
    Object.entries(table).map(([name, { msPerStep, jsMsPerStep }]) => [
      name,
      {
        'ms a step': Number(msPerStep.toFixed(2)),
        'times ours': Number((msPerStep / ours.msPerStep).toFixed(2)),
        'JS ms a step': Number(jsMsPerStep.toFixed(3)),
      },
    ]),
  ),
);
process.exit(0);
