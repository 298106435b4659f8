/** A line chart with bands as SVG text: part of a report that has its style sheet, or a file of its own with legend and caption. */
import { linearTicks, niceDomain } from '../charts/axisTicks';

export interface Line {
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
  /** SVG dash pattern; empty: solid. */
  readonly dash: string;
  /** Ascending in x. */
  readonly points: readonly LinePoint[];
}

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  /** Half the height of the band (95 % interval); NaN: none. */
  readonly halfWidth: number;
}

export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Marks at the points, for few of them. */
  readonly marks: boolean;
  /** What a value can be: a band that reaches further is cut there. */
  readonly limits: readonly [number, number];
}

/** Dark text on white, whatever the page looks like: a figure for paper. */
const FILE_STYLE =
  'text{font:12px system-ui,sans-serif;fill:#1c1d20}.title{font-weight:600;font-size:13px}.grid{stroke:#dcdcd6}';
const LINE_HEIGHT = 18;

const [WIDTH, HEIGHT] = [560, 320];
const MARGIN = { left: 58, right: 14, top: 30, bottom: 42 };

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function lineChart(lines: readonly Line[], { title, xLabel, yLabel, marks, limits }: LineChartOptions): string {
  const points = lines.flatMap((line) => line.points).filter(({ y }) => Number.isFinite(y));
  if (points.length === 0) return '';
  const reach = ({ halfWidth }: LinePoint): number => (Number.isFinite(halfWidth) ? halfWidth : 0);
  const cut = (value: number): number => Math.min(limits[1], Math.max(limits[0], value));
  const xs = extent(points.map(({ x }) => x));
  const ys = niceDomain(...extent(points.flatMap((p) => [cut(p.y - reach(p)), cut(p.y + reach(p))])), 5);
  const place = (low: number, high: number, from: number, to: number) => (value: number) =>
    (from + ((value - low) / (high - low)) * (to - from)).toFixed(1);
  const x = place(...xs, MARGIN.left, WIDTH - MARGIN.right);
  const y = place(...ys, HEIGHT - MARGIN.bottom, MARGIN.top);
  const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 6 });
  const axes = [
    ...linearTicks(...ys, 5).map(
      (tick) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(tick)}" y2="${y(tick)}"/>` +
        `<text x="${MARGIN.left - 6}" y="${y(tick)}" dy="0.35em" text-anchor="end">${number(tick)}</text>`,
    ),
    ...linearTicks(...xs, 6).map(
      (tick) => `<text x="${x(tick)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${number(tick)}</text>`,
    ),
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeXml(xLabel)}</text>`,
    `<text x="4" y="14" class="title">${escapeXml(title)}${yLabel === '' ? '' : ` (${escapeXml(yLabel)})`}</text>`,
  ];
  const drawn = lines.map(({ label, color, dash, points: all }) => {
    const known = all.filter((p) => Number.isFinite(p.y));
    const banded = known.filter((p) => Number.isFinite(p.halfWidth));
    const upper = banded.map((p) => `${x(p.x)},${y(cut(p.y + p.halfWidth))}`);
    const lower = banded.map((p) => `${x(p.x)},${y(cut(p.y - p.halfWidth))}`).reverse();
    const band =
      banded.length > 1 ? `<polygon points="${[...upper, ...lower].join(' ')}" fill="${color}" opacity="0.18"/>` : '';
    const line = known.map((p) => `${x(p.x)},${y(p.y)}`).join(' ');
    const stroke = `fill="none" stroke="${color}" stroke-width="1.8"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
    const dots = marks
      ? known.map((p) => `<circle cx="${x(p.x)}" cy="${y(p.y)}" r="3" fill="${color}"/>`).join('')
      : '';
    return `<g><title>${escapeXml(label)}</title>${band}<polyline points="${line}" ${stroke}/>${dots}</g>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(title)}">` +
    `${axes.join('')}${drawn.join('')}</svg>`
  );
}

/** The chart as a file of its own, with a legend and a caption of one or more lines; empty where there is nothing to draw. */
export function lineChartFile(lines: readonly Line[], options: LineChartOptions, caption: readonly string[]): string {
  const chart = lineChart(lines, options);
  if (chart === '') return '';
  const legend = lines.map(
    ({ label, color, dash }, i) =>
      `<line x1="14" x2="38" y1="${HEIGHT + 12 + i * LINE_HEIGHT}" y2="${HEIGHT + 12 + i * LINE_HEIGHT}" stroke="${color}" ` +
      `stroke-width="2"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>` +
      `<text x="46" y="${HEIGHT + 16 + i * LINE_HEIGHT}">${escapeXml(label)}</text>`,
  );
  const captionTop = HEIGHT + legend.length * LINE_HEIGHT;
  const words = caption.map(
    (line, i) => `<text x="14" y="${captionTop + 16 + i * LINE_HEIGHT}">${escapeXml(line)}</text>`,
  );
  const height = captionTop + words.length * LINE_HEIGHT + 12;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">` +
    `<style>${FILE_STYLE}</style><rect width="100%" height="100%" fill="#ffffff"/>` +
    chart.replace('<svg ', `<svg width="${WIDTH}" height="${HEIGHT}" `) +
    `${legend.join('')}${words.join('')}</svg>\n`
  );
}

/** Least and greatest; widened where they are equal, so that there is an axis. */
function extent(values: readonly number[]): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}
