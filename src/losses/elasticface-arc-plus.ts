import { angularGuards, byHardness, trueOrStraightThrough } from './choices';
import type { LossDefinition } from './lossDefinition';
import { elasticFacePaper } from './papers';
import { angularMargin, scale, sigma } from './parameters';

/** Target logit s cos(theta + E), E drawn from N(m, sigma^2) for each sample in each step, then handed out by hardness. */
export const elasticFaceArcPlus: LossDefinition = {
  id: 'elasticface-arc-plus',
  label: 'ElasticFace-Arc+',
  summary: 'Draws an angular margin for every sample in every step, and gives the largest to the hardest.',
  features: 'normalised',
  target: 'cos(theta + E)',
  others: 'cos(theta)',
  parameters: [scale(64), angularMargin, sigma('rad', 0.0175)],
  marginDraw: { kind: 'normal', mean: 'margin', sigma: 'sigma' },
  assignments: byHardness,
  guards: angularGuards,
  gradients: trueOrStraightThrough,
  papers: [{ ...elasticFacePaper, equation: 'section 3' }],
};
