import { asDrawn, noGuard } from './choices';
import type { LossDefinition } from './lossDefinition';
import { cosFacePaper } from './papers';
import { cosineMargin, scale } from './parameters';

/** Target logit s (cos(theta) - m). */
export const cosface: LossDefinition = {
  id: 'cosface',
  label: 'CosFace',
  summary: 'Subtracts a fixed margin from the target cosine: the same push at every angle.',
  features: 'normalised',
  target: 'cos(theta) - E',
  others: 'cos(theta)',
  parameters: [scale(64), cosineMargin],
  marginDraw: { kind: 'fixed', mean: 'margin' },
  assignments: asDrawn,
  guards: noGuard,
  papers: [cosFacePaper],
};
