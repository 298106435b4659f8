import { angularGuards, asDrawn, trueOrStraightThrough } from './choices';
import type { LossDefinition } from './lossDefinition';
import { curricularFacePaper } from './papers';
import { angularMargin, scale } from './parameters';

/**
 * Target logit s cos(theta + m). A negative whose cosine exceeds cos(theta_y + m) is hard, and becomes s c (t + c); t follows the mean
 * target cosine, so that hard negatives count more as the network gets better. The comparison is that of the released code: with the
 * cosine past 180 degrees unguarded.
 */
export const curricularFace: LossDefinition = {
  id: 'curricularface',
  label: 'CurricularFace',
  summary: 'ArcFace that turns to the hard negatives as training gets on.',
  features: 'normalised',
  target: 'cos(theta + E)',
  others: 'if(cos(theta) > cos(targetTheta + E), cos(theta) * (t + cos(theta)), cos(theta))',
  parameters: [scale(64), angularMargin],
  statistics: [
    {
      name: 't',
      symbol: 't',
      help: 'Running mean of the target cosine: the age of the curriculum.',
      initial: 0,
      of: 'targetCosine',
      reduce: 'mean',
      share: '0.01',
    },
  ],
  marginDraw: { kind: 'fixed', mean: 'margin' },
  assignments: asDrawn,
  guards: angularGuards,
  gradients: trueOrStraightThrough,
  papers: [curricularFacePaper],
};
