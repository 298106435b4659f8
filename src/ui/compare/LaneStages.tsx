/** The stages of all runs: one alone, or two to four beside each other under one key, with the same classes and the same image picked. */
import { formatCount, formatDegrees, formatPercent } from '../format';
import type { RunSnapshot } from '../runStore';
import { StagePanel, StageWaiting } from '../StagePanel';
import { ClassKey } from '../stage/ClassKey';
import stageStyles from '../stage/stage.module.css';
import { StagePlot } from '../stage/StagePlot';
import { useStageState } from '../stage/stageState';
import { StageTools } from '../stage/StageTools';
import { stageTitle, useStage } from '../stage/useStage';
import { ComparedPick } from './ComparedPick';
import styles from './compare.module.css';
import type { LabSnapshot } from './lab';
import { LANE_COLORS } from './laneColors';
import { nameRuns } from './nameRuns';

export function LaneStages({ lanes, runs }: LabSnapshot) {
  const [first] = runs;
  if (!first) return null;
  if (runs.length === 1) return <StagePanel run={first} />;
  const names = nameRuns(runs.map((run) => run.running));
  return (
    <div className={styles.compare}>
      <SharedHead run={first} />
      <div className={styles.stages}>
        {lanes.map(({ id }, i) => {
          const run = runs[i];
          return run && <LaneStage key={id} run={run} place={i} name={names[i] ?? ''} />;
        })}
        <ComparedPick runs={runs} names={names} />
      </div>
      <SharedKey run={first} />
    </div>
  );
}

const isCircle = (run: RunSnapshot): boolean => run.running.dim === 2;

function SharedHead({ run }: { readonly run: RunSnapshot }) {
  const { description } = run;
  return (
    <div className={stageStyles.head}>
      <p className={stageStyles.title}>
        <strong>{isCircle(run) ? 'Circles' : 'Spheres'} side by side</strong>
        {description && (
          <span className={stageStyles.detail}>
            the same {formatCount(description.points.labels.length)} of{' '}
            {formatCount(description.trainCount + description.testCount)} images in each
          </span>
        )}
      </p>
      <StageTools isCircle={isCircle(run)} />
    </div>
  );
}

function SharedKey({ run }: { readonly run: RunSnapshot }) {
  const { options } = useStageState();
  if (!run.description) return null;
  return (
    <ClassKey
      classNames={run.description.classNames}
      hasCentres={isCircle(run) && !options.rawPlane}
      hasMargin={run.running.dim <= 3}
    />
  );
}

interface LaneStageProps {
  readonly run: RunSnapshot;
  /** From 0. */
  readonly place: number;
  readonly name: string;
}

function LaneStage({ run, place, name }: LaneStageProps) {
  const stage = useStage(run);
  const { options } = useStageState();
  const projected = stage !== null && stage.newest.explained !== null;
  return (
    <div className={styles.lane} role="group" aria-label={`Run ${place + 1}: ${name}`}>
      <h2 className={styles.title}>
        <span className={styles.chip} style={{ background: `var(${LANE_COLORS[place] ?? ''})` }} />
        {name}
        <span className={styles.titleNote}>
          {formatPercent(run.measures?.testAccuracy ?? NaN)} · intra {formatDegrees(run.measures?.intraDeg ?? NaN)}
          {projected && <> · {stageTitle(stage, options.rawPlane)}</>}
        </span>
      </h2>
      {stage ? (
        <div className={stageStyles.panel}>
          <div className={styles.plot}>
            <StagePlot stage={stage} place={place} />
          </div>
        </div>
      ) : (
        <StageWaiting run={run} />
      )}
    </div>
  );
}
