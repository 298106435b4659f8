import { asDrawn, trueOrStraightThrough } from './choices';
import type { LossDefinition } from './lossDefinition';
import { adaFacePaper } from './papers';
import { concentration, cosineMargin, scale, statisticShare } from './parameters';

/**
 * Target logit s (cos(clip(theta - m q, e, pi - e)) - (m + m q)), with q in -1..1 from the length of the embedding against the mean and
 * deviation of the batch: a long embedding (a clear image) is pushed where it is hard, a short one where it is easy. Cosines are kept
 * within +-(1 - e), e = 0.001, the lengths within 0.001..100; no gradient flows through them.
 */
export const adaFace: LossDefinition = {
  id: 'adaface',
  label: 'AdaFace',
  summary: 'Takes the length of the embedding for image quality, and bends the margin by it.',
  features: 'normalised',
  locals: [
    { name: 'a', symbol: 'a', formula: 'clip(detachedNorm, 0.001, 100)' },
    { name: 'q', symbol: 'q', formula: 'clip(h * (a - meanNorm) / (stdNorm + 0.001), -1, 1)' },
    { name: 'safe', symbol: '\\hat\\theta', formula: 'acos(clip(cos(theta), -0.999, 0.999))' },
  ],
  target: 'cos(clip(safe - E * q, 0.001, pi - 0.001)) - (E + E * q)',
  others: 'clip(cos(theta), -0.999, 0.999)',
  parameters: [scale(64), { ...cosineMargin, default: 0.4, paperDefault: 0.4 }, concentration, statisticShare],
  statistics: [
    {
      name: 'meanNorm',
      symbol: '\\mu_a',
      help: 'Running mean of the embeddings’ lengths.',
      initial: 20,
      of: 'clip(detachedNorm, 0.001, 100)',
      reduce: 'mean',
      share: 'tAlpha',
    },
    {
      name: 'stdNorm',
      symbol: '\\sigma_a',
      help: 'Running standard deviation of the embeddings’ lengths.',
      initial: 100,
      of: 'clip(detachedNorm, 0.001, 100)',
      reduce: 'deviation',
      share: 'tAlpha',
    },
  ],
  typicalNorm: '20',
  marginDraw: { kind: 'fixed', mean: 'margin' },
  assignments: asDrawn,
  guards: [{ id: 'none', label: 'None', help: 'The formula clips the angle by itself.' }],
  gradients: trueOrStraightThrough,
  papers: [adaFacePaper],
};
