/** A chart as a PNG file: its title, its legend, and the drawing as it stands, in the colours of the page. */

export interface PngLegendEntry {
  readonly text: string;
  /** CSS colour as computed. */
  readonly color: string;
}

/** What a copied SVG loses with the page's style sheet. */
const STYLES = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-opacity', 'opacity', 'font-family',
  'font-size', 'font-weight', 'text-anchor', 'paint-order', 'visibility', 'display',
] as const; // prettier-ignore

/** Sharp on any screen and in print. */
const SCALE = 3;
const PADDING = 12;
const TITLE_HEIGHT = 22;
const LEGEND_HEIGHT = 20;

/**
 * @param drawing the chart's <svg> or <canvas>
 * @throws an `Error` with a sentence for the user where the browser cannot draw it
 */
export async function saveChartPng(
  drawing: SVGSVGElement | HTMLCanvasElement,
  title: string,
  legend: readonly PngLegendEntry[],
  fileName: string,
): Promise<void> {
  const bounds = drawing.getBoundingClientRect();
  const page = getComputedStyle(document.documentElement);
  const color = (name: string): string => page.getPropertyValue(name).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const top = PADDING + TITLE_HEIGHT + (legend.length > 0 ? LEGEND_HEIGHT : 0);

  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(SCALE * (bounds.width + 2 * PADDING));
  canvas.height = Math.ceil(SCALE * (top + bounds.height + PADDING));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gave no canvas to draw on; close some tabs and try again.');
  context.scale(SCALE, SCALE);
  context.fillStyle = color('--surface-raised');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = 'top';
  context.fillStyle = color('--text');
  context.font = `600 14px ${font}`;
  context.fillText(title, PADDING, PADDING);
  let x = PADDING;
  context.font = `12px ${font}`;
  for (const { text, color: entryColor } of legend) {
    context.fillStyle = entryColor;
    context.fillRect(x, PADDING + TITLE_HEIGHT + 5, 12, 3);
    context.fillStyle = color('--text');
    context.fillText(text, x + 17, PADDING + TITLE_HEIGHT);
    x += 17 + context.measureText(text).width + 14;
  }
  const image = drawing instanceof SVGSVGElement ? await rasterise(drawing, bounds) : drawing;
  context.drawImage(image, PADDING, top, bounds.width, bounds.height);

  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The browser could not write the picture; make the window smaller and try again.');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  // The download has begun once the click returns, but some browsers read the address a little later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function rasterise(svg: SVGSVGElement, { width, height }: DOMRect): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    for (const name of STYLES) copies[i]?.setAttribute(name, style.getPropertyValue(name));
    copies[i]?.removeAttribute('style');
    copies[i]?.removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', `${width}`);
  copy.setAttribute('height', `${height}`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}
