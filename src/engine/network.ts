/**
 * The compact CNN as a list of parameters: names, shapes and seeded initial values. The forward pass stands with each trainer.
 *
 *     images [B, H, W, I] -> (conv kxk same + bias -> PReLU or ReLU -> 2x2 max-pool) twice
 *     -> [dense + bias -> PReLU or ReLU] -> dense without bias -> embeddings [B, D]; head: class weights [D, C]
 */
import type { Dataset } from '../data/dataset';
import { normalAt, STREAM } from './random';
import type { RunConfig } from './runConfig';
import type { NamedTensor } from './trainer';

export type Parameters = Readonly<Record<string, NamedTensor>>;

/** Negative slope every PReLU starts with (He et al. 2015, section 2.1). */
const INITIAL_SLOPE = 0.25;

/** Shapes by name, in the order of the forward pass. Kernels are HWIO, flattening is H, W, C. */
export function parameterShapes(
  config: RunConfig,
  { height, width, channels, classNames }: Pick<Dataset, 'height' | 'width' | 'channels' | 'classNames'>,
): Readonly<Record<string, readonly number[]>> {
  const k = config.kernelSize;
  const c1 = config.width;
  const c2 = 2 * c1;
  const flat = Math.floor(Math.floor(height / 2) / 2) * Math.floor(Math.floor(width / 2) / 2) * c2;
  const hidden = config.hiddenUnits;
  const slope = (name: string, size: number): Record<string, readonly number[]> =>
    config.activation === 'prelu' ? { [name]: [size] } : {};
  return {
    conv1Kernel: [k, k, channels, c1],
    conv1Bias: [c1],
    ...slope('conv1Slope', c1),
    conv2Kernel: [k, k, c1, c2],
    conv2Bias: [c2],
    ...slope('conv2Slope', c2),
    ...(hidden > 0 ? { dense1Kernel: [flat, hidden], dense1Bias: [hidden], ...slope('dense1Slope', hidden) } : {}),
    embedKernel: [hidden > 0 ? hidden : flat, config.dim],
    classWeights: [config.dim, classNames.length],
  };
}

/** He-normal kernels (variance 2 / fan-in; 1 / fan-in for the embedding), zero biases, class weights of spread-out random directions. */
export function initialParameters(config: RunConfig, dataset: Dataset): Parameters {
  const shapes = Object.entries(parameterShapes(config, dataset));
  return Object.fromEntries(
    shapes.map(([name, shape], tensor) => [name, { shape, values: initialValues(name, shape, config.seed, tensor) }]),
  );
}

function initialValues(name: string, shape: readonly number[], seed: number, tensor: number): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (name.endsWith('Bias')) return new Float32Array(size);
  if (name.endsWith('Slope')) return new Float32Array(size).fill(INITIAL_SLOPE);
  if (name === 'classWeights') return spreadDirections(shape[0] ?? 0, shape[1] ?? 0, seed, tensor);
  const fanIn = size / (shape.at(-1) ?? 1);
  const deviation = Math.sqrt((name === 'embedKernel' ? 1 : 2) / fanIn);
  return Float32Array.from({ length: size }, (_, i) => deviation * normalAt(seed, STREAM.weights, tensor, i));
}

/** Candidates per class when spreading; more gains little. */
const CANDIDATES = 32;

/**
 * Unit columns [D, C], each the one of 32 seeded random directions that is farthest from those before: two class weights that
 * start side by side cost a small run hundreds of steps.
 */
function spreadDirections(dim: number, classes: number, seed: number, tensor: number): Float32Array {
  const chosen: number[][] = [];
  for (let j = 0; j < classes; j++) {
    let best: number[] = [];
    let bestCosine = Infinity;
    for (let k = 0; k < CANDIDATES; k++) {
      const place = (j * CANDIDATES + k) * dim;
      const raw = Array.from({ length: dim }, (_, d) => normalAt(seed, STREAM.weights, tensor, place + d));
      const norm = Math.hypot(...raw);
      const unit = raw.map((value) => value / norm);
      const nearest = Math.max(-1, ...chosen.map((other) => other.reduce((sum, v, d) => sum + v * (unit[d] ?? 0), 0)));
      if (nearest < bestCosine) {
        best = unit;
        bestCosine = nearest;
      }
    }
    chosen.push(best);
  }
  return Float32Array.from({ length: dim * classes }, (_, i) => chosen[i % classes]?.[Math.floor(i / classes)] ?? 0);
}
