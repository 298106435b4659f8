/** Which images and which margins a step sees: a function of the seed and the step's number alone, so both trainers agree. */
import { findLoss } from '../losses';
import { normalAt, permuted, STREAM } from './random';
import type { RunConfig } from './runConfig';

/**
 * Rows of the data set in the batch of `step`, [batchSize]. Epoch e is a permutation of the training rows; a batch that reaches
 * over the end of an epoch goes on in the next one, so every row is seen once per epoch.
 */
export function batchOfStep(config: RunConfig, trainIndices: Uint32Array, step: number): Uint32Array {
  const count = trainIndices.length;
  return Uint32Array.from({ length: config.batchSize }, (_, i) => {
    const place = step * config.batchSize + i;
    const epoch = Math.floor(place / count);
    return trainIndices[permuted(config.seed, STREAM.batches, epoch, place - epoch * count, count)] ?? 0;
  });
}

/** Mean and standard deviation the margins of `step` are drawn with; the mean grows linearly over the ramp, sigma with it. */
export function marginDrawOfStep(
  config: RunConfig,
  lossParameters: Readonly<Record<string, number>>,
  step: number,
): { mean: number; sigma: number } {
  const draw = findLoss(config.loss).marginDraw;
  if (draw.kind === 'none') return { mean: 0, sigma: 0 };
  const ramp = config.marginRampSteps > 0 ? Math.min(1, step / config.marginRampSteps) : 1;
  const sigma = draw.kind === 'normal' ? (lossParameters[draw.sigma] ?? 0) : 0;
  return { mean: ramp * (lossParameters[draw.mean] ?? 0), sigma: ramp * sigma };
}

/** Margins of the batch of `step` as drawn, [batchSize]: E_i = mean + sigma * normal(seed, step, i). Not clamped, as in the paper. */
export function marginsOfStep(
  config: RunConfig,
  lossParameters: Readonly<Record<string, number>>,
  step: number,
): Float32Array<ArrayBuffer> {
  const { mean, sigma } = marginDrawOfStep(config, lossParameters, step);
  return Float32Array.from({ length: config.batchSize }, (_, i) =>
    sigma === 0 ? mean : mean + sigma * normalAt(config.seed, STREAM.margins, step, i),
  );
}
