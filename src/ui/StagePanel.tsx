/** The stage of one run: the view that fits its dimension, the key on the plot, what may be chosen about it, and the picked point. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { findLoss } from '../losses';
import { formatCount, formatPercent } from './format';
import type { RunSnapshot } from './runStore';
import { registerStageCapture } from './scriptApi';
import { stageCamera } from './stage/camera';
import { CanvasSphereStage } from './stage/CanvasSphereStage';
import { captureStage, type PictureFormat } from './stage/captureStage';
import { CircleStage } from './stage/CircleStage';
import { ClassKey } from './stage/ClassKey';
import { PickCard } from './stage/PickCard';
import styles from './stage/stage.module.css';
import type { StageFrame } from './stage/stageFrame';
import { DEFAULT_OPTIONS, type StageOptions } from './stage/stageOptions';
import { StageTools } from './stage/StageTools';
import type { Pick, StagePicture, StageViewProps } from './stage/stageView';
import { drawnTarget } from './stage/targetCosine';
import { useStageFrame } from './stage/useStageFrame';
import { useMediaQuery } from './useMediaQuery';
import { RESET_VIEW_EVENT } from './useShortcuts';

const SphereStage = lazy(() => import('./stage/SphereStage'));

/** A lost WebGL context is asked for again after this long, so often. */
const WEBGL_RETRY_MS = 2000;
const WEBGL_RETRIES = 3;

const hasWebgl = (): boolean => {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    // Browsers keep few contexts; this one has served.
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
};

export function StagePanel({ run }: { readonly run: RunSnapshot }) {
  const { description, keyFrame } = run;
  const [options, setOptions] = useState<StageOptions>(DEFAULT_OPTIONS);
  const [pick, setPick] = useState<Pick | null>(null);
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const { source, newest } = useStageFrame(keyFrame, !still && run.viewStep === null);
  const webgl = useWebgl();
  const ramped = Math.min(keyFrame?.step ?? 0, run.running.marginRampSteps);
  const target = useMemo(() => drawnTarget(run.running, ramped), [run.running, ramped]);
  const title = newest && titleOf(newest, keyFrame?.dim ?? 0, options.rawPlane);
  const picture = usePictures(run, title ?? '');

  useEffect(() => {
    const reset = (): void => stageCamera.reset();
    window.addEventListener(RESET_VIEW_EVENT, reset);
    return () => window.removeEventListener(RESET_VIEW_EVENT, reset);
  }, []);
  const onPick = useCallback((next: Pick | null) => {
    if (next?.pinned) stageCamera.rest();
    setPick(next);
  }, []);

  // A key frame of another choice of points belongs to a run that has just ended.
  const fits = keyFrame?.embeddings.length === (description?.points.labels.length ?? 0) * (keyFrame?.dim ?? 0);
  if (!description || !newest || !keyFrame || !fits) {
    return (
      <div className={styles.panel}>
        <p className={styles.waiting}>The stage shows each image as a point as soon as the network is ready.</p>
      </div>
    );
  }
  const { classNames, points } = description;
  const loss = findLoss(run.running.loss);
  const isCircle = newest.dim === 2;
  const shownPick = pick && pick.index < points.labels.length ? pick : null;
  const view: StageViewProps = {
    source,
    points,
    classNames,
    options,
    target,
    pick: shownPick,
    onPick,
    onPicture: picture.onPicture,
    label:
      `${isCircle ? 'Circle' : 'Sphere'} with ${formatCount(points.labels.length)} images of ${classNames.length} classes ` +
      `after ${formatCount(keyFrame.step)} steps of ${loss.label}. Arrow keys pick a point` +
      `${isCircle ? '.' : ', with Shift they turn the sphere.'}`,
  };
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <p className={styles.title}>
          <strong>{title}</strong>
          <span className={styles.detail}>
            {formatCount(points.labels.length)} of {formatCount(description.trainCount + description.testCount)} images,
            the same share of each class
          </span>
        </p>
        <StageTools options={options} onChange={setOptions} isCircle={isCircle} onSave={picture.save} />
      </div>
      <div className={styles.plot}>
        {isCircle ? (
          <CircleStage {...view} />
        ) : webgl.available ? (
          <Suspense fallback={<p className={styles.waiting}>The sphere is loading …</p>}>
            <SphereStage key={webgl.attempt} {...view} onContextLost={webgl.onLost} />
          </Suspense>
        ) : (
          <CanvasSphereStage {...view} />
        )}
        {shownPick && (
          <PickCard
            index={shownPick.index}
            keyFrame={keyFrame}
            points={points}
            classNames={classNames}
            target={target}
            config={run.running}
            side={shownPick.x > 0.5 ? 'left' : 'right'}
            edge={shownPick.y > 0.5 ? 'top' : 'bottom'}
            onClose={() => setPick(null)}
          />
        )}
      </div>
      <ClassKey
        classNames={classNames}
        isolated={options.isolated}
        onIsolate={(isolated) => setOptions({ ...options, isolated })}
        hasCentres={isCircle && !options.rawPlane}
        hasMargin={target !== null && newest.onSphere}
      />
    </div>
  );
}

function titleOf(frame: StageFrame, dim: number, rawPlane: boolean): string {
  if (frame.explained !== null) return `PCA of ${dim}-D, ${formatPercent(frame.explained)} of the variance`;
  if (frame.dim === 3) return 'Unit sphere: directions of the embeddings';
  return rawPlane
    ? 'Plane: embeddings as they are, rings show their length'
    : 'Unit circle: directions of the embeddings';
}

/** How a picture of the stage is taken: for scripts, and for saving. */
function usePictures(run: RunSnapshot, title: string) {
  const newest = useRef({ run, title });
  useEffect(() => {
    newest.current = { run, title };
  }, [run, title]);
  const read = useRef<(() => StagePicture | null) | null>(null);
  const onPicture = useCallback((next: (() => StagePicture | null) | null) => {
    read.current = next;
  }, []);
  const capture = useCallback(
    (format?: PictureFormat) =>
      captureStage(read.current?.() ?? null, newest.current.run, newest.current.title, format),
    [],
  );
  useEffect(() => {
    registerStageCapture(capture);
    return () => registerStageCapture(null);
  }, [capture]);
  const save = useCallback(() => {
    void capture().then((blob) => {
      const link = document.createElement('a');
      const { running, keyFrame, step } = newest.current.run;
      link.href = URL.createObjectURL(blob);
      link.download = `${running.loss}-${running.dim}d-step-${keyFrame?.step ?? step}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  }, [capture]);
  return { onPicture, save };
}

/** Whether WebGL can be used now; after a loss it is tried again a few times. */
function useWebgl(): { available: boolean; attempt: number; onLost: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [lost, setLost] = useState(false);
  const [supported] = useState(hasWebgl);
  const onLost = useCallback(() => setLost(true), []);
  useEffect(() => {
    if (!lost || attempt >= WEBGL_RETRIES) return;
    const timer = setTimeout(() => {
      setAttempt((count) => count + 1);
      setLost(false);
    }, WEBGL_RETRY_MS);
    return () => clearTimeout(timer);
  }, [lost, attempt]);
  return { available: supported && !lost, attempt, onLost };
}
