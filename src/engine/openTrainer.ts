/** Chooses what computes, opens it, and tests its gradients before a user trusts them. */
import { RunFailure } from './runFailure';
import { openTfjsBackend, forgetBackend, type TfjsBackend, type TfjsBackendName } from './tfjs/openBackend';
import { testGradients, tfjsGradientsOn } from './tfjs/selfTest';
import { TfjsTrainer } from './tfjs/tfjsTrainer';
import type { Failure } from './protocol';
import type { BackendReport, Trainer, TrainerOptions } from './trainer';
import { calibrate, type DeviceSpeed, stepLimitMs } from './webgpu/calibrate';
import { WebgpuTrainer } from './webgpu/webgpuTrainer';
import { requestAdapter } from './webgpuAdapter';

export interface OpenedTrainer {
  readonly trainer: Trainer;
  readonly backend: BackendReport;
  /** Calls back when the device is gone and the trainer with it. */
  onLost(listener: (failure: Failure) => void): void;
}

/** `webgpu` is our own engine; the others compute with TensorFlow.js. */
type BackendName = 'webgpu' | 'tfjs-webgpu' | 'wasm' | 'webgl' | 'cpu';

const NAMES: Record<BackendName, string> = {
  webgpu: 'WebGPU',
  'tfjs-webgpu': 'TensorFlow.js on WebGPU',
  wasm: 'WebAssembly',
  webgl: 'WebGL',
  cpu: 'plain JavaScript',
};

const tfjsBackendOf = (name: BackendName): TfjsBackendName => (name === 'tfjs-webgpu' ? 'webgpu' : name);

/** A backend passes its self-test once. */
const tested = new WeakMap<TfjsBackend, Map<BackendName, Promise<BackendReport['selfTest']>>>();

/** Throws `RunFailure` where a forced backend cannot run; `auto` goes on to the next one and says so. */
export async function openTrainer(options: TrainerOptions): Promise<OpenedTrainer> {
  const requested = options.config.backend;
  if (requested !== 'auto') {
    const name = requested as BackendName;
    try {
      return await open(name, `${NAMES[name]} was asked for.`, options);
    } catch (error) {
      throw new RunFailure(cannotRun(name, error));
    }
  }
  const { order, reason } = await chooseOrder();
  const refusals: string[] = [];
  for (const name of order) {
    try {
      return await open(name, [reason, ...refusals].join(' '), options);
    } catch (error) {
      refusals.push(`${NAMES[name]} did not work: ${messageOf(error)}.`);
    }
  }
  throw new RunFailure({
    cause: 'backend',
    message: `Nothing on this device can train. ${refusals.join(' ')}`,
    remedy: 'Try a current version of Chrome, Edge, Firefox or Safari.',
  });
}

/** Software WebGPU is about ten times slower than WebAssembly, so it is never chosen by itself. */
async function chooseOrder(): Promise<{ order: BackendName[]; reason: string }> {
  try {
    const { description, hardware } = await requestAdapter();
    if (hardware)
      return {
        order: ['webgpu', 'tfjs-webgpu', 'wasm', 'cpu'],
        reason: `WebGPU offers a hardware adapter: ${description}.`,
      };
    return {
      order: ['wasm', 'cpu'],
      reason: `WebGPU offers only ${description} here, and WebAssembly is faster than a GPU in software.`,
    };
  } catch (error) {
    return { order: ['wasm', 'cpu'], reason: `WebAssembly runs, because ${messageOf(error)}.` };
  }
}

async function open(name: BackendName, reason: string, options: TrainerOptions): Promise<OpenedTrainer> {
  const tfjsName = tfjsBackendOf(name);
  const backend = await openTfjsBackend(tfjsName);
  const gpu = name === 'webgpu' ? backend.gpu : undefined;
  const selfTest = await testOnce(backend, name);
  if (!selfTest.passed) {
    throw new Error(
      `its gradients differ from plain JavaScript by ${selfTest.largestError.toExponential(1)} (relative), more than rounding explains`,
    );
  }
  const report = { name, adapter: backend.adapter, reason, hardware: backend.hardware, selfTest };
  const fast = gpu && (await WebgpuTrainer.open(options, gpu));
  return {
    trainer: fast ?? new TfjsTrainer(options),
    backend: fast ? { ...report, stepLimitMs: stepLimitMs(fast.plan, await speedOf(gpu.device)) } : report,
    onLost: (listener) => {
      void backend.gpu?.device.lost.then((lost) => {
        forgetBackend(tfjsName);
        listener({
          cause: 'device-lost',
          message: `The GPU was taken away during training${lost.message ? `: ${lost.message.replace(/\.$/, '')}` : ''}.`,
          remedy: '“Go on” opens it again, or another backend where there is none, and loses at most some seconds.',
        });
      });
    },
  };
}

/** A device is measured once. */
const speeds = new WeakMap<GPUDevice, Promise<DeviceSpeed>>();

function speedOf(device: GPUDevice): Promise<DeviceSpeed> {
  const speed = speeds.get(device) ?? calibrate(device);
  speeds.set(device, speed);
  return speed;
}

function testOnce(backend: TfjsBackend, name: BackendName): Promise<BackendReport['selfTest']> {
  const tests = tested.get(backend) ?? new Map<BackendName, Promise<BackendReport['selfTest']>>();
  tested.set(backend, tests);
  let test = tests.get(name);
  if (!test) {
    const { gpu } = backend;
    test = testGradients(
      name === 'webgpu' && gpu
        ? async (options) => {
            const trainer = await WebgpuTrainer.open(options, gpu);
            await trainer.enqueue(1);
            const gradients = await trainer.readGradients();
            trainer.dispose();
            return gradients;
          }
        : tfjsGradientsOn(tfjsBackendOf(name)),
    );
    tests.set(name, test);
  }
  return test;
}

function cannotRun(name: BackendName, error: unknown): Failure {
  return {
    cause: 'backend',
    message: `${NAMES[name]} was asked for, but ${messageOf(error)}.`,
    remedy: 'Choose another backend, or Automatic, in the settings and restart.',
  };
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
