/** Makes a TensorFlow.js backend ready and current. Its code and its WebAssembly arrive only when it is chosen. */
import * as tf from '@tensorflow/tfjs';
import { requestGpu, type Gpu } from '../webgpuAdapter';
import { registerWasmKernels } from './wasmKernels';

export type TfjsBackendName = 'webgpu' | 'wasm' | 'webgl' | 'cpu';

export interface TfjsBackend {
  readonly name: TfjsBackendName;
  /** In words, for the page. */
  readonly adapter: string;
  readonly hardware: boolean;
  /** Only WebGPU; another device comes with another backend. */
  readonly gpu?: Gpu;
}

/** More threads than this gain nothing on a network of this size. */
const MAX_THREADS = 8;

const opened = new Map<TfjsBackendName, Promise<TfjsBackend>>();

/** Throws what the browser threw, or `GpuUnavailable`. A backend opens once; `forgetBackend` lets it open anew. */
export async function openTfjsBackend(name: TfjsBackendName): Promise<TfjsBackend> {
  let backend = opened.get(name);
  if (!backend) {
    backend = { webgpu: openWebgpu, wasm: openWasm, webgl: openWebgl, cpu: openCpu }[name]();
    opened.set(name, backend);
    backend.catch(() => opened.delete(name));
  }
  const result = await backend;
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start its backend ${name}`);
  return result;
}

/** After a lost device. */
export function forgetBackend(name: TfjsBackendName): void {
  opened.delete(name);
}

async function openWebgpu(): Promise<TfjsBackend> {
  const [gpu, { WebGPUBackend }] = await Promise.all([requestGpu(), import('@tensorflow/tfjs-backend-webgpu')]);
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  // Our own device, so that its loss is noticed and its limits are ours.
  tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info), 3);
  return { name: 'webgpu', adapter: gpu.description, hardware: gpu.hardware, gpu };
}

async function openWasm(): Promise<TfjsBackend> {
  const [wasm, plain, simd, threaded] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url'),
  ]);
  wasm.setWasmPaths({
    'tfjs-backend-wasm.wasm': plain.default,
    'tfjs-backend-wasm-simd.wasm': simd.default,
    'tfjs-backend-wasm-threaded-simd.wasm': threaded.default,
  });
  wasm.setThreadsCount(Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency)));
  await tf.setBackend('wasm');
  registerWasmKernels();
  const [hasSimd, hasThreads] = await Promise.all([
    tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'),
    tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT'),
  ]);
  const threads = hasSimd && hasThreads && globalThis.crossOriginIsolated ? wasm.getThreadsCount() : 1;
  const words = `processor, ${threads} ${threads === 1 ? 'thread' : 'threads'}${hasSimd ? ', SIMD' : ', without SIMD'}`;
  return { name: 'wasm', adapter: words, hardware: false };
}

async function openWebgl(): Promise<TfjsBackend> {
  if (!(await tf.setBackend('webgl'))) throw new Error('this browser gives no WebGL context here');
  const context = (tf.backend() as unknown as { gpgpu: { gl: WebGLRenderingContext } }).gpgpu.gl;
  const extension = context.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(context.getParameter(extension?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  const hardware = !/swiftshader|llvmpipe|software/i.test(renderer);
  return { name: 'webgl', adapter: hardware ? renderer : `${renderer} (software)`, hardware };
}

const openCpu = (): Promise<TfjsBackend> =>
  Promise.resolve({ name: 'cpu', adapter: 'processor, plain JavaScript', hardware: false });
