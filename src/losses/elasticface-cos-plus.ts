import { byHardness, noGuard } from './choices';
import type { LossDefinition } from './lossDefinition';
import { elasticFacePaper } from './papers';
import { cosineMargin, scale, sigma } from './parameters';

/** Target logit s (cos(theta) - E), E drawn from N(m, sigma^2) for each sample in each step, then handed out by hardness. */
export const elasticFaceCosPlus: LossDefinition = {
  id: 'elasticface-cos-plus',
  label: 'ElasticFace-Cos+',
  summary: 'Draws a cosine margin for every sample in every step, and gives the largest to the hardest.',
  features: 'normalised',
  target: 'cos(theta) - E',
  others: 'cos(theta)',
  parameters: [scale(64), cosineMargin, sigma('', 0.025)],
  marginDraw: { kind: 'normal', mean: 'margin', sigma: 'sigma' },
  assignments: byHardness,
  guards: noGuard,
  papers: [{ ...elasticFacePaper, equation: 'section 3' }],
};
