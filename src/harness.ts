/**
 * The harness page: any reference file of the format of `golden/` through any trainer. Served in development and in tests
 * (`npx vite`, then /harness.html); the build leaves it out.
 */
import * as tf from '@tensorflow/tfjs';
import { parameterShapes } from './engine/network';
import { RunFailure } from './engine/runFailure';
import { defaultRunConfig, type RunConfig } from './engine/runConfig';
import { embedImages } from './engine/tfjs/model';
import { openTfjsBackend, type TfjsBackendName } from './engine/tfjs/openBackend';
import { TfjsTrainer } from './engine/tfjs/tfjsTrainer';
import type { NamedTensor } from './engine/trainer';
import { runHead } from './engine/webgpu/runHead';
import { WebgpuTrainer } from './engine/webgpu/webgpuTrainer';
import { evaluateLoss, findLoss, type LossInput } from './losses';

interface ReferenceTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** One run of `golden/trajectory.json`. */
export interface ReferenceRun {
  readonly head: string;
  readonly scale: number;
  readonly margin: number;
  readonly sigma?: number;
  readonly guard?: string;
  /** [B, H, W, I] */
  readonly inputShape: readonly number[];
  readonly params: Readonly<Record<string, ReferenceTensor>>;
  readonly adam: { readonly lr: number };
  readonly steps: readonly {
    readonly images: readonly number[];
    readonly labels: readonly number[];
    readonly margins: readonly number[];
  }[];
}

/** As in the reference: the same names. */
export interface TrajectoryResult {
  readonly head: string;
  readonly steps: readonly {
    readonly loss: number;
    readonly gradNorm: Readonly<Record<string, number>>;
    /** [B * D], before the step's update. */
    readonly embeddings: readonly number[];
  }[];
  readonly finalParams: Readonly<Record<string, readonly number[]>>;
}

/** A case of `golden/losses.json`. */
export type LossCase = Omit<LossInput, 'parameters'> & {
  readonly loss: string;
  readonly params: NonNullable<LossInput['parameters']>;
};

const TFJS: Readonly<Record<string, TfjsBackendName>> = {
  tfjs: 'cpu',
  tfjsTrainer: 'cpu',
  cpu: 'cpu',
  'tfjs-cpu': 'cpu',
  wasm: 'wasm',
  'tfjs-wasm': 'wasm',
  webgl: 'webgl',
  'tfjs-webgl': 'webgl',
  'tfjs-webgpu': 'webgpu',
};
const FAST = ['webgpu', 'webgpuTrainer'];

/**
 * @param reference a whole file (then all its runs come back as `runs`), or one run of it
 * @param trainerName `webgpu` (our kernels), or `tfjs`, `cpu`, `wasm`, `webgl`, `tfjs-webgpu` (autodiff)
 */
export function runTrajectory(reference: ReferenceRun, trainerName: string): Promise<TrajectoryResult>;
export function runTrajectory(
  reference: { readonly runs: readonly ReferenceRun[] },
  trainerName: string,
): Promise<{ runs: TrajectoryResult[] }>;
export async function runTrajectory(
  reference: ReferenceRun | { readonly runs: readonly ReferenceRun[] },
  trainerName: string,
): Promise<TrajectoryResult | { runs: TrajectoryResult[] }> {
  if ('runs' in reference) {
    const runs: TrajectoryResult[] = [];
    for (const run of reference.runs) runs.push(await runTrajectory(run, trainerName));
    return { runs };
  }
  const options = optionsOf(reference);
  if (FAST.includes(trainerName)) return runFast(reference, options);
  const backend = TFJS[trainerName];
  if (backend) return runAutodiff(reference, options, backend);
  throw new Error(
    `runTrajectory: expected one of ${[...FAST, ...Object.keys(TFJS)].join(', ')}, got "${trainerName}".`,
  );
}

/** A case through the head's kernels on the device, or with `reference` through the float64 reference. */
export async function runLossCase(given: LossCase, trainerName = 'webgpu') {
  const input: LossInput = { ...given, parameters: given.params };
  const { loss, ...rest } =
    trainerName === 'reference'
      ? evaluateLoss(findLoss(given.loss), input)
      : await runHead(await openDevice(), given.loss, input);
  return { ...rest, loss, crossEntropy: loss };
}

type Options = ConstructorParameters<typeof TfjsTrainer>[0];

