/** A picture of the stage in its present pose, with key and caption: ready for a slide. */
import { findLoss } from '../../losses';
import { formatCount, formatSetting } from '../format';
import type { RunSnapshot } from '../runStore';
import { classColor, classShape } from './classColors';
import { traceShape } from './drawShape';
import type { StagePicture } from './stageView';
import { SvgContext } from './svgContext';
import { surfaceOf } from './useCanvas';

/** At least as sharp as a good screen, also where this one is not. */
const MIN_RATIO = 2;
const EDGE = 16;
const LINE = 22;

/** What a figure is made of. `png`: pixels per CSS pixel. */
export type PictureFormat = { readonly kind: 'png'; readonly ratio?: number } | { readonly kind: 'svg' };

/** Pixels per CSS pixel of pictures inside an SVG: a sphere that WebGL draws. */
const EMBEDDED_RATIO = 4;

/**
 * @param title what the view shows, for example `PCA of 16-D, 83.0 % of the variance`
 * Throws where the stage has not been drawn.
 */
export async function captureStage(
  stage: StagePicture | null,
  run: RunSnapshot,
  title: string,
  format: PictureFormat = { kind: 'png' },
): Promise<Blob> {
  if (!stage || stage.width === 0) {
    throw new Error('captureStage: the stage is not drawn yet. Wait for the first frame.');
  }
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('captureStage: this browser gives no 2-D canvas. Try another browser.');
  const measure = (text: string, font: string): number => {
    context.font = font;
    return context.measureText(text).width;
  };
  const page = getComputedStyle(document.documentElement);
  const font = `13px ${page.getPropertyValue('--font').trim() || 'sans-serif'}`;
  const layout = layOut(stage, run, title, (text) => measure(text, font));
  if (format.kind === 'svg') {
    const recorder = new SvgContext(measure, imageToDataUrl);
    // It knows the calls that the stage makes, not the whole interface.
    paintFigure(recorder as unknown as CanvasRenderingContext2D, EMBEDDED_RATIO, stage, layout, font);
    return new Blob([recorder.toSvg(stage.width, layout.height)], { type: 'image/svg+xml' });
  }
  const ratio = format.ratio ?? Math.max(MIN_RATIO, window.devicePixelRatio);
  canvas.width = Math.round(stage.width * ratio);
  canvas.height = Math.round(layout.height * ratio);
  context.scale(ratio, ratio);
  paintFigure(context, ratio, stage, layout, font);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('captureStage: no picture came out. Try a smaller window.'))),
      'image/png',
    );
  });
}

interface Layout {
  readonly key: readonly KeyPlace[];
  readonly keyHeight: number;
  readonly captions: readonly string[];
  readonly height: number;
}

function layOut(stage: StagePicture, run: RunSnapshot, title: string, measure: (text: string) => number): Layout {
  const key = keyPlaces(run.description?.classNames ?? [], stage.width, measure);
  const keyHeight = ((key.at(-1)?.line ?? 0) + 1) * LINE;
  const captions = wrapWords([title, captionOf(run)].join('. '), stage.width - 2 * EDGE, measure);
  return { key, keyHeight, captions, height: stage.height + keyHeight + captions.length * LINE + EDGE };
}

/** The stage, the key below it, then the caption. `context` is scaled by `ratio` already. */
function paintFigure(
  context: CanvasRenderingContext2D,
  ratio: number,
  stage: StagePicture,
  { key, keyHeight, captions, height }: Layout,
  font: string,
): void {
  const { color, dark } = surfaceOf(context, document.documentElement, ratio, stage.width, stage.height);
  context.fillStyle = color('--surface-raised');
  context.fillRect(0, 0, stage.width, height);
  stage.paint(context, ratio);
  context.globalAlpha = 1;
  context.font = font;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  key.forEach(({ name, x, line }, c) => {
    const y = stage.height + (line + 0.5) * LINE;
    context.fillStyle = classColor(c, dark);
    traceShape(context, classShape(c), x + 5, y, 5);
    context.fill();
    context.fillStyle = color('--text');
    context.fillText(name, x + 15, y);
  });
  context.fillStyle = color('--text');
  captions.forEach((line, i) => context.fillText(line, EDGE, stage.height + keyHeight + (i + 0.5) * LINE));
}

function imageToDataUrl(image: CanvasImageSource, width: number, height: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * EMBEDDED_RATIO);
  canvas.height = Math.round(height * EMBEDDED_RATIO);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}

interface KeyPlace {
  readonly name: string;
  readonly x: number;
  readonly line: number;
}

/** Class names one after another, in as many lines as they need. */
export function keyPlaces(names: readonly string[], width: number, measure: (text: string) => number): KeyPlace[] {
  let x = EDGE;
  let line = 0;
  return names.map((name) => {
    const needed = 15 + measure(name);
    if (x > EDGE && x + needed > width - EDGE) {
      x = EDGE;
      line += 1;
    }
    const place = { name, x, line };
    x += needed + 16;
    return place;
  });
}

export function wrapWords(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && measure(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** `ElasticFace-Arc, scale 16, margin 0.5, sigma 0.05; step 400, seed 1` */
export function captionOf(run: RunSnapshot): string {
  const loss = findLoss(run.running.loss);
  const parameters = loss.parameters.map(
    ({ name }) => `${name} ${formatSetting(run.running.lossParameters[name] ?? NaN)}`,
  );
  const step = run.keyFrame?.step ?? run.step;
  return `${[loss.label, ...parameters].join(', ')}; step ${formatCount(step)}, seed ${run.running.seed}`;
}
