import { asDrawn, trueOrStraightThrough } from './choices';
import type { LossDefinition } from './lossDefinition';
import { arcFacePaper } from './papers';
import { additiveCosineMargin, additiveMargin, angleFactor, scale } from './parameters';

/** Target logit s (cos(m1 theta + m2) - m3): SphereFace's, ArcFace's and CosFace's margins in one formula. */
export const combined: LossDefinition = {
  id: 'combined',
  label: 'Combined margin',
  summary: 'Multiplies the angle, adds to it, and subtracts from its cosine: three margins in one.',
  features: 'normalised',
  locals: [{ name: 'angle', symbol: '\\alpha', formula: 'm1 * theta + E' }],
  target: 'cos(angle) - m3',
  others: 'cos(theta)',
  parameters: [scale(64), angleFactor, additiveMargin, additiveCosineMargin],
  marginDraw: { kind: 'fixed', mean: 'm2' },
  assignments: asDrawn,
  guards: [
    {
      id: 'none',
      label: 'None',
      help: 'The cosine rises again where m1 θ + m2 passes 180° (InsightFace’s code).',
    },
    {
      id: 'monotone',
      label: 'Monotone',
      help: 'Past 180° the curve goes on falling as −2 − cos, as SphereFace continues its own; no released code does this.',
      target: 'if(angle <= pi, cos(angle), -2 - cos(angle)) - m3',
    },
    {
      id: 'easy',
      label: 'Easy margin',
      help: 'The margins apply only where the cosine is positive (an option of ronghuaiyang’s ArcFace).',
      target: 'if(cos(theta) > 0, cos(angle) - m3, cos(theta))',
    },
    {
      id: 'clip',
      label: 'Clip',
      help: 'The angle with its margins stops just below 180° (the ArcFace in AdaFace’s code).',
      target: 'cos(min(angle, pi - 0.001)) - m3',
    },
  ],
  gradients: trueOrStraightThrough,
  papers: [{ ...arcFacePaper, equation: 'eq. 4' }],
};
