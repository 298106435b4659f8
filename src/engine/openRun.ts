/** Opens a run: data, backend, trainer; and answers the session's questions about it. The wiring of the engine stands here alone. */
import type { Dataset } from '../data/dataset';
import { faceSteps, type FaceOptions } from '../data/faces/generateFaces';
import { loadPackedDataset } from '../data/loadPacked';
import { loadOwnDataset } from '../data/ownDataset';
import { selectClasses, stratifiedSample } from '../data/subset';
import { findLoss } from '../losses';
import { MAX_VERIFIED_IMAGES, pixelEmbeddings } from '../metrics/pairTally';
import { accuracy, predictClasses } from '../metrics/accuracy';
import { measureAngles } from '../metrics/angles';
import { marginDrawOfStep, marginsOfStep } from './batches';
import { explainDivergence } from './divergence';
import { parameterShapes } from './network';
import { openTrainer } from './openTrainer';
import type { Failure, KeyFrame, Measures, RunDescription, RunState, StagePoints, Verification } from './protocol';
import { bitsAt, STREAM } from './random';
import type { RunConfig } from './runConfig';
import { RunFailure } from './runFailure';
import type { LiveSettings, Trainer } from './trainer';
import { verifyEmbeddings } from './verifyHeldOut';

/** Points on the stage from each split. Both are embedded for every key frame, so more of them cost training time. */
const STAGE_POINTS_PER_SPLIT = 500;
/** Training images whose accuracy is measured. */
const TRAIN_SAMPLE = 1000;
/** The samples are the same in every run, whatever its seed: runs can be laid side by side. */
const SAMPLE_SEED = 1;

export interface OpenRun {
  readonly trainer: Trainer;
  readonly description: RunDescription;
  applyLive(settings: LiveSettings): void;
  /** Margins of `step`'s batch as drawn, with the mean and sigma they were drawn with. */
  drawnMargins(step: number): { margins: Float32Array<ArrayBuffer>; mean: number; sigma: number };
  takeKeyFrame(): Promise<KeyFrame>;
  /** Measures of the whole test split. */
  measure(): Promise<Measures>;
  /** Of the held-out classes; null where there are none. */
  verify(): Promise<Verification | null>;
  explainDivergence(atStep: number, lastGoodStep: number): Failure;
  /** Calls back when the device is gone. */
  onLost(listener: (failure: Failure) => void): void;
}

type OnLoading = (state: RunState & { kind: 'loading' }) => void;

/** Data sets stay loaded between runs: a restart fetches nothing. */
const loadedDatasets = new Map<string, Promise<Dataset>>();

function loadDataset(id: string, onLoading: OnLoading): Promise<Dataset> {
  let dataset = loadedDatasets.get(id);
  if (!dataset) {
    const folder = new URL(`${import.meta.env.BASE_URL}datasets/${id}/`, pageAddress()).href;
    dataset = loadPackedDataset(folder, (loaded, total) =>
      onLoading({ kind: 'loading', sentence: 'Loading the images', loaded, total }),
    );
    loadedDatasets.set(id, dataset);
    dataset.catch(() => loadedDatasets.delete(id));
  }
  return dataset;
}

/** The built worker lies in assets/ beside the page; in development it comes from the root. */
const pageAddress = (): string => new URL(import.meta.env.DEV ? '/' : '../', self.location.href).href;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
/** Between two pauses while images are generated. */
const PORTION_MS = 50;
let generated: { key: string; dataset: Dataset } | null = null;

/** The newest generated data set stays: a restart generates nothing. */
async function generateDataset(config: RunConfig, onLoading: OnLoading): Promise<Dataset> {
  const options: FaceOptions = {
    identities: config.classes + config.heldOut,
    imagesEach: config.imagesEach,
    heldOutIdentities: config.heldOut,
    intraInequality: config.intraInequality,
    interInequality: config.interInequality,
    seed: SAMPLE_SEED,
  };
  const key = JSON.stringify(options);
  if (generated?.key === key) return generated.dataset;
  const steps = faceSteps(options);
  let pausedMs = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      generated = { key, dataset: step.value };
      return step.value;
    }
    if (performance.now() - pausedMs < PORTION_MS) continue;
    const { done: loaded, total } = step.value;
    onLoading({ kind: 'loading', sentence: 'Drawing the faces', loaded, total });
    await pause();
    pausedMs = performance.now();
  }
}

async function findDataset(config: RunConfig, onLoading: OnLoading): Promise<Dataset> {
  if (config.dataset === 'faces') return generateDataset(config, onLoading);
  if (config.dataset !== 'own') {
    return selectClasses(await loadDataset(config.dataset, onLoading), config.classes, config.heldOut);
  }
  const own = await loadOwnDataset();
  if (!own) {
    throw new RunFailure({
      cause: 'data',
      message: 'This address asks for your own images, and none are stored in this browser.',
      remedy: 'Import them with “Own images” in the settings, or choose other data.',
    });
  }
  return selectClasses(own, config.classes, config.heldOut);
}

