/** A chart as an SVG file: its title, its legend, the drawing as it stands and a caption, in the colours of the page. */
import { wrapWords } from '../stage/captureStage';

export interface LegendEntry {
  readonly text: string;
  /** CSS colour as computed. */
  readonly color: string;
}

export interface ChartPicture {
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  /** Below the drawing: loss, parameters, step, seed; empty: none. */
  readonly caption: string;
}

/** What a copied SVG loses with the page's style sheet. */
const STYLES = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-opacity', 'opacity', 'font-family',
  'font-size', 'font-weight', 'text-anchor', 'paint-order', 'visibility', 'display',
] as const; // prettier-ignore

const PADDING = 12;
const TITLE_HEIGHT = 22;
const LINE_HEIGHT = 20;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** @param drawing the chart's <svg> or <canvas>, as it stands on the page */
export function chartSvg(
  drawing: SVGSVGElement | HTMLCanvasElement,
  { title, legend, caption }: ChartPicture,
): { readonly svg: string; readonly width: number; readonly height: number } {
  const bounds = drawing.getBoundingClientRect();
  const page = getComputedStyle(document.documentElement);
  const color = (name: string): string => page.getPropertyValue(name).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const context = document.createElement('canvas').getContext('2d');
  const measure = (text: string, size: string): number => {
    if (!context) return 8 * text.length;
    context.font = `${size} ${font}`;
    return context.measureText(text).width;
  };
  const width = bounds.width + 2 * PADDING;
  const text = (x: number, y: number, style: string, content: string): string =>
    `<text x="${x}" y="${y}" fill="${color('--text')}" style="${style};font-family:${escape(font)}">${escape(content)}</text>`;
  const parts = [
    `<rect width="100%" height="100%" fill="${color('--surface-raised')}"/>`,
    text(PADDING, PADDING + 13, 'font-size:14px;font-weight:600', title),
  ];
  let top = PADDING + TITLE_HEIGHT;
  let x = PADDING;
  for (const entry of legend) {
    const needed = 17 + measure(entry.text, '12px');
    if (x > PADDING && x + needed > width - PADDING) {
      x = PADDING;
      top += LINE_HEIGHT;
    }
    parts.push(`<rect x="${x}" y="${top + 5}" width="12" height="3" fill="${escape(entry.color)}"/>`);
    parts.push(text(x + 17, top + 11, 'font-size:12px', entry.text));
    x += needed + 14;
  }
  if (legend.length > 0) top += LINE_HEIGHT;
  parts.push(drawingAt(drawing, bounds, PADDING, top));
  top += bounds.height;
  for (const line of wrapWords(caption, width - 2 * PADDING, (words) => measure(words, '12px'))) {
    top += LINE_HEIGHT;
    parts.push(text(PADDING, top - 4, 'font-size:12px', line));
  }
  const height = top + PADDING;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return { svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${parts.join('')}</svg>\n`, width, height };
}

function drawingAt(drawing: SVGSVGElement | HTMLCanvasElement, bounds: DOMRect, x: number, y: number): string {
  const box = `x="${x}" y="${y}" width="${bounds.width}" height="${bounds.height}"`;
  if (drawing instanceof HTMLCanvasElement) return `<image ${box} href="${drawing.toDataURL('image/png')}"/>`;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    for (const name of STYLES) copies[i]?.setAttribute(name, style.getPropertyValue(name));
    copies[i]?.removeAttribute('style');
    copies[i]?.removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('x', `${x}`);
  copy.setAttribute('y', `${y}`);
  copy.setAttribute('width', `${bounds.width}`);
  copy.setAttribute('height', `${bounds.height}`);
  return new XMLSerializer().serializeToString(copy);
}
