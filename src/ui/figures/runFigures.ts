/** The curves of one or more runs as figures for paper: SVG files, drawn from the numbers alone, whatever the page shows. */
import { binSeries } from '../charts/binning';
import type { RunHistory } from '../runStore';
import type { SavedRun } from '../session/savedRun';
import { type Line, lineChartFile } from './lineChart';

/** Okabe and Ito's palette, darkened where it is too light for thin lines; told apart with any colour vision. */
export const PAPER_COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9', '#777777'] as const;

interface Curve {
  readonly series: keyof RunHistory;
  /** After the run's name, where a chart has more than one curve a run. */
  readonly label: string;
  readonly dash: string;
}

const CHARTS: readonly {
  readonly file: string;
  readonly title: string;
  readonly unit: string;
  readonly limits: readonly [number, number];
  readonly curves: readonly Curve[];
}[] = [
  {
    file: 'loss.svg',
    title: 'Loss',
    unit: 'nats',
    limits: [0, Infinity],
    curves: [{ series: 'loss', label: '', dash: '' }],
  },
  {
    file: 'accuracy.svg',
    title: 'Accuracy',
    unit: 'share',
    limits: [0, 1],
    curves: [
      { series: 'testAccuracy', label: 'test', dash: '' },
      { series: 'trainAccuracy', label: 'training', dash: '5 3' },
    ],
  },
  {
    file: 'angles.svg',
    title: 'Angles',
    unit: 'degrees',
    limits: [0, 180],
    curves: [
      { series: 'intra', label: 'within a class', dash: '' },
      { series: 'inter', label: 'to the nearest other class', dash: '5 3' },
    ],
  },
];

export interface DrawnRun {
  readonly name: string;
  /** `ArcFace, scale 16, margin 0.5; step 400, seed 1` */
  readonly caption: string;
  readonly history: SavedRun['history'];
}

/** SVG text by file name; charts without a value are left out. */
export function runFigures(runs: readonly DrawnRun[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { file, title, unit, limits, curves } of CHARTS) {
    const lines = runs.flatMap(({ name, history }, i) =>
      curves.map(({ series, label, dash }): Line => {
        const { steps, values } = binSeries(history[series]);
        return {
          label: label === '' ? name : `${name}, ${label}`,
          color: PAPER_COLORS[i % PAPER_COLORS.length] ?? '',
          dash,
          points: steps.map((step, k) => ({ x: step, y: values[k] ?? NaN, halfWidth: NaN })),
        };
      }),
    );
    const options = { title, xLabel: 'step', yLabel: unit, marks: false, limits };
    const svg = lineChartFile(
      lines,
      options,
      runs.map((run) => run.caption),
    );
    if (svg !== '') files[file] = svg;
  }
  return files;
}
