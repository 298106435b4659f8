/** Parameters that several losses share, with the range of their controls. */
import type { LossParameter } from './lossDefinition';

/** Toy runs (10 classes, few dimensions) want a scale of 10 to 30; the papers' 64 is for tens of thousands of identities. */
export const scale = (paperDefault: number): LossParameter => ({
  name: 'scale',
  symbol: 's',
  label: 'Scale s',
  help: 'Multiplies every logit: how sharp the softmax is.',
  unit: '',
  min: 1,
  max: 128,
  step: 0.1,
  default: 16,
  paperDefault,
  logarithmic: true,
});

export const angularMargin: LossParameter = {
  name: 'margin',
  symbol: 'm',
  label: 'Margin m',
  help: 'Angle that is added to the angle between an image and its own class.',
  unit: 'rad',
  min: 0,
  max: 1.5,
  step: 0.01,
  default: 0.5,
  paperDefault: 0.5,
};

export const cosineMargin: LossParameter = {
  name: 'margin',
  symbol: 'm',
  label: 'Margin m',
  help: 'Subtracted from the cosine between an image and its own class.',
  unit: '',
  min: 0,
  max: 1,
  step: 0.01,
  default: 0.35,
  paperDefault: 0.35,
};

export const sigma = (unit: string, paperDefault: number): LossParameter => ({
  name: 'sigma',
  symbol: '\\sigma',
  label: 'Sigma σ',
  help: 'Standard deviation of the drawn margins; 0 gives every sample the same margin.',
  unit,
  min: 0,
  max: 0.5,
  step: 0.0025,
  default: paperDefault,
  paperDefault,
});

/** SphereFace multiplies the angle; 1 is no margin. */
export const multiplicativeMargin: LossParameter = {
  name: 'margin',
  symbol: 'm',
  label: 'Margin m',
  help: 'Factor on the angle between an image and its own class; 1 is no margin.',
  unit: '',
  min: 1,
  max: 4,
  step: 0.05,
  default: 1.35,
  paperDefault: 4,
};

export const angleFactor: LossParameter = {
  name: 'm1',
  symbol: 'm_1',
  label: 'Factor m1',
  help: 'Multiplies the angle between an image and its own class; 1 leaves it.',
  unit: '',
  min: 0.5,
  max: 1.5,
  step: 0.01,
  default: 0.9,
  paperDefault: 0.9,
};

export const additiveMargin: LossParameter = {
  ...angularMargin,
  name: 'm2',
  symbol: 'm_2',
  label: 'Margin m2',
  default: 0.4,
  paperDefault: 0.4,
};

export const additiveCosineMargin: LossParameter = {
  ...cosineMargin,
  name: 'm3',
  symbol: 'm_3',
  label: 'Margin m3',
  default: 0.15,
  paperDefault: 0.15,
};

export const concentration: LossParameter = {
  name: 'h',
  symbol: 'h',
  label: 'Concentration h',
  help: 'How strongly the length of the embedding bends the margin; 0 leaves CosFace.',
  unit: '',
  min: 0,
  max: 1,
  step: 0.01,
  default: 0.333,
  paperDefault: 0.333,
};

export const statisticShare: LossParameter = {
  name: 'tAlpha',
  symbol: '\\alpha',
  label: 'Share of the batch',
  help: 'Weight of each batch in the running mean and deviation of the lengths; 1 takes every batch alone.',
  unit: '',
  min: 0.01,
  max: 1,
  step: 0.01,
  default: 1,
  paperDefault: 1,
};

export const smallestNorm: LossParameter = {
  name: 'lA',
  symbol: 'l_a',
  label: 'Shortest length',
  help: 'Lengths below it count as this long, and get the smallest margin.',
  unit: '',
  min: 0.1,
  max: 50,
  step: 0.1,
  default: 1,
  paperDefault: 10,
  logarithmic: true,
};

export const largestNorm: LossParameter = {
  name: 'uA',
  symbol: 'u_a',
  label: 'Longest length',
  help: 'Lengths above it count as this long, and get the largest margin.',
  unit: '',
  min: 1,
  max: 200,
  step: 0.1,
  default: 10,
  paperDefault: 110,
  logarithmic: true,
};

export const smallestMargin: LossParameter = {
  name: 'lMargin',
  symbol: 'l_m',
  label: 'Smallest margin',
  help: 'Angle that is added for the shortest embeddings.',
  unit: 'rad',
  min: 0,
  max: 1.5,
  step: 0.01,
  default: 0.45,
  paperDefault: 0.45,
};

export const largestMargin: LossParameter = {
  name: 'uMargin',
  symbol: 'u_m',
  label: 'Largest margin',
  help: 'Angle that is added for the longest embeddings.',
  unit: 'rad',
  min: 0,
  max: 1.5,
  step: 0.01,
  default: 0.8,
  paperDefault: 0.8,
};

/** The least value that pays for growing is about s (u_m - l_m) / (u_a - l_a) l_a^2 u_a^2 / (u_a^2 - l_a^2): 0.6 in toy runs, 23 in the paper's. */
export const regulariserWeight: LossParameter = {
  name: 'lambdaG',
  symbol: '\\lambda_g',
  label: 'Reward of length',
  help: 'Weight of the term that rewards long embeddings.',
  unit: '',
  min: 0,
  max: 100,
  step: 0.1,
  default: 2,
  paperDefault: 35,
};
