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
