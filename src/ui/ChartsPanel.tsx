/** The right column: the newest measures, and every chart of the run. Which numbers are drawn stands in `charts/`. */
import { type ComponentType, memo } from 'react';
import { AccuracyChart } from './charts/AccuracyChart';
import { AnglesChart } from './charts/AnglesChart';
import styles from './charts/charts.module.css';
import { ClassSpread } from './charts/ClassSpread';
import { LossChart } from './charts/LossChart';
import { MarginHistogram } from './charts/MarginHistogram';
import { MeasureRow } from './charts/MeasureRow';
import { ThetaHistogram } from './charts/ThetaHistogram';
import { useChartSnapshot } from './charts/useChartSnapshot';
import { VerificationPanel } from './charts/VerificationPanel';
import { useInTurn } from './charts/useInTurn';
import type { RunSnapshot } from './runStore';

interface PanelProps {
  readonly run: RunSnapshot;
}

/** From top to bottom. */
const CHARTS: readonly (readonly [string, ComponentType<PanelProps>])[] = [
  ['loss', memo(LossChart)],
  ['accuracy', memo(AccuracyChart)],
  ['angles', memo(AnglesChart)],
  ['verification', memo(VerificationPanel)],
  ['margins', memo(MarginHistogram)],
  ['theta', memo(ThetaHistogram)],
  ['spread', memo(ClassSpread)],
];

export default function ChartsPanel({ run }: PanelProps) {
  return <Charts run={useChartSnapshot(run)} />;
}

const Charts = memo(function Charts({ run }: PanelProps) {
  return (
    <div className={styles.panel}>
      <MeasureRow run={run} />
      {CHARTS.map(([name, Chart], turn) => (
        <InTurn key={name} run={run} turn={turn} Chart={Chart} />
      ))}
    </div>
  );
});

/** One chart drawn anew takes up to a dozen milliseconds: together they would hold up the page. */
function InTurn({
  run,
  turn,
  Chart,
}: PanelProps & { readonly turn: number; readonly Chart: ComponentType<PanelProps> }) {
  return <Chart run={useInTurn(run, turn)} />;
}
