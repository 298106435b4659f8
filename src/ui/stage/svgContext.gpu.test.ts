/** The recorder against the canvas: the same drawing through both must be the same picture, in a real browser. */
import { expect, test } from 'vitest';
import { parseRunConfig } from '../../engine/runConfig';
import { drawCircle, type PlotScene } from './drawCircle';
import { drawSphere } from './drawSphere';
import { FrameBuilder } from './stageFrame';
import { DEFAULT_OPTIONS } from './stageOptions';
import { SvgContext } from './svgContext';
import { drawnTarget } from './targetCosine';
import type { Surface } from './useCanvas';

/** Wide enough for names in full. */
const SIZE = 440;
/** Of 255. Edges are smoothed a little differently, stamped points lie between pixels, letters differ. */
const MEAN_TOLERANCE = 3;

function scene(rawPlane: boolean): PlotScene {
  const classNames = ['0', '1', 'two <&>', 'Person 3'];
  const count = 200;
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classNames.length);
  const embeddings = Float32Array.from({ length: 2 * count }, (_, k) => {
    const i = k >> 1;
    const angle = (labels[i] ?? 0) * 1.5 + 0.3 * Math.sin(i * 12.9);
    return (1 + (i % 5)) * (k % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  const classWeights = Float32Array.of(1, 0, -1, -0.3, 0, 1, 0.1, -1);
  const frame = new FrameBuilder().build({ step: 1, dim: 2, embeddings, classWeights });
  return {
    frame,
    labels,
    isTest: Uint8Array.from(labels, (_, i) => i % 2),
    classNames,
    options: { ...DEFAULT_OPTIONS, rawPlane },
    target: drawnTarget(parseRunConfig({ loss: 'elasticface-arc', dim: '2', margin: '0.3' }).config, 1),
    picked: 3,
  };
}

function canvasOf(): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('svgContext test: expected a 2-D canvas, got none.');
  return context;
}

/** All colours black on white, but for the classes' own. */
const surface = (context: CanvasRenderingContext2D): Surface => ({
  context,
  width: SIZE,
  height: SIZE,
  ratio: 1,
  dark: false,
  color: (name) => (name === '--font' ? 'sans-serif' : name.startsWith('--surface') ? '#ffffff' : '#202020'),
});

async function pixelsOf(svg: string): Promise<Uint8ClampedArray> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const context = canvasOf();
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, SIZE, SIZE);
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, SIZE, SIZE).data;
}

const sphere = (): PlotScene => {
  const flat = scene(false);
  const embeddings = Float32Array.from({ length: 3 * flat.labels.length }, (_, k) => Math.sin(k * 12.9898));
  const classWeights = Float32Array.from({ length: 3 * flat.classNames.length }, (_, k) => Math.cos(k * 2.7));
  return { ...flat, frame: new FrameBuilder().build({ step: 1, dim: 3, embeddings, classWeights }) };
};

const DRAWINGS: readonly [string, (context: CanvasRenderingContext2D) => void][] = [
  ['the circle', (context) => void drawCircle(surface(context), scene(false))],
  ['the raw plane', (context) => void drawCircle(surface(context), scene(true))],
  ['the sphere', (context) => void drawSphere(surface(context), sphere(), { azimuth: 0.6, elevation: 0.35, zoom: 1 })],
  [
    'a circle moved aside, and a square that is not',
    (context) => {
      context.save();
      context.translate(120, -40);
      drawCircle(surface(context), scene(false));
      context.restore();
      context.fillStyle = '#ff0000';
      context.fillRect(10, 10, 80, 80);
    },
  ],
];

test.each(DRAWINGS)('%s as SVG is the same as on the canvas', async (_, draw) => {
  const canvas = canvasOf();
  canvas.fillStyle = '#ffffff';
  canvas.fillRect(0, 0, SIZE, SIZE);
  draw(canvas);
  const expected = canvas.getImageData(0, 0, SIZE, SIZE).data;

  const measuring = canvasOf();
  const recorder = new SvgContext((text, font) => {
    measuring.font = font;
    return measuring.measureText(text).width;
  });
  draw(recorder as unknown as CanvasRenderingContext2D);
  const svg = recorder.toSvg(SIZE, SIZE);
  expect(new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')).toBeNull();
  // Points are shapes, not pictures.
  expect(svg).not.toContain('<image');
  const found = await pixelsOf(svg);
  let sum = 0;
  let far = 0;
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs((found[i] ?? 0) - (expected[i] ?? 0));
    sum += difference;
    if (difference > 96) far += 1;
  }
  expect(sum / found.length).toBeLessThan(MEAN_TOLERANCE);
  expect(far / found.length).toBeLessThan(0.004);
});
