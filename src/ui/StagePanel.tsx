/** The stage of one run: the view that fits its dimension, the key on the plot, what may be chosen about it, and the picked point. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { findLoss } from '../losses';
import { formatCount, formatPercent } from './format';
import type { RunSnapshot } from './runStore';
import { registerStageCapture } from './scriptApi';
import { stageCamera } from './stage/camera';
import { CanvasSphereStage } from './stage/CanvasSphereStage';
import { captureStage } from './stage/captureStage';
import { CircleStage } from './stage/CircleStage';
import { ClassKey } from './stage/ClassKey';
import { PickCard } from './stage/PickCard';
import styles from './stage/stage.module.css';
import { DEFAULT_OPTIONS, type StageOptions } from './stage/stageOptions';
import { StageTools } from './stage/StageTools';
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
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
};

export function StagePanel({ run }: { readonly run: RunSnapshot }) {
  const { description, keyFrame } = run;
  const [options, setOptions] = useState<StageOptions>(DEFAULT_OPTIONS);
  const [picked, setPicked] = useState<number | null>(null);
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const onCanvas = useCallback((element: HTMLCanvasElement | null) => {
    canvas.current = element;
  }, []);
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const { source, newest } = useStageFrame(keyFrame, !still && run.viewStep === null);
  const webgl = useWebgl();
  const target = useMemo(() => drawnTarget(run.running), [run.running]);

  useEffect(() => {
    const reset = (): void => stageCamera.reset();
    window.addEventListener(RESET_VIEW_EVENT, reset);
    return () => window.removeEventListener(RESET_VIEW_EVENT, reset);
  }, []);

  const newestRun = useRef(run);
  useEffect(() => {
    newestRun.current = run;
  }, [run]);
  useEffect(() => {
    registerStageCapture(() => captureStage(canvas.current, newestRun.current));
    return () => registerStageCapture(null);
  }, []);

  if (!description || !newest || !keyFrame) {
    return <p className={styles.waiting}>The stage shows each image as a point as soon as the network is ready.</p>;
  }
  const { points, classNames } = description;
  const loss = findLoss(run.running.loss);
  const view = {
    source,
    points,
    classes: classNames.length,
    options,
    target,
    picked,
    onPick: setPicked,
    onCanvas,
    label:
      `${newest.dim === 2 ? 'Circle' : 'Sphere'} with ${formatCount(points.labels.length)} images of ${classNames.length} classes ` +
      `after ${formatCount(keyFrame.step)} steps of ${loss.label}. Arrow keys pick a point.`,
  };
  return (
    <div className={styles.panel}>
      <div className={styles.plot}>
        {newest.dim === 2 ? (
          <CircleStage {...view} />
        ) : webgl.available ? (
          <Suspense fallback={<p className={styles.waiting}>The sphere is loading …</p>}>
            <SphereStage key={webgl.attempt} {...view} onContextLost={webgl.onLost} />
          </Suspense>
        ) : (
          <CanvasSphereStage {...view} />
        )}
        <ClassKey
          classNames={classNames}
          isolated={options.isolated}
          onIsolate={(isolated) => setOptions({ ...options, isolated })}
        />
        <p className={styles.note}>
          {newest.explained === null
            ? newest.dim === 2
              ? options.rawPlane
                ? 'Embeddings as they are'
                : 'Directions of the embeddings'
              : 'Directions of the embeddings, 3-D'
            : `PCA of ${keyFrame.dim}-D to 3-D, ${formatPercent(newest.explained)} of the variance`}
        </p>
        <StageTools options={options} onChange={setOptions} isCircle={newest.dim === 2} />
        {picked !== null && picked < points.labels.length && (
          <PickCard
            index={picked}
            keyFrame={keyFrame}
            points={points}
            classNames={classNames}
            target={target}
            scale={run.running.lossParameters['scale'] ?? 1}
            onClose={() => setPicked(null)}
          />
        )}
      </div>
    </div>
  );
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
