import { asDrawn, noGuard } from './choices';
import type { LossDefinition } from './lossDefinition';
import { normFacePaper } from './papers';
import { scale } from './parameters';

/** logit_j = s cos(theta_j). */
export const normface: LossDefinition = {
  id: 'normface',
  label: 'Normalised softmax',
  summary: 'Scale without margin: the fair baseline of every margin loss.',
  features: 'normalised',
  target: 'cos(theta)',
  others: 'cos(theta)',
  parameters: [scale(20)],
  marginDraw: { kind: 'none' },
  assignments: asDrawn,
  guards: noGuard,
  papers: [normFacePaper],
};
