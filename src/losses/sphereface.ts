import { asDrawn, noGuard, trueOrStraightThrough } from './choices';
import type { LossDefinition } from './lossDefinition';
import { sphereFacePaper } from './papers';
import { multiplicativeMargin, scale } from './parameters';

/** Target logit s psi(theta), psi = (-1)^k cos(m theta) - 2k, k = floor(m theta / pi): falls from 0 to 180 degrees. */
export const sphereFace: LossDefinition = {
  id: 'sphereface',
  label: 'SphereFace',
  summary: 'Multiplies the angle between an image and its class: the push grows with the angle.',
  features: 'normalised',
  locals: [{ name: 'k', symbol: 'k', formula: 'floor(margin * theta / pi)' }],
  target: '(-1)^k * cos(margin * theta) - 2 * k',
  others: 'cos(theta)',
  parameters: [scale(30), multiplicativeMargin],
  // Not drawn: a ramp from 0 would start with every target logit at its largest value, whatever the angle.
  marginDraw: { kind: 'none' },
  assignments: asDrawn,
  guards: noGuard,
  gradients: trueOrStraightThrough,
  papers: [sphereFacePaper],
};
