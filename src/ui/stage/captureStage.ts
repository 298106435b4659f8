/** A picture of the stage in its present pose, with key and caption: ready for a slide. */
import { findLoss } from '../../losses';
import { formatCount, formatSetting } from '../format';
import type { RunSnapshot } from '../runStore';
import { classColor, classShape } from './classColors';
import { drawShape } from './drawShape';

const CAPTION_HEIGHT = 64;

/** Throws where the stage has not been drawn. */
export async function captureStage(stage: HTMLCanvasElement | null, run: RunSnapshot): Promise<Blob> {
  if (!stage || stage.width === 0)
    throw new Error('captureStage: the stage is not drawn yet. Wait for the first frame.');
  const ratio = stage.width / Math.max(1, stage.getBoundingClientRect().width);
  const picture = document.createElement('canvas');
  picture.width = stage.width;
  picture.height = stage.height + CAPTION_HEIGHT * ratio;
  const context = picture.getContext('2d');
  if (!context) throw new Error('captureStage: this browser gives no 2-D canvas.');
  const style = getComputedStyle(document.documentElement);
  context.fillStyle = style.getPropertyValue('--surface-raised');
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(stage, 0, 0);
  context.scale(ratio, ratio);
  const top = stage.height / ratio;
  context.font = '13px system-ui, sans-serif';
  context.textBaseline = 'middle';
  let x = 16;
  (run.description?.classNames ?? []).forEach((name, c) => {
    context.fillStyle = classColor(c);
    drawShape(context, classShape(c), x, top + 16, 5);
    context.fillStyle = style.getPropertyValue('--text');
    context.fillText(name, x + 9, top + 16);
    x += 24 + context.measureText(name).width;
  });
  context.fillText(captionOf(run), 16, top + 44);
  return new Promise((resolve, reject) => {
    picture.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('captureStage: no picture came out.'))),
      'image/png',
    );
  });
}

/** `ElasticFace-Arc, s 16, m 0.5, sigma 0.05; step 400, seed 1` */
export function captionOf(run: RunSnapshot): string {
  const loss = findLoss(run.running.loss);
  const parameters = loss.parameters.map(
    ({ name }) => `${name} ${formatSetting(run.running.lossParameters[name] ?? NaN)}`,
  );
  const step = run.keyFrame?.step ?? run.step;
  return `${[loss.label, ...parameters].join(', ')}; step ${formatCount(step)}, seed ${run.running.seed}`;
}
