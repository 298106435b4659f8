/** What one stage draws of its run: the moving frame, the margin as drawn, and the words above it. */
import { useMemo } from 'react';
import type { KeyFrame, RunDescription } from '../../engine/protocol';
import { formatPercent } from '../format';
import type { RunSnapshot } from '../runStore';
import { useMediaQuery } from '../useMediaQuery';
import type { StageFrame } from './stageFrame';
import { type DrawnTarget, drawnTarget } from './targetCosine';
import { type FrameSource, useStageFrame } from './useStageFrame';

export interface Stage {
  readonly run: RunSnapshot;
  readonly description: RunDescription;
  readonly keyFrame: KeyFrame;
  readonly source: FrameSource;
  readonly newest: StageFrame;
  /** Null where the loss has no margin on the circle. */
  readonly target: DrawnTarget | null;
  readonly isCircle: boolean;
}

/** Null before the first key frame of this run. */
export function useStage(run: RunSnapshot): Stage | null {
  const { description, keyFrame } = run;
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const { source, newest } = useStageFrame(keyFrame, !still && run.viewStep === null);
  const ramped = Math.min(keyFrame?.step ?? 0, run.running.marginRampSteps);
  const target = useMemo(() => drawnTarget(run.running, ramped), [run.running, ramped]);
  // A key frame of another choice of points belongs to a run that has just ended.
  const fits = keyFrame?.embeddings.length === (description?.points.labels.length ?? 0) * (keyFrame?.dim ?? 0);
  if (!description || !newest || !keyFrame || !fits) return null;
  return { run, description, keyFrame, source, newest, target, isCircle: newest.dim === 2 };
}

/** @param rawPlane as in `StageOptions` */
export function stageTitle({ newest, keyFrame }: Stage, rawPlane: boolean): string {
  if (newest.explained !== null) return `PCA of ${keyFrame.dim}-D, ${formatPercent(newest.explained)} of the variance`;
  if (newest.dim === 3) return 'Unit sphere: directions of the embeddings';
  return rawPlane
    ? 'Plane: embeddings as they are, rings show their length'
    : 'Unit circle: directions of the embeddings';
}
