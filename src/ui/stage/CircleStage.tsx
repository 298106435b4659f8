/** D = 2: the unit circle, or the raw plane of the papers' figures. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { drawCircle } from './drawCircle';
import type { ScreenPoints } from './pick';
import styles from './stage.module.css';
import type { StageViewProps } from './stageView';
import { surfaceOf, useCanvas, type Surface } from './useCanvas';
import { usePicking } from './usePicking';

export function CircleStage(props: StageViewProps) {
  const { source, points, classNames, options, target, pick, onPick, label, onPicture } = props;
  const [element, setElement] = useState<HTMLCanvasElement | null>(null);
  const screenPoints = useRef<ScreenPoints | null>(null);
  const readPoints = useCallback(() => screenPoints.current, []);
  const handlers = usePicking(pick, onPick, readPoints);
  const picked = pick?.index ?? null;
  const paint = useCallback(
    (surface: Surface): boolean => {
      const nowMs = performance.now();
      const frame = source.at(nowMs);
      if (frame?.dim !== 2) return false;
      const { labels, isTest } = points;
      screenPoints.current = drawCircle(surface, { frame, labels, isTest, classNames, options, target, picked });
      return source.isMoving(nowMs);
    },
    [source, points, classNames, options, target, picked],
  );
  useCanvas(element, paint, source.subscribe);
  useEffect(() => {
    onPicture(() => {
      if (!element || source.at(performance.now())?.dim !== 2) return null;
      const { width, height } = element.getBoundingClientRect();
      return {
        width,
        height,
        paint: (context, ratio) => void paint(surfaceOf(context, element, ratio, width, height)),
      };
    });
    return () => onPicture(null);
  }, [element, source, paint, onPicture]);
  return (
    <canvas
      ref={setElement}
      className={styles.canvas}
      role="application"
      aria-label={label}
      tabIndex={0}
      {...handlers}
    />
  );
}