/** The reference's network is no choice of the page (narrower, other image size): its parameters are given whole. */
function optionsOf(run: ReferenceRun): Options {
  const [batchSize = 0, height = 0, width = 0, channels = 0] = run.inputShape;
  const shapeOf = (name: string): readonly number[] => run.params[name]?.shape ?? [];
  const definition = findLoss(run.head);
  const given: Readonly<Record<string, number>> = { scale: run.scale, margin: run.margin, sigma: run.sigma ?? 0 };
  const config: RunConfig = {
    ...defaultRunConfig(),
    loss: run.head,
    guard: run.guard ?? 'none',
    gradient: 'true',
    assignment: definition.assignments[0]?.id ?? 'as-drawn',
    lossParameters: Object.fromEntries(definition.parameters.map((p) => [p.name, given[p.name] ?? p.default])),
    activation: 'conv1Slope' in run.params ? 'prelu' : 'relu',
    kernelSize: shapeOf('conv1Kernel')[0] ?? 3,
    width: shapeOf('conv1Kernel')[3] ?? 8,
    hiddenUnits: shapeOf('dense1Kernel')[1] ?? 0,
    learningRate: run.adam.lr,
    dim: shapeOf('embedKernel')[1] ?? 0,
    optimizer: 'adam',
    batchSize,
  };
  const rows = new Uint32Array(batchSize);
  const dataset = {
    id: 'reference',
    label: 'Reference',
    height,
    width,
    channels,
    classNames: Array.from({ length: shapeOf('classWeights')[1] ?? 0 }, (_, c) => `${c}`),
    images: new Uint8Array(batchSize * height * width * channels),
    labels: new Uint8Array(batchSize),
    trainIndices: rows,
    testIndices: rows,
  };
  const missing = Object.keys(parameterShapes(config, dataset)).filter((name) => !run.params[name]);
  if (missing.length > 0)
    throw new Error(`runTrajectory: expected parameters named ${missing.join(', ')}, got none of them.`);
  const initialParameters = Object.fromEntries(
    Object.entries(run.params).map(([name, { shape, values }]): [string, NamedTensor] => [
      name,
      { shape, values: Float32Array.from(values) },
    ]),
  );
  return { config, dataset, initialParameters };
}

async function runFast(run: ReferenceRun, options: Options): Promise<TrajectoryResult> {
  const trainer = await WebgpuTrainer.open(options, { device: await openDevice(), hardware: false });
  try {
    const steps = [];
    for (const step of run.steps) {
      const loss = await trainer.trainOn(step);
      const embeddings = Array.from(await trainer.readNewestEmbeddings());
      steps.push({ loss, gradNorm: normsOf(await trainer.readGradients()), embeddings });
    }
    return { head: run.head, steps, finalParams: valuesOf((await trainer.snapshot()).parameters) };
  } finally {
    trainer.dispose();
  }
}

async function runAutodiff(run: ReferenceRun, options: Options, backend: TfjsBackendName): Promise<TrajectoryResult> {
  await openTfjsBackend(backend);
  const trainer = new TfjsTrainer(options);
  try {
    const steps = [];
    for (const { images: pixels, labels, margins } of run.steps) {
      const images = tf.tensor4d([...pixels], [...run.inputShape] as [number, number, number, number]);
      const before = (await trainer.snapshot()).parameters;
      const embedded = tf.tidy(() =>
        embedImages(
          images,
          Object.fromEntries(Object.entries(before).map(([name, t]) => [name, tf.tensor(t.values, [...t.shape])])),
        ),
      );
      const gradients: Record<string, tf.Tensor> = {};
      const { loss } = trainer.trainOn(
        { images, labels: Uint8Array.from(labels), margins: Float32Array.from(margins) },
        (found) => {
          for (const [name, gradient] of Object.entries(found)) gradients[name] = tf.clone(gradient);
        },
      );
      const read: Record<string, Float32Array> = {};
      for (const [name, gradient] of Object.entries(gradients)) read[name] = Float32Array.from(await gradient.data());
      const [value = NaN] = await loss.data();
      steps.push({ loss: value, gradNorm: normsOf(read), embeddings: Array.from(await embedded.data()) });
      tf.dispose([images, embedded, loss, ...Object.values(gradients)]);
    }
    return { head: run.head, steps, finalParams: valuesOf((await trainer.snapshot()).parameters) };
  } finally {
    trainer.dispose();
  }
}

async function openDevice(): Promise<GPUDevice> {
  const { gpu } = await openTfjsBackend('webgpu');
  if (!gpu) throw new RunFailure({ cause: 'backend', message: 'Expected a WebGPU device, got none.', remedy: '' });
  return gpu.device;
}

const normsOf = (gradients: Readonly<Record<string, Float32Array>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(gradients).map(([name, values]) => [name, Math.sqrt(values.reduce((sum, v) => sum + v * v, 0))]),
  );

const valuesOf = (parameters: Readonly<Record<string, NamedTensor>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(parameters).map(([name, { values }]) => [name, Array.from(values)]));

Object.assign(globalThis, { runTrajectory, runLossCase });
