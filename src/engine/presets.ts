/** Configurations worth opening first, in plain words. A preset is a set of text values like a link: see `parseRunConfig`. */
import { figurePresets } from './figurePresets';

export interface Preset {
  /** Name in the address: `preset=breathe`. */
  readonly id: string;
  readonly label: string;
  /** What to look for, one sentence. */
  readonly lookFor: string;
  /** Settings by key that differ from the defaults. */
  readonly values: Readonly<Record<string, string>>;
  /** Runs beside the first, each as in the address after `vs=`: `cosface_margin-0.2`. */
  readonly versus?: readonly string[];
  /** How the stage looks, as in the address: `view.plane`. */
  readonly look?: Readonly<Record<string, string>>;
}

/** First = what the page opens with. Keys 1-9 choose them in this order. */
export const presets: readonly Preset[] = [
  {
    id: 'breathe',
    label: 'ElasticFace: let the margin breathe',
    lookFor: 'Each sample draws its own margin in each step; the histogram shows the draws around the set mean.',
    values: { loss: 'elasticface-arc', dim: '3' },
  },
  {
    id: 'pull-apart',
    label: 'Watch ArcFace pull ten digits apart',
    lookFor: 'Ten clusters spread over the sphere until each class keeps its angle from the others.',
    values: { loss: 'arcface', dim: '3' },
  },
  {
    id: 'circle',
    label: 'Ten digits on one circle',
    lookFor: 'In two dimensions there is room for 36 degrees a class: see who shares it fairly.',
    values: { loss: 'arcface', dim: '2', margin: '0.3', kernel: '5', width: '16', ramp: '300', batch: '128' },
  },
  {
    id: 'petals',
    label: 'Plain softmax: radial petals',
    lookFor: 'Without normalisation the classes become petals: the angle separates, the length only makes it surer.',
    values: { loss: 'softmax', dim: '2' },
    look: { 'view.plane': 'raw' },
  },
  {
    id: 'no-margin',
    label: 'Scale without margin',
    lookFor: 'The fair baseline: whatever a margin adds must show against this.',
    values: { loss: 'normface', dim: '3' },
  },
  {
    id: 'additive',
    label: 'CosFace: subtract the margin from the cosine',
    lookFor: 'The same push at every angle, where ArcFace pushes by an angle.',
    values: { loss: 'cosface', dim: '3' },
  },
  {
    id: 'hardest-first',
    label: 'ElasticFace-Arc+: the largest margin for the hardest',
    lookFor: 'The drawn margins are handed out by hardness: the smallest target cosine gets the largest margin.',
    values: { loss: 'elasticface-arc-plus', dim: '3' },
  },
  {
    id: 'paper-settings',
    label: 'The papers’ scale and margin on a toy',
    lookFor: 'A scale of 64 is made for tens of thousands of identities: here the loss starts near 33.',
    values: { loss: 'arcface', dim: '3', scale: '64', margin: '0.5' },
  },
  {
    id: 'eight-faces',
    label: 'Eight people on one circle',
    lookFor:
      'ElasticFace, figure 2 in small: eight synthetic identities, the angles between their rays, and who spreads.',
    values: {
      dataset: 'faces',
      classes: '8',
      images: '250',
      loss: 'arcface',
      dim: '2',
      margin: '0.3',
      ramp: '300',
      batch: '128',
    },
  },
  {
    id: 'unseen-people',
    label: 'Verify people never seen',
    lookFor:
      'The network trains on 160 people and is verified on 40 others; raw pixels and the untrained network stand beside it.',
    values: {
      dataset: 'faces',
      classes: '160',
      heldout: '40',
      loss: 'arcface',
      dim: '64',
      scale: '30',
      batch: '128',
      width: '16',
    },
  },
  {
    id: 'break-it',
    label: 'Break it: s = 64 in two dimensions',
    lookFor: 'Too large a scale and too large a rate in too little room: watch it fail, then read why.',
    values: { loss: 'arcface', dim: '2', scale: '64', margin: '0.8', lr: '0.03' },
  },
];

/** Of these and of the published figures. */
export function findPreset(id: string): Preset | undefined {
  return [...presets, ...figurePresets].find((preset) => preset.id === id);
}
