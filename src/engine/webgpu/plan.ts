/**
 * THE list of a training step: every buffer, pipeline and bind group of a run, made once. A step is a walk along `sample` and `train`; an
 * embedding of given images is a walk along `forward`.
 */
import type { Dataset } from '../../data/dataset';
import { findLoss } from '../../losses';
import type { AssignmentId } from '../../losses/lossDefinition';
import { parameterShapes } from '../network';
import type { RunConfig } from '../runConfig';
import { BufferPool, type Dispatch, prepareDispatch, type Resource } from './device';
import { batchHead, needsBatch } from './kernels/batchHead';
import { channelChunks, channelGradients } from './kernels/channelGradients';
import { classWeightGradient } from './kernels/classWeightGradient';
import { chunksOf, convolutionKernelGradient } from './kernels/convolutionKernelGradient';
import { chooseTile, type ConvolutionShape, convolve, convolvePool } from './kernels/convolve';
import { dense } from './kernels/dense';
import { denseInputGradient } from './kernels/denseInputGradient';
import { denseKernelGradient } from './kernels/denseKernelGradient';
import { embedding } from './kernels/embedding';
import { finishStep } from './kernels/finishStep';
import { flipKernel } from './kernels/flipKernel';
import { gatherImages } from './kernels/gatherImages';
import { head } from './kernels/head';
import { type HeadFormulas, headFormulas } from './kernels/headFormulas';
import { type Kernel, UNIFORM_ROWS } from './kernels/kernel';
import { optimize, type ParameterPlace } from './kernels/optimize';
import { measuredPlaces, products } from './kernels/products';
import { sampleBatch } from './kernels/sampleBatch';
import { unpool } from './kernels/unpool';

/** Losses of so many steps wait on the device to be read. */
export const RING_LENGTH = 1024;

/** Parts of a buffer start at multiples of 256 bytes. */
const ALIGNED_FLOATS = 64;

