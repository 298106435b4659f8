import { angularGuards, asDrawn, trueOrStraightThrough } from './choices';
import type { LossDefinition } from './lossDefinition';
import { elasticFacePaper } from './papers';
import { angularMargin, scale, sigma } from './parameters';

/** Target logit s cos(theta + E), E drawn from N(m, sigma^2) for each sample in each step. */
export const elasticFaceArc: LossDefinition = {
  id: 'elasticface-arc',
  label: 'ElasticFace-Arc',
  summary: 'Draws an angular margin for every sample in every step, so that the push can give and take.',
  features: 'normalised',
  target: 'cos(theta + E)',
  others: 'cos(theta)',
  parameters: [scale(64), angularMargin, sigma('rad', 0.05)],
  marginDraw: { kind: 'normal', mean: 'margin', sigma: 'sigma' },
  assignments: asDrawn,
  guards: angularGuards,
  gradients: trueOrStraightThrough,
  papers: [{ ...elasticFacePaper, equation: 'section 3' }],
};
