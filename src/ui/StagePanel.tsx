/** The stage of a run alone: its plot, the key on the plot, what may be chosen about it, and the picked point. */
import { useEffect } from 'react';
import { formatCount } from './format';
import type { RunSnapshot } from './runStore';
import { ClassKey } from './stage/ClassKey';
import { PickCard } from './stage/PickCard';
import styles from './stage/stage.module.css';
import { preloadSphere, shownPick, StagePlot } from './stage/StagePlot';
import { stageState, useStageState } from './stage/stageState';
import { StageTools } from './stage/StageTools';
import { stageTitle, useStage } from './stage/useStage';

export function StagePanel({ run }: { readonly run: RunSnapshot }) {
  const stage = useStage(run);
  const { options, pick } = useStageState();
  if (!stage) return <StageWaiting run={run} />;
  const { description, keyFrame, target, isCircle, newest } = stage;
  const { classNames, points } = description;
  const picked = shownPick(pick, stage);
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <p className={styles.title}>
          <strong>{stageTitle(stage, options.rawPlane)}</strong>
          <span className={styles.detail}>
            {formatCount(points.labels.length)} of {formatCount(description.trainCount + description.testCount)} images,
            the same share of each class
          </span>
        </p>
        <StageTools isCircle={isCircle} />
      </div>
      <div className={styles.plot}>
        <StagePlot stage={stage} place={0} />
        {picked && (
          <PickCard
            index={picked.index}
            keyFrame={keyFrame}
            points={points}
            classNames={classNames}
            target={target}
            config={run.running}
            side={picked.x > 0.5 ? 'left' : 'right'}
            edge={picked.y > 0.5 ? 'top' : 'bottom'}
            onClose={() => stageState.set({ pick: null })}
          />
        )}
      </div>
      <ClassKey
        classNames={classNames}
        hasCentres={isCircle && !options.rawPlane}
        hasMargin={target !== null && newest.onSphere}
      />
    </div>
  );
}

export function StageWaiting({ run }: { readonly run: RunSnapshot }) {
  const isSphere = run.running.dim !== 2;
  useEffect(() => {
    if (isSphere) preloadSphere();
  }, [isSphere]);
  return (
    <div className={styles.panel}>
      <p className={styles.waiting}>The stage shows each image as a point as soon as the network is ready.</p>
    </div>
  );
}
