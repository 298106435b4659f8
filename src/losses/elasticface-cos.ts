import { asDrawn, noGuard } from './choices';
import type { LossDefinition } from './lossDefinition';
import { elasticFacePaper } from './papers';
import { cosineMargin, scale, sigma } from './parameters';

/** Target logit s (cos(theta) - E), E drawn from N(m, sigma^2) for each sample in each step. */
export const elasticFaceCos: LossDefinition = {
  id: 'elasticface-cos',
  label: 'ElasticFace-Cos',
  summary: 'Draws a cosine margin for every sample in every step, so that the push can give and take.',
  features: 'normalised',
  target: 'cos(theta) - E',
  others: 'cos(theta)',
  parameters: [scale(64), cosineMargin, sigma('', 0.05)],
  marginDraw: { kind: 'normal', mean: 'margin', sigma: 'sigma' },
  assignments: asDrawn,
  guards: noGuard,
  papers: [{ ...elasticFacePaper, equation: 'section 3' }],
};
