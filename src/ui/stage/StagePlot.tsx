/** The plot of one stage: the view that fits its dimension. Registers how it is painted into a figure. */
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { findLoss } from '../../losses';
import { formatCount } from '../format';
import { stageCamera } from './camera';
import { CanvasSphereStage } from './CanvasSphereStage';
import { CircleStage } from './CircleStage';
import styles from './stage.module.css';
import { registerStage } from './stagePictures';
import { stageState, useStageState } from './stageState';
import type { Pick, StagePicture, StageViewProps } from './stageView';
import { type Stage, stageTitle } from './useStage';

const loadSphere = () => import('./SphereStage');
const SphereStage = lazy(loadSphere);

/** While the network is made ready, so that the first picture does not wait for it. */
export const preloadSphere = (): void => void loadSphere();

/** A lost WebGL context is asked for again after this long, so often. */
const WEBGL_RETRY_MS = 2000;
const WEBGL_RETRIES = 3;

/** Asked once: where WebGL runs in software a context takes half a second. */
let webglSupport: boolean | undefined;
const hasWebgl = (): boolean => (webglSupport ??= tryWebgl());

const tryWebgl = (): boolean => {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    // Browsers keep few contexts; this one has served.
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
};

interface StagePlotProps {
  readonly stage: Stage;
  /** Of this stage among those beside each other, from 0. */
  readonly place: number;
}

export function StagePlot({ stage, place }: StagePlotProps) {
  const { run, description, keyFrame, source, target, isCircle } = stage;
  const { options, pick } = useStageState();
  const { classNames, points } = description;
  const webgl = useWebgl();
  const onPicture = usePicture(stage, place);
  const onPick = useCallback(
    (next: Pick | null) => {
      if (next?.pinned) stageCamera.rest();
      stageState.set({ pick: next && { ...next, place } });
    },
    [place],
  );
  const view: StageViewProps = {
    source,
    points,
    classNames,
    options,
    target,
    pick: shownPick(pick, stage),
    onPick,
    onPicture,
    label:
      `${isCircle ? 'Circle' : 'Sphere'} with ${formatCount(points.labels.length)} images of ${classNames.length} classes ` +
      `after ${formatCount(keyFrame.step)} steps of ${findLoss(run.running.loss).label}. Arrow keys pick a point` +
      `${isCircle ? '.' : ', with Shift they turn the sphere.'}`,
  };
  return isCircle ? (
    <CircleStage {...view} />
  ) : webgl.available ? (
    <Suspense fallback={<p className={styles.waiting}>The sphere is loading …</p>}>
      <SphereStage key={webgl.attempt} {...view} onContextLost={webgl.onLost} />
    </Suspense>
  ) : (
    <CanvasSphereStage {...view} />
  );
}

/** The picked image, where this stage has it. */
export const shownPick = (pick: Pick | null, { description }: Stage): Pick | null =>
  pick && pick.index < description.points.labels.length ? pick : null;

/** Takes the view's own painter, while there is one. */
function usePicture(stage: Stage, place: number): (picture: (() => StagePicture | null) | null) => void {
  const newest = useRef(stage);
  useEffect(() => {
    newest.current = stage;
  }, [stage]);
  const paint = useRef<(() => StagePicture | null) | null>(null);
  useEffect(
    () =>
      registerStage({
        place,
        read: () => {
          const picture = paint.current?.();
          if (!picture) return null;
          const { run } = newest.current;
          return { picture, run, title: stageTitle(newest.current, stageState.get().options.rawPlane) };
        },
      }),
    [place],
  );
  return useCallback((next) => {
    paint.current = next;
  }, []);
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
