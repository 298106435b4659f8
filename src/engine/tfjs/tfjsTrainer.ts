/** The trainer of every TensorFlow.js backend, and the oracle of the fast one: plain autodiff, one step after the other. */
import * as tf from '@tensorflow/tfjs';
import { findLoss } from '../../losses';
import type { AssignmentId } from '../../losses/lossDefinition';
import { batchOfStep, marginsOfStep } from '../batches';
import { initialParameters } from '../network';
import type { LiveSettings, NamedTensor, StepStatistics, Trainer, TrainerOptions, TrainerSnapshot } from '../trainer';
import { makeHead } from './head';
import { embedImages } from './model';
import { makeOptimizer } from './optimizer';

type Tensors = Record<string, tf.Tensor>;

/** Rows embedded at once: bounds the memory of the whole test split. */
const EMBED_CHUNK = 500;

/** One batch as tensors: the sampler's, or a test's own. */
export interface Batch {
  readonly images: tf.Tensor4D;
  readonly labels: Int32Array | Uint8Array;
  /** As drawn. */
  readonly margins: Float32Array;
}

export class TfjsTrainer implements Trainer {
  #step = 0;
  #firstUnread = 0;
  #losses: tf.Scalar[] = [];
  #weights: Tensors;
  #statistics: Tensors = {};
  #settings: LiveSettings;
  readonly #optimizer;
  readonly #head;
  readonly #assignment: AssignmentId;

  /** Runs on the backend that is set when it is made. */
  constructor(private readonly options: TrainerOptions) {
    const { config, dataset } = options;
    this.#weights = toTensors(options.initialParameters ?? initialParameters(config, dataset));
    this.#optimizer = makeOptimizer(config.optimizer, config.momentum);
    this.#assignment = config.assignment as AssignmentId;
    this.#head = makeHead(findLoss(config.loss), config.guard, this.#assignment, config.gradient);
    this.#settings = { learningRate: config.learningRate, lossParameters: config.lossParameters };
  }

  get step(): number {
    return this.#step;
  }

