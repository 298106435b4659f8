import { angularGuards, asDrawn, trueOrStraightThrough } from './choices';
import type { LossDefinition } from './lossDefinition';
import { arcFacePaper } from './papers';
import { angularMargin, scale } from './parameters';

/** Target logit s cos(theta + m). */
export const arcface: LossDefinition = {
  id: 'arcface',
  label: 'ArcFace',
  summary: 'Adds a fixed margin to the angle between an image and its class.',
  features: 'normalised',
  target: 'cos(theta + E)',
  others: 'cos(theta)',
  parameters: [scale(64), angularMargin],
  marginDraw: { kind: 'fixed', mean: 'margin' },
  assignments: asDrawn,
  guards: angularGuards,
  gradients: trueOrStraightThrough,
  papers: [arcFacePaper],
};
