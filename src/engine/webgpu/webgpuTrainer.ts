/**
 * The fast trainer: walks along a fixed list of fused kernels (`plan.ts`). In the steady state a step makes no buffer, no bind group and no
 * write; several steps go in one pass and one submit.
 */
import { marginDrawOfStep } from '../batches';
import { initialParameters } from '../network';
import { RunFailure } from '../runFailure';
import type { LiveSettings, NamedTensor, StepStatistics, Trainer, TrainerOptions, TrainerSnapshot } from '../trainer';
import type { Gpu } from '../webgpuAdapter';
import { type Dispatch, encodeDispatches, failLoudly, readBuffers } from './device';
import { settingsValues } from './kernels/settings';
import { makePlan, type Plan, RING_LENGTH } from './plan';
import { type KernelTime, profileStep } from './profile';

/** GPU time of a submit: long enough that JavaScript costs nothing beside it, short enough that the page draws in between. */
const SUBMIT_MS = 9;
/** The news of a lost device may come after the reading that failed by it. */
const LOSS_GRACE_MS = 1000;
const MOST_STEPS_A_SUBMIT = 64;
const MOST_SUBMITS_IN_FLIGHT = 2;
/** Weight of the newest reading in the running mean of the step time. */
const NEWEST_WEIGHT = 0.3;

/** A batch of a test's own, in the place of the sampler's. */
export interface GivenBatch {
  /** [B, H, W, I], 0..1 */
  readonly images: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly margins: ArrayLike<number>;
}

export class WebgpuTrainer implements Trainer {
  #step = 0;
  #firstUnread = 0;
  /** Of a step on the device, milliseconds; 0 before the first reading. */
  #stepMs = 0;
  #enqueuedSinceRead = 0;
  #enqueueStartMs = 0;
  #inFlight: Promise<unknown>[] = [];
  /** Grow with the largest question to `embed`. */
  #wanted: GPUBuffer | null = null;
  #found: GPUBuffer | null = null;
  #disposed = false;

  private constructor(
    private readonly options: TrainerOptions,
    private readonly device: GPUDevice,
    readonly plan: Plan,
  ) {}

