/** The runs beside each other in numbers: fairness first, then curves in one colour a run, then the newest measures as a table. */
import { memo, useMemo } from 'react';
import { Button } from 'react-aria-components';
import { linearTicks } from '../charts/axisTicks';
import { type OverlaidSeries, TimeChart, type TimeSeries, type ValueAxis } from '../charts/TimeChart';
import { useInTurn } from '../charts/useInTurn';
import { formatCount, formatDegrees, formatFixed, formatPercent } from '../format';
import { usePageLock } from '../lock';
import type { RunHistory, RunSnapshot } from '../runStore';
import styles from './compare.module.css';
import { fairnessNotes } from './fairness';
import type { Lab } from './lab';
import { LANE_COLORS } from './laneColors';
import { nameRuns } from './nameRuns';
import type { Repeats } from './repeats';
import { RepeatsPanel } from './RepeatsPanel';

interface CompareChartsProps {
  readonly runs: readonly RunSnapshot[];
  readonly lab: Lab;
  readonly repeats: Repeats;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly explanation: string;
  readonly fileName: string;
  readonly read: keyof RunHistory;
  readonly overlays: readonly OverlaidSeries[];
  readonly factor?: number;
  readonly axisFor: (low: number, high: number) => ValueAxis;
  readonly format: (value: number) => string;
}

const upTo = (low: number, high: number): ValueAxis => {
  const top = high > 0 ? high : 1;
  const ticks = linearTicks(Math.min(0, low), top, 4);
  return { domain: [Math.min(0, low), Math.max(top, ticks.at(-1) ?? top)], ticks, scale: 'linear' };
};

const PANELS: readonly Panel[] = [
  {
    title: 'Test accuracy',
    unit: '%',
    explanation: 'The share of test images whose embedding is nearest, by angle, to the weight of their own class.',
    fileName: 'margin-lab-compare-accuracy',
    read: 'testAccuracy',
    overlays: [{ name: 'testAccuracy', label: '' }],
    factor: 100,
    axisFor: () => ({ domain: [0, 100], ticks: [0, 25, 50, 75, 100], scale: 'linear' }),
    format: (value) => formatFixed(value, 1),
  },
  {
    title: 'Intra-class angle',
    unit: '°',
    explanation: 'Mean angle between an embedding and the centre of its class: the smaller, the tighter the classes.',
    fileName: 'margin-lab-compare-intra',
    read: 'intra',
    overlays: [{ name: 'intra', label: '' }],
    axisFor: upTo,
    format: (value) => formatFixed(value, 1),
  },
  {
    title: 'Inter-class angle',
    unit: '°',
    explanation: 'Mean over the classes of the smallest angle to another centre: the larger, the farther apart.',
    fileName: 'margin-lab-compare-inter',
    read: 'inter',
    overlays: [{ name: 'inter', label: '' }],
    axisFor: upTo,
    format: (value) => formatFixed(value, 1),
  },
  {
    title: 'Loss',
    unit: 'nats',
    explanation:
      'The training loss of each step. Margin and scale change what a value means: read its shape, not its height.',
    fileName: 'margin-lab-compare-loss',
    read: 'loss',
    overlays: [{ name: 'loss', label: '' }],
    axisFor: upTo,
    format: (value) => formatFixed(value, 3),
  },
];

/** Of `useInTurn`: the numbers follow ten times a second, the charts one after the other. */
const TABLE_TURN = 3;

export default function CompareCharts({ runs: newest, lab, repeats }: CompareChartsProps) {
  const runs = useInTurn(newest, TABLE_TURN);
  return (
    <div className={styles.charts}>
      <Fairness runs={runs} lab={lab} />
      <MeasureTable runs={runs} />
      <RepeatsPanel runs={runs} repeats={repeats} />
      {PANELS.map((panel, i) => (
        <InTurn key={panel.title} panel={panel} runs={newest} turn={TABLE_TURN + 1 + i} />
      ))}
    </div>
  );
}

