/** D = 3 and above: the sphere in WebGL, drawn only when something has changed. */
import { Canvas, useFrame, useThree } from '@react-three/fiber';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OrthographicCamera } from 'three';
import { stageCamera } from './camera';
import { screenPointsOf, sphereRadius, toView } from './drawSphere';
import { SphereScene } from './sphereScene';
import styles from './stage.module.css';
import { placed } from './stageFrame';
import type { StageViewProps } from './stageView';
import { useOrbit } from './useOrbit';
import { usePicking } from './usePicking';

/** The slow turn needs no more than 25 frames a second; where WebGL runs in software each of them takes time from the training. */
const DRIFT_INTERVAL_MS = 40;

interface SphereStageProps extends StageViewProps {
  /** The browser took the WebGL context away. */
  readonly onContextLost: () => void;
}

export default function SphereStage(props: SphereStageProps) {
  const { source, points, options, picked, onPick, label, onCanvas, onContextLost } = props;
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const readPoints = useCallback(() => {
    const frame = source.at(performance.now());
    if (frame?.dim !== 3 || !element) return null;
    const { width, height } = element.getBoundingClientRect();
    const { labels, isTest } = points;
    const view = toView(placed(frame).points, stageCamera.get());
    return screenPointsOf(view, width, height, stageCamera.get(), { labels, isTest, options });
  }, [source, element, points, options]);
  const handlers = usePicking(picked, onPick, readPoints);
  useOrbit(element);
  return (
    <div ref={setElement} className={styles.canvas} role="application" aria-label={label} tabIndex={0} {...handlers}>
      <Canvas
        orthographic
        flat
        frameloop="demand"
        dpr={[1, 2]}
        gl={{ antialias: true, alpha: true, preserveDrawingBuffer: true }}
        camera={{ position: [0, 0, 10], near: 0.1, far: 20 }}
        onCreated={({ gl }) => {
          gl.domElement.addEventListener('webglcontextlost', onContextLost);
          onCanvas(gl.domElement);
        }}
      >
        <Sphere {...props} />
      </Canvas>
    </div>
  );
}

function Sphere({ source, points, classes, options, target, picked }: StageViewProps) {
  const scene = useMemo(() => new SphereScene(), []);
  const invalidate = useThree((state) => state.invalidate);
  const element = useThree((state) => state.gl.domElement);
  const pixelRatio = useThree((state) => state.viewport.dpr);
  const themed = useRef(false);
  const nextDrift = useRef<ReturnType<typeof setTimeout> | null>(null);
  const again = useCallback(() => {
    nextDrift.current = null;
    invalidate();
  }, [invalidate]);
  useEffect(
    () => () => {
      if (nextDrift.current) clearTimeout(nextDrift.current);
    },
    [],
  );
  useEffect(() => () => scene.dispose(), [scene]);
  useEffect(() => {
    scene.setInput({ points, classes, options, target, picked }, pixelRatio);
    invalidate();
  }, [scene, points, classes, options, target, picked, pixelRatio, invalidate]);
  useEffect(() => {
    const redraw = (): void => invalidate();
    const rethemed = (): void => {
      themed.current = false;
      invalidate();
    };
    const themes = new MutationObserver(rethemed);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', rethemed);
    const stops = [source.subscribe(redraw), stageCamera.subscribe(redraw)];
    return () => {
      themes.disconnect();
      scheme.removeEventListener('change', rethemed);
      stops.forEach((stop) => stop());
    };
  }, [source, invalidate]);
  useFrame(({ camera, size }) => {
    const nowMs = performance.now();
    if (!themed.current) {
      const style = getComputedStyle(element);
      scene.setTheme(style.getPropertyValue('--line').trim(), style.getPropertyValue('--text').trim());
      themed.current = true;
    }
    const drifting = stageCamera.drift(nowMs);
    const view = stageCamera.get();
    const orthographic = camera as OrthographicCamera;
    const zoom = sphereRadius(size.width, size.height, view.zoom);
    if (orthographic.zoom !== zoom) {
      orthographic.zoom = zoom;
      orthographic.updateProjectionMatrix();
    }
    const frame = source.at(nowMs);
    if (frame?.dim === 3) scene.show(frame, view);
    if (source.isMoving(nowMs)) invalidate();
    else if (drifting) nextDrift.current ??= setTimeout(again, DRIFT_INTERVAL_MS);
  });
  return <primitive object={scene.root} />;
}