export interface PlanOptions {
  readonly device: GPUDevice;
  readonly config: RunConfig;
  readonly dataset: Dataset;
  /** Chooses between the variants of the kernels. */
  readonly hardware: boolean;
  /** Of the parameters, where they are not those of the configuration (tests). */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

export interface Plan {
  /** Chooses the batch and gathers its images. */
  readonly sample: readonly Dispatch[];
  /** Images, labels and margins to new parameters. */
  readonly train: readonly Dispatch[];
  /** `rows` to `embeddings`. */
  readonly forward: readonly Dispatch[];
  readonly buffers: Readonly<Record<BufferName, GPUBuffer>>;
  readonly places: Readonly<Record<string, ParameterPlace & { readonly shape: readonly number[] }>>;
  readonly formulas: HeadFormulas;
  /** Multiply-adds of a step, each counted as two. */
  readonly flops: number;
  readonly border: number;
  readonly statisticsAt: number;
  dispose(): void;
}

type BufferName = keyof ReturnType<typeof makeBuffers>;

/** Throws an `Error` where the network does not suit the kernels, or the device's limits are too small. */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const { device, config, dataset, hardware } = options;
  checkShapes(dataset, config);
  const shapes = options.shapes ?? parameterShapes(config, dataset);
  const sizes = planSizes(config, dataset, shapes);
  const { batch, conv1, conv2, flat, hidden, dim, border } = sizes;
  const prelu = 'conv1Slope' in shapes;
  const places = placeParameters(sizes, shapes);
  const statisticsAt = measuredPlaces(sizes).statistics;
  const formulas = headFormulas(findLoss(config.loss), config, statisticsAt);
  const pool = new BufferPool(device);
  const dispatches: Promise<Dispatch>[] = [];
  try {
    const buffers = makeBuffers(pool, sizes, places, dataset, formulas);
    const place = (name: string): Place => {
      const found = places[name];
      if (!found) throw new Error(`plan: expected a parameter "${name}", got ${Object.keys(places).join(', ')}.`);
      return found;
    };
    const parameter = (name: string): Resource => ({
      buffer: buffers.parameters,
      offset: 4 * place(name).offset,
      size: 4 * place(name).size,
    });
    const partial = (name: string): Resource => ({
      buffer: buffers.partials,
      offset: 4 * place(name).partialOffset,
      size: 4 * place(name).size * place(name).chunks,
    });
    const layer = (name: string): Record<string, Resource> => ({
      kernel: parameter(`${name}Kernel`),
      bias: parameter(`${name}Bias`),
      ...slopes(name),
    });
    const slopes = (name: string): Record<string, Resource> => (prelu ? { slopes: parameter(`${name}Slope`) } : {});
    const channelPartials = (name: string): Record<string, Resource> => ({
      partialBias: partial(`${name}Bias`),
      ...(prelu ? { partialSlopes: partial(`${name}Slope`) } : {}),
    });
    const add = (kernel: Kernel, resources: Readonly<Record<string, Resource>>): Promise<Dispatch> => {
      const dispatch = prepareDispatch(device, kernel, { ...buffers, ...resources });
      dispatches.push(dispatch);
      return dispatch;
    };
    const lastLayer = hidden > 0 ? buffers.hidden : buffers.pooled2;
    const embeddingInputs = hidden > 0 ? hidden : flat;
    const assignment = config.assignment as AssignmentId;
    const wholeBatch = needsBatch(formulas, assignment);

    const sample = add(
      sampleBatch({
        batch,
        trainCount: dataset.trainIndices.length,
        seed: config.seed,
        rampSteps: config.marginRampSteps,
      }),
      {},
    );
    const gather = add(gatherImages(batch, dataset, border), { input: buffers.pixels });
    const network = [
      add(convolvePool('conv 1', conv1, { prelu, border }, chooseTile(conv1, hardware)), {
        ...layer('conv1'),
        input: buffers.pixels,
        pooled: buffers.pooled1,
        selected: buffers.selected1,
      }),
      add(convolvePool('conv 2', conv2, { prelu, border: 0 }, chooseTile(conv2, hardware)), {
        ...layer('conv2'),
        input: buffers.pooled1,
        pooled: buffers.pooled2,
        selected: buffers.selected2,
      }),
      ...(hidden > 0 ? [add(dense(batch, flat, hidden, prelu), { ...layer('dense1'), input: buffers.pooled2 })] : []),
      add(embedding(batch, embeddingInputs, dim), { input: lastLayer, kernel: parameter('embedKernel') }),
    ];
    const backwardShape: ConvolutionShape = { ...conv2, inputs: conv2.outputs, outputs: conv2.inputs };
    const margins = wholeBatch ? buffers.assigned : buffers.margins;
    const classWeights = parameter('classWeights');
    const backward = [
      add(products(sizes, formulas.raw), { classWeights }),
      ...(wholeBatch ? [add(batchHead(sizes, formulas, assignment), {})] : []),
      add(head(sizes, formulas), { classWeights, margins }),
      add(classWeightGradient(sizes, formulas.raw), { classWeights, partials: partial('classWeights') }),
      add(denseKernelGradient('embedding, kernel gradient', batch, embeddingInputs, dim), {
        input: lastLayer,
        dOutput: buffers.dEmbeddings,
        partials: partial('embedKernel'),
      }),
      add(denseInputGradient('embedding, input gradient', batch, embeddingInputs, dim, hidden > 0 ? { prelu } : null), {
        ...(hidden > 0 ? slopes('dense1') : {}),
        dOutput: buffers.dEmbeddings,
        kernel: parameter('embedKernel'),
        dInput: hidden > 0 ? buffers.dHidden : buffers.dPooled2,
      }),
      ...(hidden > 0
        ? [
            add(channelGradients('dense, channel gradients', batch, hidden, prelu), {
              ...slopes('dense1'),
              ...channelPartials('dense1'),
              dOutput: buffers.dHidden,
              selected: buffers.z,
            }),
            add(denseKernelGradient('dense, kernel gradient', batch, flat, hidden), {
              input: buffers.pooled2,
              dOutput: buffers.dZ,
              partials: partial('dense1Kernel'),
            }),
            add(denseInputGradient('dense, input gradient', batch, flat, hidden, null), {
              dOutput: buffers.dZ,
              kernel: parameter('dense1Kernel'),
              dInput: buffers.dPooled2,
            }),
          ]
        : []),
      add(channelGradients('conv 2, channel gradients', batch * (flat / conv2.outputs), conv2.outputs, prelu), {
        ...slopes('conv2'),
        ...channelPartials('conv2'),
        dOutput: buffers.dPooled2,
        selected: buffers.selected2,
      }),
      add(convolutionKernelGradient('conv 2, kernel gradient', conv2, prelu), {
        ...slopes('conv2'),
        input: buffers.pooled1,
        selected: buffers.selected2,
        dPooled: buffers.dPooled2,
        partials: partial('conv2Kernel'),
      }),
      add(flipKernel(conv2), { kernel: parameter('conv2Kernel') }),
      add(unpool(conv2, border, prelu), {
        ...slopes('conv2'),
        dPooled: buffers.dPooled2,
        selected: buffers.selected2,
      }),
      add(convolve('conv 2, input gradient', backwardShape, chooseTile(backwardShape, hardware)), {
        input: buffers.expanded,
        kernel: buffers.flipped,
        result: buffers.dPooled1,
      }),
      add(channelGradients('conv 1, channel gradients', batch * conv2.height * conv2.width, conv1.outputs, prelu), {
        ...slopes('conv1'),
        ...channelPartials('conv1'),
        dOutput: buffers.dPooled1,
        selected: buffers.selected1,
      }),
      add(convolutionKernelGradient('conv 1, kernel gradient', conv1, prelu), {
        ...slopes('conv1'),
        input: buffers.pixels,
        selected: buffers.selected1,
        dPooled: buffers.dPooled1,
        partials: partial('conv1Kernel'),
      }),
      add(optimize(config.optimizer, Object.values(places)), {}),
      add(finishStep(batch, RING_LENGTH), {}),
    ];
    const train = await Promise.all([...network, ...backward]);
    return {
      sample: await Promise.all([sample, gather]),
      train,
      forward: await Promise.all([gather, ...network]),
      buffers,
      places,
      formulas,
      flops: train.reduce((sum, { kernel }) => sum + (kernel.flops ?? 0), 0),
      border,
      statisticsAt,
      dispose: () => pool.dispose(),
    };
  } catch (error) {
    // The other pipelines still compile: their failures have been told by this one.
    await Promise.allSettled(dispatches);
    pool.dispose();
    throw error;
  }
}