const Fairness = memo(function Fairness({ runs, lab }: Pick<CompareChartsProps, 'runs' | 'lab'>) {
  const configs = runs.map((run) => run.running);
  const locked = usePageLock() !== null;
  return (
    <section className={styles.fairness} aria-label="Is the comparison fair?">
      <h3>Is the comparison fair?</h3>
      <p>Same data, same batches, same initial network (seed {configs[0]?.seed}).</p>
      <ul>
        {fairnessNotes(configs).map((note) => (
          <li key={note.kind + note.sentence}>
            {note.sentence}{' '}
            {!locked && note.fix === 'match-scale' && (
              <Button className={styles.fix ?? ''} onPress={lab.matchScale}>
                Match the scale
              </Button>
            )}
            {!locked && note.fix === 'add-control' && (
              <Button className={styles.fix ?? ''} onPress={lab.addControl}>
                Add the margin-free control
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
});

interface OverlayChartProps {
  readonly panel: Panel;
  readonly runs: readonly RunSnapshot[];
}

function InTurn({ panel, runs, turn }: OverlayChartProps & { readonly turn: number }) {
  return <OverlayChart panel={panel} runs={useInTurn(runs, turn)} />;
}

const OverlayChart = memo(function OverlayChart({ panel, runs }: OverlayChartProps) {
  const [first] = runs;
  const names = nameRuns(runs.map((run) => run.running));
  const key = names.join('|');
  const histories = runs.map((run) => run.history);
  const [h0, h1, h2, h3] = histories;
  const series = useMemo<TimeSeries[]>(
    () =>
      histories.map((history, i) => ({
        key: `run${i + 1}`,
        name: names[i] ?? '',
        meaning: `Run ${i + 1}`,
        series: history[panel.read],
        color: LANE_COLORS[i] ?? '--series-1',
      })),
    // Names and the histories' identities change with the runs only; the histories grow in place.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [h0, h1, h2, h3, key, panel],
  );
  const newest = series.map(
    ({ name, series: s }) => `${name} ${panel.format((panel.factor ?? 1) * (s.values.at(-1) ?? NaN))}`,
  );
  if (!first) return null;
  return (
    <TimeChart
      run={first}
      title={panel.title}
      unit={panel.unit}
      summary={`${panel.title} after ${formatCount(first.step)} steps: ${newest.join(', ')} ${panel.unit}.`}
      explanation={panel.explanation}
      fileName={panel.fileName}
      series={series}
      factor={panel.factor ?? 1}
      axisFor={panel.axisFor}
      formatValue={panel.format}
      formatTick={(value) => `${value}`}
      overlays={panel.overlays}
      empty="The first measurement comes with the first steps."
    />
  );
});

const MeasureTable = memo(function MeasureTable({ runs }: Pick<CompareChartsProps, 'runs'>) {
  const names = nameRuns(runs.map((run) => run.running));
  const verified = runs.some((run) => run.verification);
  return (
    <div className={styles.tableWrap}>
      <table className={styles.table}>
        <caption>Measures of the test images</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Step</th>
            <th scope="col">Accuracy</th>
            <th scope="col">Intra</th>
            <th scope="col">Inter</th>
            <th scope="col">W-EC</th>
            {verified && <th scope="col">AUC</th>}
            {verified && <th scope="col">EER</th>}
          </tr>
        </thead>
        <tbody>
          {runs.map((run, i) => (
            <tr key={i}>
              <th scope="row">
                <span className={styles.chip} style={{ background: `var(${LANE_COLORS[i] ?? ''})` }} /> {names[i]}
              </th>
              <td>{formatCount(run.measures?.step ?? 0)}</td>
              <td>{formatPercent(run.measures?.testAccuracy ?? NaN)}</td>
              <td>{formatDegrees(run.measures?.intraDeg ?? NaN)}</td>
              <td>{formatDegrees(run.measures?.interDeg ?? NaN)}</td>
              <td>{formatDegrees(run.measures?.wEcDeg ?? NaN)}</td>
              {verified && <td>{formatFixed(run.verification?.auc ?? NaN, 3)}</td>}
              {verified && <td>{formatPercent(run.verification?.eer ?? NaN)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});