  /** @param onGradients sees the gradients of each step; they are gone when it returns. */
  enqueue(count: number, onGradients?: (gradients: Tensors) => void): void {
    for (let i = 0; i < count; i++) {
      const rows = batchOfStep(this.options.config, this.options.dataset.trainIndices, this.#step);
      const images = this.#gather(rows);
      const labels = Uint8Array.from(rows, (row) => this.options.dataset.labels[row] ?? 0);
      const margins = marginsOfStep(this.options.config, this.#settings.lossParameters, this.#step);
      this.#losses.push(this.trainOn({ images, labels, margins }, onGradients).loss);
      images.dispose();
    }
  }

  /** One step on a given batch. The caller disposes of the loss. */
  trainOn({ images, labels, margins }: Batch, onGradients?: (gradients: Tensors) => void): { loss: tf.Scalar } {
    const names = Object.keys(this.#weights);
    let loss: tf.Scalar | undefined;
    let statistics: Tensors = {};
    const { value, grads } = tf.tidy(() => {
      const oneHot = tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), this.#classes) as tf.Tensor2D;
      const drawn = tf.tensor1d(this.#assignment === 'as-drawn' ? margins : Float32Array.from(margins).sort());
      const parameters = Object.fromEntries(
        Object.entries(this.#settings.lossParameters).map(([name, number]) => [name, tf.scalar(number)]),
      );
      return tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const weights = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
        const embeddings = embedImages(images, weights);
        const classWeights = weights['classWeights'] as tf.Tensor2D;
        const head = this.#head({
          embeddings,
          classWeights,
          oneHot: tf.cast(oneHot, 'float32'),
          margins: drawn,
          parameters,
          state: this.#statistics as Record<string, tf.Scalar>,
        });
        loss = tf.keep(tf.clone(head.loss));
        statistics = Object.fromEntries(
          Object.entries(head.state).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
        );
        return head.total;
      })(names.map((name) => this.#weights[name] as tf.Tensor));
    });
    const gradients = Object.fromEntries(names.map((name, i) => [name, grads[i]!]));
    onGradients?.(gradients);
    const next = this.#optimizer.update(this.#weights, gradients, this.#settings.learningRate, this.#step);
    tf.dispose(this.#weights);
    tf.dispose(gradients);
    tf.dispose(this.#statistics);
    tf.dispose(value);
    this.#weights = next;
    this.#statistics = statistics;
    this.#step += 1;
    if (!loss) throw new Error('TfjsTrainer.trainOn: expected a loss from the head, got none.');
    return { loss };
  }

  applyLiveSettings(settings: LiveSettings): void {
    this.#settings = settings;
  }

  async readStatistics(): Promise<StepStatistics> {
    const firstStep = this.#firstUnread;
    const pending = this.#losses;
    this.#losses = [];
    this.#firstUnread = this.#step;
    if (pending.length === 0) return { firstStep, losses: new Float32Array(0) };
    const stacked = tf.stack(pending);
    tf.dispose(pending);
    const losses = Float32Array.from(await stacked.data());
    stacked.dispose();
    return { firstStep, losses };
  }

  async embed(indices: Uint32Array): Promise<Float32Array> {
    const out = new Float32Array(indices.length * this.options.config.dim);
    for (let start = 0; start < indices.length; start += EMBED_CHUNK) {
      const embeddings = tf.tidy(() =>
        embedImages(this.#gather(indices.subarray(start, start + EMBED_CHUNK)), this.#weights),
      );
      out.set(await embeddings.data(), start * this.options.config.dim);
      embeddings.dispose();
    }
    return out;
  }

  async readClassWeights(): Promise<Float32Array> {
    return Float32Array.from(await (this.#weights['classWeights'] as tf.Tensor).data());
  }

  async snapshot(): Promise<TrainerSnapshot> {
    const step = this.#step;
    const parameters = await toNamed(this.#weights);
    const moments = await Promise.all(this.#optimizer.moments.map(toNamed));
    return { step, parameters, moments, statistics: await toNamed(this.#statistics) };
  }

  restore(snapshot: TrainerSnapshot): void {
    tf.dispose(this.#weights);
    tf.dispose(this.#statistics);
    this.#statistics = toTensors(snapshot.statistics ?? {});
    tf.dispose(this.#losses);
    for (const moment of this.#optimizer.moments) tf.dispose(moment);
    this.#losses = [];
    this.#weights = toTensors(snapshot.parameters);
    this.#optimizer.moments = snapshot.moments.map(toTensors);
    this.#step = snapshot.step;
    this.#firstUnread = snapshot.step;
  }

  dispose(): void {
    tf.dispose(this.#weights);
    tf.dispose(this.#statistics);
    tf.dispose(this.#losses);
    for (const moment of this.#optimizer.moments) tf.dispose(moment);
    this.#optimizer.moments = [];
    this.#losses = [];
  }

  get #classes(): number {
    return this.options.dataset.classNames.length;
  }

  #gather(rows: Uint32Array): tf.Tensor4D {
    const { height, width, channels, images } = this.options.dataset;
    const size = height * width * channels;
    const values = new Float32Array(rows.length * size);
    rows.forEach((row, i) => {
      for (let p = 0; p < size; p++) values[i * size + p] = (images[row * size + p] ?? 0) / 255;
    });
    return tf.tensor4d(values, [rows.length, height, width, channels]);
  }
}

const toTensors = (named: Readonly<Record<string, NamedTensor>>): Tensors =>
  Object.fromEntries(
    Object.entries(named).map(([name, { shape, values }]) => [name, tf.tensor(Float32Array.from(values), [...shape])]),
  );

async function toNamed(tensors: Tensors): Promise<Record<string, NamedTensor>> {
  const entries = await Promise.all(
    Object.entries(tensors).map(
      async ([name, tensor]) =>
        [name, { shape: tensor.shape, values: Float32Array.from(await tensor.data()) }] as const,
    ),
  );
  return Object.fromEntries(entries);
}