type Place = ParameterPlace & { readonly shape: readonly number[] };

interface PlanSizes {
  readonly batch: number;
  readonly classes: number;
  readonly dim: number;
  readonly conv1: ConvolutionShape;
  readonly conv2: ConvolutionShape;
  /** Values of an image after both convolutions. */
  readonly flat: number;
  readonly hidden: number;
  /** Zero border of each convolution's input, in pixels. */
  readonly border: number;
}

function planSizes(
  config: RunConfig,
  dataset: Dataset,
  shapes: Readonly<Record<string, readonly number[]>>,
): PlanSizes {
  const [kernelSize = 0, , inputs = 0, outputs = 0] = shapes['conv1Kernel'] ?? [];
  const second = shapes['conv2Kernel']?.[3] ?? 0;
  const batch = config.batchSize;
  const { height, width } = dataset;
  return {
    batch,
    classes: dataset.classNames.length,
    dim: shapes['embedKernel']?.[1] ?? 0,
    conv1: { batch, height, width, inputs, outputs, kernelSize },
    conv2: { batch, height: height / 2, width: width / 2, inputs: outputs, outputs: second, kernelSize },
    flat: (height / 4) * (width / 4) * second,
    hidden: shapes['dense1Kernel']?.[1] ?? 0,
    border: (kernelSize - 1) / 2,
  };
}

const MOST_CLASSES = 256;

