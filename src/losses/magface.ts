import { angularGuardsOf, asDrawn } from './choices';
import type { LossDefinition } from './lossDefinition';
import { magFacePaper } from './papers';
import { largestMargin, largestNorm, regulariserWeight, scale, smallestMargin, smallestNorm } from './parameters';

const guards = angularGuardsOf('adaptiveMargin');

/**
 * Target logit s cos(theta + m(a)), a the length of the embedding within [l_a, u_a], m(a) linear in it; loss += lambda_g mean(a / u_a^2
 * + 1 / a). Here the length is in the gradient: an image that is easily placed grows, and meets a larger margin.
 */
export const magFace: LossDefinition = {
  id: 'magface',
  label: 'MagFace',
  summary: 'The length of the embedding sets the margin, and learns to say how clear the image is.',
  features: 'normalised',
  locals: [
    { name: 'a', symbol: 'a', formula: 'clip(norm, lA, uA)' },
    {
      name: 'adaptiveMargin',
      symbol: 'm_a',
      // The smallest divisor: two sliders can meet.
      formula: '(uMargin - lMargin) * (a - lA) / max(uA - lA, 0.001) + lMargin',
    },
  ],
  target: 'cos(theta + adaptiveMargin)',
  others: 'cos(theta)',
  parameters: [scale(64), smallestNorm, largestNorm, smallestMargin, largestMargin, regulariserWeight],
  regulariser: { weight: 'lambdaG', term: 'a / uA^2 + 1 / a' },
  typicalNorm: '(lA + uA) / 2',
  marginDraw: { kind: 'none' },
  assignments: asDrawn,
  guards: [guards.easy, guards.monotone, guards.none, guards.clip],
  papers: [magFacePaper],
};
