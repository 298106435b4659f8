/** D = 3 and above: the sphere in WebGL with names on a canvas above it, drawn only when something has changed. */
import { Canvas, useFrame, useThree } from '@react-three/fiber';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OrthographicCamera } from 'three';
import { stageCamera } from './camera';
import { drawSphere, drawSphereMarks, screenPointsOf, sphereRadius, toView } from './drawSphere';
import { SphereScene } from './sphereScene';
import styles from './stage.module.css';
import { placed } from './stageFrame';
import { SvgContext } from './svgContext';
import type { StageViewProps } from './stageView';
import { useIsDark } from './theme';
import { freshSurface, surfaceOf } from './useCanvas';
import { useOrbit } from './useOrbit';
import { usePicking } from './usePicking';

/** The slow turn needs no more than 25 frames a second; where WebGL runs in software each of them takes time from the training. */
const DRIFT_INTERVAL_MS = 40;

interface SphereStageProps extends StageViewProps {
  /** The browser took the WebGL context away. */
  readonly onContextLost: () => void;
}

export default function SphereStage(props: SphereStageProps) {
  const { source, points, options, pick, onPick, label, onContextLost } = props;
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [marks, setMarks] = useState<HTMLCanvasElement | null>(null);
  const readPoints = useCallback(() => {
    const frame = source.at(performance.now());
    if (frame?.dim !== 3 || !element) return null;
    const { width, height } = element.getBoundingClientRect();
    const { labels, isTest } = points;
    const view = toView(placed(frame).points, stageCamera.get());
    return screenPointsOf(view, width, height, stageCamera.get(), { labels, isTest, options });
  }, [source, element, points, options]);
  const handlers = usePicking(pick, onPick, readPoints);
  useOrbit(element);
  return (
    <div ref={setElement} className={styles.canvas} role="application" aria-label={label} tabIndex={0} {...handlers}>
      <Canvas
        orthographic
        flat
        frameloop="demand"
        dpr={[1, 2]}
        gl={{ antialias: true, alpha: true }}
        camera={{ position: [0, 0, 10], near: 0.1, far: 20 }}
        onCreated={({ gl }) => gl.domElement.addEventListener('webglcontextlost', onContextLost)}
      >
        <Sphere {...props} marks={marks} />
      </Canvas>
      <canvas ref={setMarks} className={styles.marks} aria-hidden="true" />
    </div>
  );
}

interface SphereProps extends StageViewProps {
  readonly marks: HTMLCanvasElement | null;
}

function Sphere({ source, points, classNames, options, target, pick, onPicture, marks }: SphereProps) {
  const scene = useMemo(() => new SphereScene(), []);
  const dark = useIsDark();
  const invalidate = useThree((state) => state.invalidate);
  const three = useThree((state) => state.get);
  const pixelRatio = useThree((state) => state.viewport.dpr);
  const picked = pick?.index ?? null;
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
    const style = getComputedStyle(three().gl.domElement);
    const [ink, surface] = ['--text', '--surface-raised'].map((name) => style.getPropertyValue(name).trim());
    scene.setInput({ points, classNames, options, target }, { dark, ink: ink ?? '', surface: surface ?? '' });
    scene.setPixelRatio(pixelRatio);
    invalidate();
  }, [scene, three, points, classNames, options, target, dark, pixelRatio, invalidate]);
  useEffect(() => invalidate(), [picked, marks, invalidate]);
  useEffect(() => {
    const redraw = (): void => invalidate();
    const stops = [source.subscribe(redraw), stageCamera.subscribe(redraw)];
    return () => stops.forEach((stop) => stop());
  }, [source, invalidate]);

  const plotScene = useCallback(
    (nowMs: number) => {
      const frame = source.at(nowMs);
      if (frame?.dim !== 3) return null;
      return { frame, labels: points.labels, isTest: points.isTest, classNames, options, target, picked };
    },
    [source, points, classNames, options, target, picked],
  );
  useEffect(() => {
    onPicture(() => {
      const plot = plotScene(performance.now());
      const { gl, scene: world, camera, size } = three();
      if (!plot || size.width === 0) return null;
      return {
        width: size.width,
        height: size.height,
        paint: (context, ratio) => {
          if (context instanceof SvgContext) {
            // A vector figure has shapes, no pixels of WebGL.
            drawSphere(surfaceOf(context, gl.domElement, ratio, size.width, size.height), plot, stageCamera.get());
            return;
          }
          // Drawn anew and copied in the same task: the browser wipes a WebGL canvas once it has been shown.
          const usual = gl.getPixelRatio();
          gl.setPixelRatio(ratio);
          scene.setPixelRatio(ratio);
          gl.render(world, camera);
          context.drawImage(gl.domElement, 0, 0, size.width, size.height);
          gl.setPixelRatio(usual);
          scene.setPixelRatio(usual);
          gl.render(world, camera);
          const surface = surfaceOf(context, gl.domElement, ratio, size.width, size.height);
          drawSphereMarks(surface, plot, stageCamera.get());
        },
      };
    });
    return () => onPicture(null);
  }, [onPicture, plotScene, scene, three]);

  useFrame(({ camera, size }) => {
    const nowMs = performance.now();
    const drifting = stageCamera.drift(nowMs);
    const view = stageCamera.get();
    const orthographic = camera as OrthographicCamera;
    const radius = sphereRadius(size.width, size.height, view.zoom);
    if (orthographic.zoom !== radius) {
      orthographic.zoom = radius;
      orthographic.updateProjectionMatrix();
    }
    const plot = plotScene(nowMs);
    const surface = marks && freshSurface(marks);
    if (plot) {
      scene.show(plot.frame, view, radius);
      if (surface) drawSphereMarks(surface, plot, view);
    }
    if (source.isMoving(nowMs)) invalidate();
    else if (drifting) nextDrift.current ??= setTimeout(again, DRIFT_INTERVAL_MS);
  });
  return <primitive object={scene.root} />;
}