/** Throws `RunFailure` or `DatasetError`. */
export async function openRun(config: RunConfig, onLoading: OnLoading): Promise<OpenRun> {
  const dataset = await findDataset(config, onLoading);
  onLoading({ kind: 'loading', sentence: 'Opening the backend and testing its gradients', loaded: 0, total: 0 });
  const { trainer, backend, onLost } = await openTrainer({ config, dataset });

  const sample = (indices: Uint32Array, count: number): Uint32Array =>
    stratifiedSample(indices, dataset.labels, dataset.classNames.length, count, (i) =>
      bitsAt(SAMPLE_SEED, STREAM.sample, 0, i),
    );
  const trainPoints = sample(dataset.trainIndices, STAGE_POINTS_PER_SPLIT);
  const testPoints = sample(dataset.testIndices, STAGE_POINTS_PER_SPLIT);
  const points = Uint32Array.of(...trainPoints, ...testPoints);
  const trainSample = sample(dataset.trainIndices, TRAIN_SAMPLE);
  const labelsOf = (rows: Uint32Array): Uint8Array => Uint8Array.from(rows, (row) => dataset.labels[row] ?? 0);
  const testLabels = labelsOf(dataset.testIndices);
  const trainLabels = labelsOf(trainSample);
  const dim = config.dim;
  const heldOutRows = dataset.heldOut && evenSample(dataset.heldOut.indices, MAX_VERIFIED_IMAGES);
  const heldOutLabels = heldOutRows && labelsOf(heldOutRows);
  onLoading({ kind: 'loading', sentence: 'Measuring the network before the first step', loaded: 0, total: 0 });
  const pixelCount = dataset.height * dataset.width * dataset.channels;
  const pixels =
    heldOutRows && heldOutLabels
      ? await verifyEmbeddings(
          pixelEmbeddings(dataset.images, heldOutRows, pixelCount),
          heldOutLabels,
          pixelCount,
          0,
          pause,
        )
      : null;
  let live: LiveSettings = { learningRate: config.learningRate, lossParameters: config.lossParameters };

  return {
    trainer,
    onLost,
    description: {
      heldOut:
        heldOutRows && pixels
          ? { images: stagePoints(dataset, heldOutRows, 0), classNames: dataset.heldOut?.classNames ?? [], pixels }
          : null,
      config,
      backend,
      classNames: dataset.classNames,
      trainCount: dataset.trainIndices.length,
      testCount: dataset.testIndices.length,
      points: stagePoints(dataset, points, trainPoints.length),
      parameterCount: Object.values(parameterShapes(config, dataset)).reduce(
        (sum, shape) => sum + shape.reduce((a, b) => a * b, 1),
        0,
      ),
    },
    applyLive: (settings) => {
      live = settings;
      trainer.applyLiveSettings(settings);
    },
    drawnMargins: (step) => {
      const { mean, sigma } = marginDrawOfStep(config, live.lossParameters, step);
      const draws = findLoss(config.loss).marginDraw.kind !== 'none';
      return { margins: draws ? marginsOfStep(config, live.lossParameters, step) : new Float32Array(0), mean, sigma };
    },
    takeKeyFrame: async () => ({
      step: trainer.step,
      dim,
      embeddings: await trainer.embed(points),
      classWeights: await trainer.readClassWeights(),
    }),
    measure: async () => {
      const step = trainer.step;
      const test = await trainer.embed(dataset.testIndices);
      const train = await trainer.embed(trainSample);
      const weights = await trainer.readClassWeights();
      const { perClassIntraDeg, ...angles } = measureAngles(test, weights, testLabels, dim);
      return {
        step,
        testAccuracy: accuracy(predictClasses(test, weights, dim), testLabels),
        trainAccuracy: accuracy(predictClasses(train, weights, dim), trainLabels),
        ...angles,
        perClassIntraDeg: Array.from(perClassIntraDeg),
      };
    },
    verify: async () =>
      heldOutRows && heldOutLabels
        ? verifyEmbeddings(await trainer.embed(heldOutRows), heldOutLabels, dim, trainer.step, pause)
        : null,
    explainDivergence: (atStep, lastGoodStep) => explainDivergence({ ...config, ...live }, atStep, lastGoodStep),
  };
}

/** Every k-th of them: rows stand class by class, so each class keeps its share. */
const evenSample = (rows: Uint32Array, most: number): Uint32Array =>
  rows.length <= most
    ? rows
    : Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)] ?? 0);

function stagePoints(dataset: Dataset, rows: Uint32Array, trainCount: number): StagePoints {
  const size = dataset.height * dataset.width * dataset.channels;
  const images = new Uint8Array(rows.length * size);
  rows.forEach((row, i) => images.set(dataset.images.subarray(row * size, (row + 1) * size), i * size));
  return {
    labels: Uint8Array.from(rows, (row) => dataset.labels[row] ?? 0),
    isTest: Uint8Array.from(rows, (_, i) => (i < trainCount ? 0 : 1)),
    images,
    imageHeight: dataset.height,
    imageWidth: dataset.width,
    imageChannels: dataset.channels,
  };
}
