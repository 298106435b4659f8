/**
 * The interface both trainers implement. A trainer owns the network's parameters and the optimiser's moments; it never decides
 * when to stop, what to measure or what to show: that is the session's work.
 */
import type { Dataset } from '../data/dataset';
import type { RunConfig } from './runConfig';

/** Settings that may change between two steps without a restart. */
export interface LiveSettings {
  readonly learningRate: number;
  /** Parameters of the loss by name: `scale`, `margin` (radians or cosine), `sigma`, ... */
  readonly lossParameters: Readonly<Record<string, number>>;
}

/** What ran since the last reading. */
export interface StepStatistics {
  /** Number of the first step in `losses`; the first step of a run is 0. */
  readonly firstStep: number;
  /** Loss (batch mean, before that step's update) of each step. */
  readonly losses: Float32Array;
}

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Everything needed to continue a run bit by bit: parameters, optimiser moments, step. */
export interface TrainerSnapshot {
  readonly step: number;
  readonly parameters: Readonly<Record<string, NamedTensor>>;
  /** Two moments per parameter for Adam, one accumulator for SGD with momentum, empty before the first step. */
  readonly moments: readonly Readonly<Record<string, NamedTensor>>[];
  /** Running statistics of the loss by name, scalars; absent or empty where it keeps none, or before the first step. */
  readonly statistics?: Readonly<Record<string, NamedTensor>>;
}

/** Which backend runs, on what, and why it was chosen. */
export interface BackendReport {
  /** `webgpu` (our kernels), `tfjs-webgpu`, `wasm`, `webgl` or `cpu`. */
  readonly name: string;
  /** The adapter or processor in words, for example `SwiftShader (software)` or `2 threads, SIMD`. */
  readonly adapter: string;
  /** One sentence. */
  readonly reason: string;
  /** False for a software adapter and for wasm and cpu: such a backend is never called a GPU. */
  readonly hardware: boolean;
  /** Milliseconds that a step takes at least at the device's measured best; only of our own engine. */
  readonly stepLimitMs?: number;
  /** Result of the gradient self-test at the start. */
  readonly selfTest: { readonly passed: boolean; readonly largestError: number; readonly elapsedMs: number };
}

export interface Trainer {
  /** Steps done so far = the number of the next step. */
  readonly step: number;
  /** Runs `count` training steps. Never reads back. A promise resolves when the device is ready for more. */
  enqueue(count: number): void | Promise<void>;
  applyLiveSettings(settings: LiveSettings): void;
  /** SYNC POINT: waits for the device and reads the losses of the steps since the last reading. */
  readStatistics(): Promise<StepStatistics>;
  /** SYNC POINT. Embeddings (not normalised) of the given rows of the data set: [indices.length * dim]. */
  embed(indices: Uint32Array): Promise<Float32Array>;
  /** SYNC POINT. Weights of the head (not normalised), [dim * classes], row-major [D, C]. */
  readClassWeights(): Promise<Float32Array>;
  /** SYNC POINT. */
  snapshot(): Promise<TrainerSnapshot>;
  restore(snapshot: TrainerSnapshot): void;
  dispose(): void;
}

/** How a trainer is made. Initial weights come from `config.seed` unless `initialParameters` is given (tests, bundles). */
export interface TrainerOptions {
  readonly config: RunConfig;
  readonly dataset: Dataset;
  readonly initialParameters?: Readonly<Record<string, NamedTensor>>;
}
