/** Saves a chart as a picture: SVG, or PNG of the same drawing. */
import { chartSvg, type ChartPicture } from './chartSvg';

/** `png`: pixels per CSS pixel. */
export type ChartFormat = { readonly kind: 'svg' } | { readonly kind: 'png'; readonly ratio: number };

/**
 * @param drawing the chart's <svg> or <canvas>
 * @param name of the file, without ending
 * @throws an `Error` with a sentence for the user where the browser cannot draw it
 */
export async function saveChart(
  drawing: SVGSVGElement | HTMLCanvasElement,
  picture: ChartPicture,
  name: string,
  format: ChartFormat,
): Promise<void> {
  const { svg, width, height } = chartSvg(drawing, picture);
  const blob =
    format.kind === 'svg'
      ? new Blob([svg], { type: 'image/svg+xml' })
      : await rasterise(svg, format.ratio, width, height);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${format.kind}`;
  link.click();
  // The download has begun once the click returns, but some browsers read the address a little later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function rasterise(svg: string, ratio: number, width: number, height: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(ratio * width);
  canvas.height = Math.ceil(ratio * height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gave no canvas to draw on; close some tabs and try again.');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The browser could not write the picture; make the window smaller and try again.');
  return blob;
}