function checkShapes({ height, width, classNames }: Dataset, { batchSize }: RunConfig): void {
  if (height % 4 !== 0 || width % 4 !== 0) {
    throw new Error(
      `the fast engine takes images whose sides are multiples of 4, and these are ${width} x ${height}: import them in another size`,
    );
  }
  if (classNames.length > MOST_CLASSES) {
    throw new Error(`the fast engine takes up to ${MOST_CLASSES} classes, and there are ${classNames.length}`);
  }
  if (batchSize % 4 !== 0)
    throw new Error(`the fast engine takes batches of a multiple of 4, and this is ${batchSize}`);
}

function placeParameters(sizes: PlanSizes, shapes: Readonly<Record<string, readonly number[]>>): Record<string, Place> {
  const { batch, conv1, conv2 } = sizes;
  const chunks: Readonly<Record<string, number>> = {
    conv1Kernel: chunksOf(conv1),
    conv2Kernel: chunksOf(conv2),
    conv1Bias: channelChunks(batch * conv2.height * conv2.width),
    conv2Bias: channelChunks((batch * conv2.height * conv2.width) / 4),
    dense1Bias: channelChunks(batch),
  };
  let offset = 0;
  let partialOffset = 0;
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const place = { shape, offset, size, partialOffset, chunks: chunks[name.replace('Slope', 'Bias')] ?? 1 };
      offset += aligned(size);
      partialOffset += aligned(size * place.chunks);
      return [name, place];
    }),
  );
}

const aligned = (floats: number): number => Math.ceil(floats / ALIGNED_FLOATS) * ALIGNED_FLOATS;

function makeBuffers(
  pool: BufferPool,
  sizes: PlanSizes,
  places: Readonly<Record<string, Place>>,
  dataset: Dataset,
  formulas: HeadFormulas,
) {
  const { batch, classes, dim, conv1, conv2, flat, hidden, border } = sizes;
  const parameters = Object.values(places).reduce((sum, { size }) => sum + aligned(size), 0);
  const partials = Object.values(places).reduce((sum, { size, chunks }) => sum + aligned(size * chunks), 0);
  const withBorder = ({ height, width }: ConvolutionShape): number =>
    batch * (height + 2 * border) * (width + 2 * border);
  const pooled1 = batch * conv2.height * conv2.width * conv1.outputs;
  return {
    images: pool.make('images', dataset.images.length / 4),
    classes: pool.make('classes', dataset.labels.length),
    trainRows: pool.make('training rows', dataset.trainIndices.length),
    settings: pool.make('settings', 4 * UNIFORM_ROWS, UNIFORM),
    step: pool.make('step', 1),
    rows: pool.make('rows', batch),
    labels: pool.make('labels', batch),
    margins: pool.make('margins', batch),
    assigned: pool.make('assigned margins', batch),
    pixels: pool.make('pixels', withBorder(conv1) * conv1.inputs),
    pooled1: pool.make('pooled 1', withBorder(conv2) * conv1.outputs),
    selected1: pool.make('selected 1', pooled1),
    pooled2: pool.make('pooled 2', batch * flat),
    selected2: pool.make('selected 2', batch * flat),
    z: pool.make('z', batch * hidden),
    hidden: pool.make('hidden', batch * hidden),
    embeddings: pool.make('embeddings', batch * dim),
    products: pool.make('cosines', batch * classes),
    measured: pool.make('measured', measuredPlaces(sizes).statistics + formulas.compiled.statistics.length),
    dProducts: pool.make('gradients of cosines', batch * classes),
    dEmbeddings: pool.make('gradients of embeddings', batch * dim),
    dHidden: pool.make('gradients of hidden', batch * hidden),
    dZ: pool.make('gradients of z', batch * hidden),
    dPooled2: pool.make('gradients of pooled 2', batch * flat),
    expanded: pool.make('spread gradients', withBorder(conv2) * conv2.outputs),
    flipped: pool.make('flipped kernel', places['conv2Kernel']?.size ?? 0),
    dPooled1: pool.make('gradients of pooled 1', pooled1),
    partials: pool.make('partial gradients', partials),
    parameters: pool.make('parameters', parameters),
    first: pool.make('first moments', parameters),
    second: pool.make('second moments', parameters),
    ring: pool.make('losses', RING_LENGTH),
  };
}

const UNIFORM = 0x40 | 0x08; // UNIFORM | COPY_DST
