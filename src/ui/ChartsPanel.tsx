/** The right column: the newest measures, and every chart of the run. Which numbers are drawn stands in `charts/`. */
import { memo } from 'react';
import { AccuracyChart } from './charts/AccuracyChart';
import { AnglesChart } from './charts/AnglesChart';
import styles from './charts/charts.module.css';
import { LossChart } from './charts/LossChart';
import { MarginHistogram } from './charts/MarginHistogram';
import { MeasureRow } from './charts/MeasureRow';
import { ThetaHistogram } from './charts/ThetaHistogram';
import { useChartSnapshot } from './charts/useChartSnapshot';
import type { RunSnapshot } from './runStore';

export default function ChartsPanel({ run }: { readonly run: RunSnapshot }) {
  return <Charts run={useChartSnapshot(run)} />;
}

const Charts = memo(function Charts({ run }: { readonly run: RunSnapshot }) {
  return (
    <div className={styles.panel}>
      <MeasureRow run={run} />
      <LossChart run={run} />
      <AccuracyChart run={run} />
      <AnglesChart run={run} />
      <MarginHistogram run={run} />
      <ThetaHistogram run={run} />
    </div>
  );
});
