/** D = 2: the unit circle, or the raw plane of the papers' figures. */
import { useCallback, useRef, useState } from 'react';
import { drawCircle } from './drawCircle';
import type { ScreenPoints } from './pick';
import styles from './stage.module.css';
import { useCanvas, type Surface } from './useCanvas';
import { usePicking } from './usePicking';
import type { StageViewProps } from './stageView';

export function CircleStage({
  source,
  points,
  classes,
  options,
  target,
  picked,
  onPick,
  label,
  onCanvas,
}: StageViewProps) {
  const screenPoints = useRef<ScreenPoints | null>(null);
  const readPoints = useCallback(() => screenPoints.current, []);
  const handlers = usePicking(picked, onPick, readPoints);
  const draw = useCallback(
    (surface: Surface): boolean => {
      const nowMs = performance.now();
      const frame = source.at(nowMs);
      if (frame?.dim !== 2) return false;
      const { labels, isTest } = points;
      screenPoints.current = drawCircle(surface, { frame, labels, isTest, classes, options, target, picked });
      return source.isMoving(nowMs);
    },
    [source, points, classes, options, target, picked],
  );
  const [element, setElement] = useState<HTMLCanvasElement | null>(null);
  useCanvas(element, draw, source.subscribe);
  const attach = useCallback(
    (next: HTMLCanvasElement | null) => {
      setElement(next);
      onCanvas(next);
    },
    [onCanvas],
  );
  return (
    <canvas ref={attach} className={styles.canvas} role="application" aria-label={label} tabIndex={0} {...handlers} />
  );
}
