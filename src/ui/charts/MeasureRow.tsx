/** The newest measures in one row of figures. */
import { formatDegrees, formatFixed, formatPercent } from '../format';
import type { RunSnapshot } from '../runStore';
import { ANGLE_MEANINGS } from './AnglesChart';
import { nearestIndex } from './binning';
import styles from './charts.module.css';

export function MeasureRow({ run }: { readonly run: RunSnapshot }) {
  const { measures } = run;
  const { steps, values } = run.history.loss;
  const loss = values.at(run.viewStep === null ? -1 : nearestIndex(steps, run.viewStep)) ?? NaN;
  const figures = [
    { name: 'Loss', value: formatFixed(loss, loss >= 10 ? 2 : 3), meaning: 'Mean loss of one batch, in nats.' },
    {
      name: 'Test acc.',
      value: formatPercent(measures?.testAccuracy ?? NaN),
      meaning: 'Share of the test images whose nearest class weight is their own.',
    },
    { name: 'Intra', value: formatDegrees(measures?.intraDeg ?? NaN), meaning: ANGLE_MEANINGS.intra },
    { name: 'Inter', value: formatDegrees(measures?.interDeg ?? NaN), meaning: ANGLE_MEANINGS.inter },
    { name: 'W-EC', value: formatDegrees(measures?.wEcDeg ?? NaN), meaning: ANGLE_MEANINGS.wEc },
    { name: 'W-Inter', value: formatDegrees(measures?.wInterDeg ?? NaN), meaning: ANGLE_MEANINGS.wInter },
  ];
  return (
    <dl className={styles.measures} aria-label="Newest measures">
      {figures.map(({ name, value, meaning }) => (
        <div key={name} className={styles.measure} title={meaning}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
