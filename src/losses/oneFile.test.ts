/** A loss is one file: a definition that the catalogue does not know reaches every place a loss is used, without another edit. */
import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { evaluateLoss } from '.';
import { makeHead } from '../engine/tfjs/head';
import { emitWgsl } from '../formula/emitWgsl';
import { asDrawn, noGuard, trueOrStraightThrough } from './choices';
import { compileHead } from './compileHead';
import { compileLoss } from './compileLoss';
import type { LossDefinition } from './lossDefinition';
import { lossTex } from './lossTex';
import { angularMargin, scale } from './parameters';
import { pytorchModule } from './pytorchModule';

/** Of no use, but it uses everything a definition can state. */
const sample: LossDefinition = {
  id: 'sample',
  label: 'Sample-Loss+',
  summary: 'A loss of no catalogue.',
  features: 'normalised',
  locals: [
    { name: 'a', symbol: 'a', formula: 'clip(norm, 0.1, 50)' },
    { name: 'q', symbol: 'q', formula: 'clip((a - meanNorm) / 10, -1, 1)' },
  ],
  target: 'cos(theta + E * (1 + q / 2)) - 0.05 * theta^2',
  others: 'if(cos(theta) > cos(targetTheta), cos(theta) * 1.1, cos(theta)) + 0.01 * log(1 + detachedNorm)',
  parameters: [scale(64), angularMargin],
  statistics: [
    {
      name: 'meanNorm',
      symbol: '\\mu',
      help: 'Mean length.',
      initial: 1,
      of: 'detachedNorm',
      reduce: 'mean',
      share: '0.5',
    },
  ],
  regulariser: { weight: '0.1', term: '1 / a' },
  marginDraw: { kind: 'fixed', mean: 'margin' },
  assignments: asDrawn,
  guards: noGuard,
  gradients: trueOrStraightThrough,
  papers: [],
};

const embeddings = [
  [1.5, -0.4, 2.2],
  [-1.9, 0.6, 0.3],
  [0.2, 2.4, -1.2],
];
const weights = [
  [0.3, -1.2, 0.5, 0.9],
  [0.8, 0.1, -0.7, 0.2],
  [-0.2, 0.6, 1.1, -0.9],
];
const labels = [2, 0, 3];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const reference = () => evaluateLoss(sample, { embeddings, weights, labels, parameters: { scale: 10, margin: 0.3 } });

it('has a float64 reference', () => {
  const { total, loss, regulariser, state } = reference();
  expect(total).toBeCloseTo(loss + 0.1 * regulariser, 12);
  const mean = embeddings.reduce((sum, x) => sum + Math.hypot(...x), 0) / 3;
  expect(state['meanNorm']).toBeCloseTo((mean + 1) / 2, 12);
});

it('trains in TensorFlow.js', () => {
  const head = makeHead(sample, 'none', 'as-drawn');
  const input = {
    oneHot: tf.oneHot(labels, 4).toFloat() as tf.Tensor2D,
    margins: tf.tensor1d([0.3, 0.3, 0.3]),
    parameters: { scale: tf.scalar(10), margin: tf.scalar(0.3) },
  };
  const { value, grads } = tf.valueAndGrads(
    (x: tf.Tensor, w: tf.Tensor) =>
      head({ ...input, embeddings: x as tf.Tensor2D, classWeights: w as tf.Tensor2D }).total,
  )([tf.tensor2d(embeddings), tf.tensor2d(weights)]);
  const expected = reference();
  expect(value.arraySync()).toBeCloseTo(expected.total, 4);
  const differences = (got: number[][], wanted: number[][]): number[] =>
    wanted.flatMap((row, i) => row.map((v, j) => Math.abs(v - (got[i]?.[j] ?? NaN))));
  expect(Math.max(...differences((grads[0] as tf.Tensor2D).arraySync(), expected.dEmbeddings))).toBeLessThan(1e-4);
  expect(Math.max(...differences((grads[1] as tf.Tensor2D).arraySync(), expected.dWeights))).toBeLessThan(1e-4);
});

it('is written as WGSL, TeX and a curve', () => {
  const head = compileHead(sample);
  for (const part of [head.target, head.targetSlope, head.targetNormSlope, head.others, head.othersSlope]) {
    const text = emitWgsl(part);
    expect(text).toMatch(/^[\w\s.+\-*/(),<>=]+$/);
  }
  expect(emitWgsl(head.target)).toContain('cos((theta + (E * (1.0 +');
  expect(lossTex(sample)).toContain('\\mu \\leftarrow');
  const curve = compileLoss(sample).target;
  expect(emitWgsl(curve)).not.toContain('norm');
});

it('is written as a PyTorch module that compiles', ({ skip }) => {
  const { className, source } = pytorchModule(sample);
  expect(className).toBe('SampleLossPlus');
  if (spawnSync('python3', ['--version']).status !== 0)
    skip('NOT RUN: python3 was not found, so the module was not compiled.');
  const { status, stderr } = spawnSync('python3', ['-c', 'import sys; compile(sys.stdin.read(), "module", "exec")'], {
    input: source,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
