/** The sphere without WebGL. */
import { useCallback, useRef, useState } from 'react';
import { stageCamera } from './camera';
import { drawSphere } from './drawSphere';
import type { ScreenPoints } from './pick';
import styles from './stage.module.css';
import { type StageViewProps } from './stageView';
import { useCanvas, type Surface } from './useCanvas';
import { useOrbit } from './useOrbit';
import { usePicking } from './usePicking';

export function CanvasSphereStage(props: StageViewProps) {
  const { source, points, classes, options, target, picked, onPick, label, onCanvas } = props;
  const screenPoints = useRef<ScreenPoints | null>(null);
  const readPoints = useCallback(() => screenPoints.current, []);
  const handlers = usePicking(picked, onPick, readPoints);
  const [element, setElement] = useState<HTMLCanvasElement | null>(null);
  useOrbit(element);
  const draw = useCallback(
    (surface: Surface): boolean => {
      const nowMs = performance.now();
      const frame = source.at(nowMs);
      if (frame?.dim !== 3) return false;
      const drifting = stageCamera.drift(nowMs);
      const { labels, isTest } = points;
      const scene = { frame, labels, isTest, classes, options, target, picked };
      screenPoints.current = drawSphere(surface, scene, stageCamera.get());
      return drifting || source.isMoving(nowMs);
    },
    [source, points, classes, options, target, picked],
  );
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = [source.subscribe(listener), stageCamera.subscribe(listener)];
      return () => stops.forEach((stop) => stop());
    },
    [source],
  );
  useCanvas(element, draw, subscribe);
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
