/** The stages of all runs: one alone, or two to four beside each other. */
import { findLoss } from '../../losses';
import { formatDegrees, formatPercent } from '../format';
import type { RunSnapshot } from '../runStore';
import { StagePanel } from '../StagePanel';
import styles from './compare.module.css';
import type { LabSnapshot } from './lab';
import { LANE_COLORS } from './laneColors';

export function LaneStages({ lanes, runs }: LabSnapshot) {
  const [only] = runs;
  if (lanes.length === 1 && only) return <StagePanel run={only} />;
  return (
    <div className={styles.stages}>
      {lanes.map(({ id }, i) => {
        const run = runs[i];
        return (
          run && (
            <div
              key={id}
              className={styles.lane}
              role="group"
              aria-label={`Run ${i + 1}: ${findLoss(run.running.loss).label}`}
            >
              <LaneTitle number={i + 1} run={run} />
              <StagePanel run={run} />
            </div>
          )
        );
      })}
    </div>
  );
}

function LaneTitle({ number, run }: { readonly number: number; readonly run: RunSnapshot }) {
  return (
    <h3 className={styles.title}>
      <span className={styles.chip} style={{ background: `var(${LANE_COLORS[number - 1] ?? ''})` }} />
      {findLoss(run.running.loss).label}
      <span className={styles.titleNote}>
        {formatPercent(run.measures?.testAccuracy ?? NaN)} · intra {formatDegrees(run.measures?.intraDeg ?? NaN)}
      </span>
    </h3>
  );
}
