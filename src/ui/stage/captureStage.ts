/** A figure of the stage in its present pose, or of all stages beside each other, with key and caption: ready for a slide. */
import { findLoss } from '../../losses';
import { LANE_COLORS } from '../compare/laneColors';
import { nameRuns } from '../compare/nameRuns';
import { formatCount, formatSetting } from '../format';
import type { RunSnapshot } from '../runStore';
import { classColor, classShape } from './classColors';
import { traceShape } from './drawShape';
import { readStages, type StageFigure } from './stagePictures';
import { SvgContext } from './svgContext';
import { surfaceOf } from './useCanvas';

/** At least as sharp as a good screen, also where this one is not. */
const MIN_RATIO = 2;
const EDGE = 16;
const LINE = 22;

/** What a figure is made of. `png`: pixels per CSS pixel. */
export type PictureFormat = { readonly kind: 'png'; readonly ratio?: number } | { readonly kind: 'svg' };

/** Throws an `Error` with a sentence for the user where the stage has not been drawn, or the browser cannot draw it. */
export async function captureStages(format: PictureFormat = { kind: 'png' }): Promise<Blob> {
  const figures = readStages();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no 2-D canvas to draw on. Close some tabs and try again.');
  const measure = measureWith(context);
  const layout = layOut(figures, (text) => measure(text, fontOf()));
  if (format.kind === 'svg') {
    const recorder = new SvgContext(measure);
    // It knows the calls that the stage makes, not the whole interface.
    paintFigure(recorder as unknown as CanvasRenderingContext2D, 1, layout);
    return new Blob([recorder.toSvg(layout.width, layout.height)], { type: 'image/svg+xml' });
  }
  const ratio = format.ratio ?? Math.max(MIN_RATIO, window.devicePixelRatio);
  canvas.width = Math.round(layout.width * ratio);
  canvas.height = Math.round(layout.height * ratio);
  context.scale(ratio, ratio);
  paintFigure(context, ratio, layout);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) =>
        blob ? resolve(blob) : reject(new Error('No picture came out. Make the window smaller and try again.')),
      'image/png',
    );
  });
}

/**
 * Paints the stages as they stand now onto a canvas that is made to fit, again and again: the frames of a video.
 *
 * @param ratioFor pixels per CSS pixel of a figure so wide
 */
export function stagePainter(canvas: HTMLCanvasElement, ratioFor: (width: number) => number): () => void {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no 2-D canvas to draw on. Close some tabs and try again.');
  const measure = measureWith(context);
  const read = (): Layout => layOut(readStages(), (text) => measure(text, fontOf()));
  const first = read();
  const ratio = ratioFor(first.width);
  // Video codecs want even numbers. The size stays, whatever later captions need.
  canvas.width = 2 * Math.round((first.width * ratio) / 2);
  canvas.height = 2 * Math.round((first.height * ratio) / 2);
  return () => {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintFigure(context, ratio, read());
  };
}

const fontOf = (): string => {
  const page = getComputedStyle(document.documentElement);
  return `13px ${page.getPropertyValue('--font').trim() || 'sans-serif'}`;
};

const measureWith =
  (context: CanvasRenderingContext2D) =>
  (text: string, font: string): number => {
    context.font = font;
    return context.measureText(text).width;
  };

interface Cell {
  readonly figure: StageFigure;
  readonly x: number;
  readonly y: number;
}

interface Layout {
  readonly cells: readonly Cell[];
  readonly key: readonly KeyPlace[];
  readonly keyTop: number;
  /** A caption a run, each in as many lines as it needs. */
  readonly captions: readonly (readonly string[])[];
  readonly captionTop: number;
  readonly width: number;
  readonly height: number;
}

function layOut(figures: readonly StageFigure[], measure: (text: string) => number): Layout {
  const several = figures.length > 1;
  const cells: Cell[] = [];
  let width = 0;
  let top = 0;
  // Two in a row, as on the page.
  for (let start = 0; start < figures.length; start += 2) {
    const row = figures.slice(start, start + 2);
    let x = 0;
    for (const figure of row) {
      cells.push({ figure, x, y: top + (several ? LINE : 0) });
      x += figure.picture.width;
    }
    width = Math.max(width, x);
    top += Math.max(...row.map(({ picture }) => picture.height)) + (several ? LINE : 0);
  }
  const key = keyPlaces(figures[0]?.run.description?.classNames ?? [], width, measure);
  const captionTop = top + ((key.at(-1)?.line ?? 0) + 1) * LINE;
  const captions = figures.map(({ run, title }) =>
    wrapWords(
      several ? captionOf(run) : [title, captionOf(run)].join('. '),
      width - 2 * EDGE - (several ? 18 : 0),
      measure,
    ),
  );
  const lines = captions.reduce((sum, caption) => sum + caption.length, 0);
  return { cells, key, keyTop: top, captions, captionTop, width, height: captionTop + lines * LINE + EDGE };
}

/** The stages, the key below them, then the captions. `context` is scaled by `ratio` already. */
function paintFigure(context: CanvasRenderingContext2D, ratio: number, layout: Layout): void {
  const { cells, key, keyTop, captions, captionTop, width, height } = layout;
  const { color, dark } = surfaceOf(context, document.documentElement, ratio, width, height);
  const font = fontOf();
  const several = cells.length > 1;
  const plain = (): void => {
    context.globalAlpha = 1;
    context.font = font;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
  };
  context.globalAlpha = 1;
  context.fillStyle = color('--surface-raised');
  context.fillRect(0, 0, width, height);
  const names = nameRuns(cells.map(({ figure }) => figure.run.running));
  cells.forEach(({ figure, x, y }, i) => {
    context.save();
    context.translate(x, y);
    figure.picture.paint(context, ratio);
    context.restore();
    if (!several) return;
    plain();
    paintChip(context, color(LANE_COLORS[i] ?? ''), x + EDGE, y - LINE / 2);
    context.fillStyle = color('--text');
    context.fillText(names[i] ?? '', x + EDGE + 18, y - LINE / 2);
  });
  plain();
  key.forEach(({ name, x, line }, c) => {
    const y = keyTop + (line + 0.5) * LINE;
    context.fillStyle = classColor(c, dark);
    traceShape(context, classShape(c), x + 5, y, 5);
    context.fill();
    context.fillStyle = color('--text');
    context.fillText(name, x + 15, y);
  });
  let y = captionTop + LINE / 2;
  captions.forEach((lines, i) => {
    if (several) paintChip(context, color(LANE_COLORS[i] ?? ''), EDGE, y);
    context.fillStyle = color('--text');
    for (const line of lines) {
      context.fillText(line, EDGE + (several ? 18 : 0), y);
      y += LINE;
    }
  });
}

/** The colour of a run, before its name. */
function paintChip(context: CanvasRenderingContext2D, color: string, x: number, y: number): void {
  context.fillStyle = color;
  context.fillRect(x, y - 5, 11, 11);
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
