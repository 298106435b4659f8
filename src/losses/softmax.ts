import { asDrawn, noGuard } from './choices';
import type { LossDefinition } from './lossDefinition';
import { sphereFacePaper } from './papers';

/** logit_j = W_j.x: no normalisation, no scale, no margin, no bias. */
export const softmax: LossDefinition = {
  id: 'softmax',
  label: 'Softmax',
  summary: 'The Euclidean baseline: both the angle and the length of the embedding count.',
  features: 'raw',
  target: 'logit',
  others: 'logit',
  parameters: [],
  marginDraw: { kind: 'none' },
  assignments: asDrawn,
  guards: noGuard,
  papers: [{ ...sphereFacePaper, equation: 'eq. 1' }],
};
