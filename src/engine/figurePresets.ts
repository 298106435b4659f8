/**
 * Published figures as runs of the page: each a preset with the runs beside it, what to look for, and what the paper reports, always with its
 * source and never as a number of ours. The networks here are small and the people synthetic: a run shows the paper's effect, not its numbers.
 */
import type { Preset } from './presets';

/** What of a run stands beside the paper's number. */
export type FigureMeasure = 'neighbourGaps' | 'targetAngle' | 'classAngles';

export interface FigurePreset extends Preset {
  /** `ElasticFace, figure 2` */
  readonly figure: string;
  readonly source: string;
  readonly url: string;
  readonly measure: FigureMeasure;
  /** What the paper states, in the order of the runs; empty where it shows a picture without numbers. */
  readonly reported: readonly string[];
}

/** Eight people of one circle; the page's own generator draws them. */
const EIGHT_PEOPLE = { dataset: 'faces', classes: '8', images: '250', dim: '2', ramp: '300', batch: '128' } as const;
const DIGITS_2D = { dim: '2', kernel: '5', width: '16', batch: '128' } as const;

const sources = {
  elasticFace: { source: 'Boutros et al. 2022', url: 'https://arxiv.org/abs/2109.09416' },
  arcFace: { source: 'Deng et al. 2019', url: 'https://arxiv.org/abs/1801.07698' },
  cosFace: { source: 'Wang et al. 2018', url: 'https://arxiv.org/abs/1801.09414' },
  normFace: { source: 'Wang et al. 2017', url: 'https://arxiv.org/abs/1704.06369' },
  sphereFace: { source: 'Liu et al. 2017', url: 'https://arxiv.org/abs/1704.08063' },
} as const;

export const figurePresets: readonly FigurePreset[] = [
  {
    id: 'elasticface-fig-2',
    label: 'ElasticFace, figure 2: room for each class',
    figure: 'ElasticFace, figure 2',
    ...sources.elasticFace,
    lookFor:
      'In the paper a fixed margin leaves some neighbours close and others far apart, and drawn margins even this out. Compare the smallest and the largest angle between neighbouring rays: with eight synthetic people all three may come out alike.',
    values: { ...EIGHT_PEOPLE, loss: 'arcface', margin: '0.5' },
    versus: ['elasticface-arc_margin-0.5_sigma-0.05', 'elasticface-arc-plus_margin-0.5_sigma-0.0175'],
    measure: 'neighbourGaps',
    reported: ['22.9° to 72.4°', '38.6° to 56.3°', '39.3° to 55.4°'],
  },
  {
    id: 'arcface-fig-3',
    label: 'ArcFace, figure 3: with and without a margin',
    figure: 'ArcFace, figure 3',
    ...sources.arcFace,
    lookFor:
      'Without a margin the fans of points nearly touch at the decision boundaries; ArcFace makes each fan narrow. The gap between two fans is what the margin has bought.',
    values: { ...EIGHT_PEOPLE, loss: 'normface' },
    versus: ['arcface_margin-0.5'],
    measure: 'classAngles',
    reported: [],
  },
  {
    id: 'arcface-fig-4',
    label: 'ArcFace, figure 4: the angles fall',
    figure: 'ArcFace, figure 4',
    ...sources.arcFace,
    lookFor:
      'At the start each image stands at a right angle to its class, as random directions in many dimensions do. Watch the histogram of θ wander left while it trains.',
    values: {
      dataset: 'faces',
      classes: '40',
      images: '50',
      dim: '64',
      loss: 'arcface',
      scale: '30',
      margin: '0.5',
      batch: '128',
    },
    measure: 'targetAngle',
    reported: ['about 90° at the start, about 30° at the end'],
  },
  {
    id: 'cosface-fig-4',
    label: 'CosFace, figure 4: softmax and three margins',
    figure: 'CosFace, figure 4',
    ...sources.cosFace,
    lookFor:
      'Softmax separates by length as well as by angle; the normalised runs by the angle alone. The larger the margin m (0, 0.1, 0.2), the narrower each fan; “Raw plane” shows the lengths too.',
    values: { ...EIGHT_PEOPLE, loss: 'softmax' },
    versus: ['normface', 'cosface_margin-0.1', 'cosface_margin-0.2'],
    measure: 'classAngles',
    reported: [],
  },
  {
    id: 'normface-fig-2',
    label: 'NormFace, figure 2: petals',
    figure: 'NormFace, figure 2',
    ...sources.normFace,
    lookFor:
      'Softmax spreads its features in petals along the radius: a longer one is surer, not another digit. The normalised run beside it has the angle alone to work with.',
    values: { ...DIGITS_2D, loss: 'softmax' },
    look: { 'view.plane': 'raw' },
    versus: ['normface'],
    measure: 'classAngles',
    reported: [],
  },
  {
    id: 'spheres',
    label: 'SphereFace, figure 5, and AM-Softmax: spheres',
    figure: 'SphereFace, figure 5',
    ...sources.sphereFace,
    lookFor:
      'The same digits on four spheres: no margin, a multiplied, a subtracted and an added one. With a margin the patches shrink, and more of the sphere stays empty.',
    values: { dim: '3', loss: 'normface' },
    versus: ['sphereface', 'cosface', 'arcface'],
    measure: 'classAngles',
    reported: [],
  },
];

export const findFigure = (id: string): FigurePreset | undefined => figurePresets.find((figure) => figure.id === id);
