/** What the bench runs inside the page: one training step of each engine, timed, with the API calls it makes. */
import type { Dataset } from '../src/data/dataset';
import { openTrainer } from '../src/engine/openTrainer';
import { bitsAt, STREAM } from '../src/engine/random';
import { parseRunConfig } from '../src/engine/runConfig';
import { openJaxStep } from './jaxStep';

export interface Timing {
  readonly msPerStep: number;
  /** Spent in JavaScript before the step is on its way; a step in WebAssembly is over by then. */
  readonly jsMsPerStep: number;
  /** Calls of the WebGPU API in a step. */
  readonly calls: Readonly<Record<string, number>>;
  readonly loss: number;
  /** What a step takes at least at the device's measured best; only of our engine. */
  readonly limitMs?: number;
}

export interface Options {
  /** `jax-js-webgpu`, or a backend of `openTrainer`. */
  readonly engine: string;
  /** Settings of the run by key, as in the address. */
  readonly values: Readonly<Record<string, string>>;
  readonly classes: number;
  readonly steps: number;
  readonly warmUp: number;
}

const SIDE = 28;

/** Noise: a step takes as long on it as on digits. */
function noise(classes: number, count: number): Dataset {
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  return {
    id: 'noise',
    label: 'Noise',
    height: SIDE,
    width: SIDE,
    channels: 1,
    classNames: Array.from({ length: classes }, (_, c) => `${c}`),
    images: Uint8Array.from({ length: count * SIDE * SIDE }, (_, i) => bitsAt(1, STREAM.sample, 0, i) & 255),
    labels: Uint8Array.from(rows, (i) => i % classes),
    trainIndices: rows,
    testIndices: rows.slice(0, 16),
  };
}

interface Stepper {
  step(): void | Promise<void>;
  /** SYNC POINT: the newest loss. */
  wait(): Promise<number>;
  dispose(): void;
  readonly limitMs?: number | undefined;
}

async function openStepper({ engine, values, classes }: Options): Promise<Stepper> {
  const { config } = parseRunConfig({ ...values, ...(engine.startsWith('jax') ? {} : { backend: engine }) });
  if (engine.startsWith('jax')) {
    const jax = await openJaxStep({ batch: config.batchSize, side: SIDE, classes, dim: config.dim });
    return { ...jax, dispose: () => undefined };
  }
  const { trainer, backend } = await openTrainer({ config, dataset: noise(classes, 1024) });
  return {
    step: () => trainer.enqueue(1),
    wait: async () => (await trainer.readStatistics()).losses.at(-1) ?? NaN,
    dispose: () => trainer.dispose(),
    limitMs: backend.stepLimitMs,
  };
}

const COUNTED: readonly [object, readonly string[]][] =
  'GPUDevice' in globalThis
    ? [
        [GPUDevice.prototype, ['createBuffer', 'createBindGroup']],
        [GPUQueue.prototype, ['submit', 'writeBuffer']],
        [GPUCommandEncoder.prototype, ['beginComputePass', 'copyBufferToBuffer']],
        [GPUComputePassEncoder.prototype, ['dispatchWorkgroups']],
      ]
    : [];

/** Counts the calls until the function it returns is called. */
function countCalls(): () => Record<string, number> {
  const counts: Record<string, number> = {};
  const undo = COUNTED.flatMap(([owner, names]) =>
    names.map((name) => {
      const methods = owner as Record<string, (...args: unknown[]) => unknown>;
      const original = methods[name]!;
      methods[name] = function (this: unknown, ...args: unknown[]) {
        counts[name] = (counts[name] ?? 0) + 1;
        return original.apply(this, args);
      };
      return () => (methods[name] = original);
    }),
  );
  return () => {
    for (const restore of undo) restore();
    return counts;
  };
}

async function timeEngine(options: Options): Promise<Timing> {
  const stepper = await openStepper(options);
  for (let i = 0; i < options.warmUp; i++) await stepper.step();
  await stepper.wait();
  const stopCounting = countCalls();
  await stepper.step();
  // jax-js calls the device only when somebody waits.
  if (options.engine.startsWith('jax')) await stepper.wait();
  const calls = stopCounting();
  await stepper.wait();
  let jsMs = 0;
  const startMs = performance.now();
  for (let i = 0; i < options.steps; i++) {
    const beforeMs = performance.now();
    const enqueued = stepper.step();
    jsMs += performance.now() - beforeMs;
    await enqueued;
  }
  const loss = await stepper.wait();
  const msPerStep = (performance.now() - startMs) / options.steps;
  stepper.dispose();
  const limit = stepper.limitMs === undefined ? {} : { limitMs: stepper.limitMs };
  return { msPerStep, jsMsPerStep: jsMs / options.steps, calls, loss, ...limit };
}

declare global {
  interface Window {
    timeEngine(options: Options): Promise<Timing>;
  }
}
window.timeEngine = timeEngine;