  /**
   * @param gpu the device of TensorFlow.js, so that both can share buffers
   * @throws `Error` with a sentence where the network does not suit the kernels or the device refuses them
   */
  static async open(
    options: TrainerOptions,
    { device, hardware }: Pick<Gpu, 'device' | 'hardware'>,
  ): Promise<WebgpuTrainer> {
    const { config, dataset } = options;
    const parameters = options.initialParameters ?? initialParameters(config, dataset);
    const shapes = Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape]));
    const plan = await failLoudly(device, () => makePlan({ device, config, dataset, hardware, shapes }));
    const trainer = new WebgpuTrainer(options, device, plan);
    const { images, classes, trainRows } = plan.buffers;
    const write = (buffer: GPUBuffer, values: Uint8Array | Uint32Array): void =>
      device.queue.writeBuffer(buffer, 0, values.slice());
    write(images, dataset.images);
    write(classes, Uint32Array.from(dataset.labels));
    write(trainRows, dataset.trainIndices);
    trainer.restore({ step: 0, parameters, moments: [] });
    trainer.applyLiveSettings({ learningRate: config.learningRate, lossParameters: config.lossParameters });
    return trainer;
  }

  get step(): number {
    return this.#step;
  }

  /** Resolves when the device is ready for more: at most two submits are under way. */
  async enqueue(count: number): Promise<void> {
    if (this.#step + count - this.#firstUnread > RING_LENGTH) {
      throw new Error(
        `enqueue: expected at most ${RING_LENGTH} steps between two readings of the statistics, got more.`,
      );
    }
    if (this.#enqueuedSinceRead === 0) this.#enqueueStartMs = performance.now();
    const { sample, train } = this.plan;
    for (let left = count; left > 0;) {
      const steps = Math.min(left, this.#stepsASubmit);
      this.#submit(Array.from({ length: steps }, () => [sample, train]).flat());
      left -= steps;
      this.#step += steps;
      this.#enqueuedSinceRead += steps;
      if (left > 0) {
        this.#inFlight.push(this.device.queue.onSubmittedWorkDone());
        if (this.#inFlight.length >= MOST_SUBMITS_IN_FLIGHT) await this.#inFlight.shift();
      }
    }
  }

  /** One step on a given batch. SYNC POINT: returns its loss. */
  async trainOn({ images, labels, margins }: GivenBatch): Promise<number> {
    const { buffers, border, train } = this.plan;
    const { height, width, channels } = this.options.dataset;
    const pixels = new Float32Array(buffers.pixels.size / 4);
    const rowSize = width * channels;
    for (let row = 0; row < images.length / rowSize; row++) {
      const [b, y] = [Math.floor(row / height), row % height];
      const at = ((b * (height + 2 * border) + y + border) * (width + 2 * border) + border) * channels;
      for (let i = 0; i < rowSize; i++) pixels[at + i] = images[row * rowSize + i] ?? 0;
    }
    this.device.queue.writeBuffer(buffers.pixels, 0, pixels);
    this.device.queue.writeBuffer(buffers.labels, 0, Uint32Array.from(labels));
    this.device.queue.writeBuffer(buffers.margins, 0, Float32Array.from(margins));
    this.#submit([train]);
    this.#step += 1;
    const { losses } = await this.readStatistics();
    return losses.at(-1) ?? NaN;
  }

  applyLiveSettings({ learningRate, lossParameters }: LiveSettings): void {
    const { config } = this.options;
    // Past the ramp, which the device applies by itself.
    const { mean, sigma } = marginDrawOfStep(config, lossParameters, Infinity);
    const fixed = { learningRate, momentum: config.momentum, marginMean: mean, marginSigma: sigma };
    const values = settingsValues(fixed, this.plan.formulas.parameterNames, lossParameters);
    this.device.queue.writeBuffer(this.plan.buffers.settings, 0, values);
  }

  async readStatistics(): Promise<StepStatistics> {
    const firstStep = this.#firstUnread;
    const count = this.#step - firstStep;
    this.#firstUnread = this.#step;
    if (count === 0) return { firstStep, losses: new Float32Array(0) };
    const at = firstStep % RING_LENGTH;
    const before = Math.min(count, RING_LENGTH - at);
    const { ring } = this.plan.buffers;
    const [first = [], second = []] = await this.#read([
      { buffer: ring, offset: at, floats: before },
      { buffer: ring, offset: 0, floats: count - before },
    ]);
    this.#inFlight = [];
    if (this.#enqueuedSinceRead > 0) {
      const stepMs = (performance.now() - this.#enqueueStartMs) / this.#enqueuedSinceRead;
      this.#stepMs = this.#stepMs === 0 ? stepMs : (1 - NEWEST_WEIGHT) * this.#stepMs + NEWEST_WEIGHT * stepMs;
      this.#enqueuedSinceRead = 0;
    }
    return { firstStep, losses: Float32Array.of(...first, ...second) };
  }

  async embed(indices: Uint32Array): Promise<Float32Array> {
    const { config } = this.options;
    const { rows, embeddings } = this.plan.buffers;
    const batch = config.batchSize;
    const [wanted, found] = this.#roomFor(indices.length);
    this.device.queue.writeBuffer(wanted, 0, indices.slice());
    for (let start = 0; start < indices.length; start += batch) {
      const count = Math.min(batch, indices.length - start);
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(wanted, 4 * start, rows, 0, 4 * count);
      const pass = encoder.beginComputePass();
      encodeDispatches(pass, this.plan.forward);
      pass.end();
      encoder.copyBufferToBuffer(embeddings, 0, found, 4 * start * config.dim, 4 * count * config.dim);
      this.device.queue.submit([encoder.finish()]);
    }
    const [values = new Float32Array(0)] = await this.#read([{ buffer: found, floats: indices.length * config.dim }]);
    return values;
  }

  async readClassWeights(): Promise<Float32Array> {
    const { offset = 0, size = 0 } = this.plan.places['classWeights'] ?? {};
    const [values = new Float32Array(0)] = await this.#read([
      { buffer: this.plan.buffers.parameters, offset, floats: size },
    ]);
    return values;
  }

  async snapshot(): Promise<TrainerSnapshot> {
    const step = this.#step;
    const { parameters, first, second, measured } = this.plan.buffers;
    const floats = parameters.size / 4;
    const statistics = this.plan.formulas.compiled.statistics;
    const moments = step === 0 ? [] : this.options.config.optimizer === 'adam' ? [first, second] : [first];
    const [values, state, ...others] = await this.#read([
      { buffer: parameters, floats },
      { buffer: measured, offset: this.plan.statisticsAt, floats: statistics.length },
      ...moments.map((buffer) => ({ buffer, floats })),
    ]);
    return {
      step,
      parameters: this.#named(values),
      moments: others.map((moment) => this.#named(moment)),
      statistics:
        step === 0
          ? {}
          : Object.fromEntries(
              statistics.map(({ name }, i) => [name, { shape: [], values: Float32Array.of(state?.[i] ?? NaN) }]),
            ),
    };
  }

  restore({ step, parameters, moments, statistics = {} }: TrainerSnapshot): void {
    const { buffers, formulas, statisticsAt } = this.plan;
    this.device.queue.writeBuffer(buffers.parameters, 0, this.#flat(parameters));
    this.device.queue.writeBuffer(buffers.first, 0, this.#flat(moments[0] ?? {}));
    this.device.queue.writeBuffer(buffers.second, 0, this.#flat(moments[1] ?? {}));
    this.device.queue.writeBuffer(buffers.step, 0, Uint32Array.of(step));
    const state = formulas.compiled.statistics.map((s) => statistics[s.name]?.values[0] ?? s.initial);
    if (state.length > 0) this.device.queue.writeBuffer(buffers.measured, 4 * statisticsAt, Float32Array.from(state));
    this.#step = step;
    this.#firstUnread = step;
  }

  /** SYNC POINT. Embeddings of the newest step's batch, before its update: [B * D]. */
  async readNewestEmbeddings(): Promise<Float32Array> {
    const { embeddings } = this.plan.buffers;
    const floats = this.options.config.batchSize * this.options.config.dim;
    const [values = new Float32Array(0)] = await this.#read([{ buffer: embeddings, floats }]);
    return values;
  }

  /** SYNC POINT. Gradients of the newest step by parameter, for the self-test and the tests. */
  async readGradients(): Promise<Record<string, Float32Array>> {
    const [partials = new Float32Array(0)] = await this.#read([
      { buffer: this.plan.buffers.partials, floats: this.plan.buffers.partials.size / 4 },
    ]);
    return Object.fromEntries(
      Object.entries(this.plan.places).map(([name, { partialOffset, size, chunks }]) => {
        const sums = new Float32Array(size);
        for (let i = 0; i < size * chunks; i++)
          sums[i % size] = (sums[i % size] ?? 0) + (partials[partialOffset + i] ?? 0);
        return [name, sums];
      }),
    );
  }

  /** SYNC POINT: makes one training step, kernel by kernel. Null where the device has no `timestamp-query`. */
  async profile(): Promise<KernelTime[] | null> {
    const times = await profileStep(this.device, [...this.plan.sample, ...this.plan.train]);
    if (times) this.#step += 1;
    return times;
  }

  dispose(): void {
    this.#disposed = true;
    this.plan.dispose();
    this.#wanted?.destroy();
    this.#found?.destroy();
  }

  get #stepsASubmit(): number {
    if (this.#stepMs === 0) return 1;
    return Math.max(1, Math.min(MOST_STEPS_A_SUBMIT, Math.round(SUBMIT_MS / this.#stepMs)));
  }

  #submit(lists: readonly (readonly Dispatch[])[]): void {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const list of lists) encodeDispatches(pass, list);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** A lost device rejects every reading with words of its own; the run's failure is the loss. */
  async #read(parts: Parameters<typeof readBuffers>[1]): Promise<Float32Array<ArrayBuffer>[]> {
    try {
      return await readBuffers(this.device, parts);
    } catch (error) {
      if (this.#disposed) throw error;
      // Who opens a device anew must know first that this one is lost.
      await Promise.race([this.device.lost, new Promise((resolve) => setTimeout(resolve, LOSS_GRACE_MS))]);
      throw new RunFailure({
        cause: 'device-lost',
        message: `The GPU stopped answering: ${error instanceof Error ? error.message : String(error)}`,
        remedy: '“Go on” opens it again, or another backend where there is none, and loses at most some seconds.',
      });
    }
  }

  #roomFor(rows: number): [wanted: GPUBuffer, found: GPUBuffer] {
    const { dim } = this.options.config;
    if (!this.#wanted || !this.#found || this.#wanted.size < 4 * rows) {
      this.#wanted?.destroy();
      this.#found?.destroy();
      const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      this.#wanted = this.device.createBuffer({ label: 'wanted rows', size: Math.max(4, 4 * rows), usage });
      this.#found = this.device.createBuffer({ label: 'found embeddings', size: Math.max(4, 4 * rows * dim), usage });
    }
    return [this.#wanted, this.#found];
  }

  #flat(named: Readonly<Record<string, NamedTensor>>): Float32Array<ArrayBuffer> {
    const flat = new Float32Array(this.plan.buffers.parameters.size / 4);
    for (const [name, { offset }] of Object.entries(this.plan.places)) {
      const values = named[name]?.values;
      if (values) flat.set(values, offset);
    }
    return flat;
  }

  #named(flat: Float32Array | undefined): Record<string, NamedTensor> {
    return Object.fromEntries(
      Object.entries(this.plan.places).map(([name, { offset, size, shape }]) => [
        name,
        { shape, values: Float32Array.from(flat?.subarray(offset, offset + size) ?? []) },
      ]),
    );
  }
}
