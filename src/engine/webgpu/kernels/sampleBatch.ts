/**
 * Which images, labels and margins the step sees: `batchOfStep` and `marginsOfStep` of src/engine/batches.ts on the device. The step's
 * number lies there too, so nothing comes from the CPU.
 *
 *     rows[i] = trainRows[permutation(epoch)[place]], labels[i] = their classes, margins[i] = ramp * (mean + sigma * normal(step, i))
 */
import { STREAM } from '../../random';
import { float, type Kernel, threadKernel } from './kernel';
import { RANDOM } from './random';
import { SETTING } from './settings';

export interface SamplerOptions {
  readonly batch: number;
  readonly trainCount: number;
  readonly seed: number;
  /** 0: no ramp. */
  readonly rampSteps: number;
}

export function sampleBatch({ batch, trainCount, seed, rampSteps }: SamplerOptions): Kernel {
  let halfBits = 1;
  while (4 ** halfBits < trainCount) halfBits += 1;
  return threadKernel(batch, {
    label: 'sample batch',
    bindings: {
      settings: ['uniform', 'vec4f'],
      step: ['read', 'u32'],
      trainRows: ['read', 'u32'],
      classes: ['read', 'u32'],
      rows: ['write', 'u32'],
      labels: ['write', 'u32'],
      margins: ['write', 'f32'],
    },
    declarations: RANDOM,
    body: `  let now = step[0];
  let place = now * ${batch}u + thread;
  let epoch = place / ${trainCount}u;
  let row = trainRows[permuted(${seed}u, ${STREAM.batches}u, epoch, place - epoch * ${trainCount}u, ${trainCount}u, ${halfBits}u)];
  rows[thread] = row;
  labels[thread] = classes[row];
  let ramp = ${rampSteps > 0 ? `min(1.0, f32(now) / ${float(rampSteps)})` : '1.0'};
  let sigma = ${SETTING.marginSigma};
  var drawn = 0.0;
  if (sigma != 0.0) { drawn = sigma * normalAt(${seed}u, ${STREAM.margins}u, now, thread); }
  margins[thread] = ramp * (${SETTING.marginMean} + drawn);`,
  });
}
