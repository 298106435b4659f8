/** The sphere without WebGL. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { stageCamera } from './camera';
import { drawSphere } from './drawSphere';
import type { ScreenPoints } from './pick';
import styles from './stage.module.css';
import type { StageViewProps } from './stageView';
import { surfaceOf, useCanvas, type Surface } from './useCanvas';
import { useOrbit } from './useOrbit';
import { usePicking } from './usePicking';

export function CanvasSphereStage(props: StageViewProps) {
  const { source, points, classNames, options, target, pick, onPick, label, onPicture } = props;
  const [element, setElement] = useState<HTMLCanvasElement | null>(null);
  const screenPoints = useRef<ScreenPoints | null>(null);
  const readPoints = useCallback(() => screenPoints.current, []);
  const handlers = usePicking(pick, onPick, readPoints);
  useOrbit(element);
  const picked = pick?.index ?? null;
  const paint = useCallback(
    (surface: Surface): boolean => {
      const nowMs = performance.now();
      const frame = source.at(nowMs);
      if (frame?.dim !== 3) return false;
      const drifting = stageCamera.drift(nowMs);
      const { labels, isTest } = points;
      const scene = { frame, labels, isTest, classNames, options, target, picked };
      screenPoints.current = drawSphere(surface, scene, stageCamera.get());
      return drifting || source.isMoving(nowMs);
    },
    [source, points, classNames, options, target, picked],
  );
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = [source.subscribe(listener), stageCamera.subscribe(listener)];
      return () => stops.forEach((stop) => stop());
    },
    [source],
  );
  useCanvas(element, paint, subscribe);
  useEffect(() => {
    onPicture(() => {
      if (!element || source.at(performance.now())?.dim !== 3) return null;
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
