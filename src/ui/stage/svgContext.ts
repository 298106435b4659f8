/**
 * Records what the stage draws on a 2-D canvas as SVG text: the same drawing code makes the picture on the screen and the vector figure. It
 * knows the calls that the stage makes, no others; whoever draws with a new one adds it here, and the compiler does not help: see
 * `svgContext.gpu.test.ts`, which draws everything.
 */

/** A sector of a conic gradient has one colour; so narrow that no step is seen. */
const SECTOR = Math.PI / 360;
const TURN = 2 * Math.PI;

interface Stop {
  readonly offset: number;
  /** Hexadecimal, with two more digits for alpha. */
  readonly color: string;
}

class ConicGradient {
  readonly stops: Stop[] = [];

  constructor(
    readonly start: number,
    readonly x: number,
    readonly y: number,
  ) {}

  addColorStop(offset: number, color: string): void {
    this.stops.push({ offset, color });
  }

  /** Alpha at a share of the turn; all stops have one colour, only their alpha differs. */
  alphaAt(offset: number): number {
    const after = this.stops.findIndex((stop) => stop.offset >= offset);
    const high = this.stops[after];
    const low = this.stops[after - 1];
    if (!high) return alphaOf(this.stops.at(-1)?.color ?? '#00000000');
    if (!low || high.offset === low.offset) return alphaOf(high.color);
    const share = (offset - low.offset) / (high.offset - low.offset);
    return (1 - share) * alphaOf(low.color) + share * alphaOf(high.color);
  }
}

const alphaOf = (color: string): number => (color.length === 9 ? parseInt(color.slice(7), 16) / 255 : 1);
const round = (value: number): string => `${Number(value.toFixed(2))}`;
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };
const BASELINES: Readonly<Record<string, string>> = { middle: 'central', top: 'hanging' };

export class SvgContext {
  fillStyle: string | ConicGradient = '#000000';
  strokeStyle = '#000000';
  globalAlpha = 1;
  lineWidth = 1;
  font = '10px sans-serif';
  textAlign = 'start';
  textBaseline = 'alphabetic';
  #dash: readonly number[] = [];
  #path: string[] = [];
  /** Where the path stands; null at its start. */
  #at: readonly [number, number] | null = null;
  readonly #parts: string[] = [];
  #clips = 0;
  /** Of each `save`: the groups opened since. */
  #open: number[] = [];

  /** @param measure width of a text in a CSS font, in pixels */
  constructor(private readonly measure: (text: string, font: string) => number) {}

  beginPath(): void {
    this.#path = [];
    this.#at = null;
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${round(x)} ${round(y)}`);
    this.#at = [x, y];
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`${this.#at ? 'L' : 'M'}${round(x)} ${round(y)}`);
    this.#at = [x, y];
  }

  closePath(): void {
    this.#path.push('Z');
  }

  arc(x: number, y: number, radius: number, from: number, to: number, counterClockwise = false): void {
    const around = (angle: number): number => ((angle % TURN) + TURN) % TURN;
    // As the canvas: a difference of a whole turn or more in the direction is a circle, else the way from `from` to `to`.
    const difference = counterClockwise ? from - to : to - from;
    const sweep = difference >= TURN ? TURN : around(difference);
    const sign = counterClockwise ? -1 : 1;
    const pointAt = (angle: number): [number, number] => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    this.lineTo(...pointAt(from));
    // Two halves: an SVG arc from a point to itself draws nothing.
    for (const share of [0.5, 1]) {
      const [px, py] = pointAt(from + sign * share * sweep);
      this.#path.push(`A${round(radius)} ${round(radius)} 0 0 ${counterClockwise ? 0 : 1} ${round(px)} ${round(py)}`);
      this.#at = [px, py];
    }
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`);
    this.#at = [x, y];
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.min(radius, width / 2, height / 2);
    const corner = (dx: number, dy: number): string => `a${round(r)} ${round(r)} 0 0 1 ${round(dx)} ${round(dy)}`;
    const [w, h] = [round(width - 2 * r), round(height - 2 * r)];
    this.#path.push(
      `M${round(x + r)} ${round(y)}h${w}${corner(r, r)}v${h}${corner(-r, r)}h-${w}${corner(-r, -r)}v-${h}${corner(r, -r)}Z`,
    );
    this.#at = [x, y];
  }

  fill(): void {
    if (this.#path.length === 0) return;
    const style = this.fillStyle;
    if (typeof style === 'string') this.#add(`<path d="${this.#path.join('')}" fill="${escape(style)}"/>`);
    else this.#fillConic(style);
  }

  stroke(): void {
    if (this.#path.length === 0) return;
    const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.join(' ')}"` : '';
    const line = `stroke="${escape(this.strokeStyle)}" stroke-width="${round(this.lineWidth)}"${dash}`;
    this.#add(`<path d="${this.#path.join('')}" fill="none" ${line}/>`);
  }

  /** SVG has no conic gradient: narrow sectors, clipped to the path. */
  #fillConic(gradient: ConicGradient): void {
    const { start, x, y, stops } = gradient;
    const id = `clip${this.#clips++}`;
    const color = stops[0]?.color.slice(0, 7) ?? '#000000';
    const reach = 4000;
    const sectors: string[] = [];
    for (let angle = 0; angle < TURN; angle += SECTOR) {
      const alpha = gradient.alphaAt((angle + SECTOR / 2) / TURN);
      if (alpha < 1 / 255) continue;
      const corner = (a: number): string =>
        `${round(x + reach * Math.cos(start + a))} ${round(y + reach * Math.sin(start + a))}`;
      const d = `M${round(x)} ${round(y)}L${corner(angle)}L${corner(angle + SECTOR)}Z`;
      sectors.push(`<path d="${d}" fill-opacity="${alpha.toFixed(3)}"/>`);
    }
    if (sectors.length === 0) return;
    this.#add(
      `<clipPath id="${id}"><path d="${this.#path.join('')}"/></clipPath>` +
        // Without smoothed edges, which would show as a line between two sectors.
        `<g clip-path="url(#${id})" fill="${color}" shape-rendering="crispEdges">${sectors.join('')}</g>`,
    );
  }

  createConicGradient(start: number, x: number, y: number): ConicGradient {
    return new ConicGradient(start, x, y);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    if (typeof this.fillStyle !== 'string') return;
    const box = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
    this.#add(`<rect ${box} fill="${escape(this.fillStyle)}"/>`);
  }

  fillText(text: string, x: number, y: number): void {
    if (typeof this.fillStyle !== 'string') return;
    const anchor = ANCHORS[this.textAlign] ?? 'start';
    const baseline = BASELINES[this.textBaseline] ?? 'auto';
    this.#add(
      `<text x="${round(x)}" y="${round(y)}" fill="${escape(this.fillStyle)}" text-anchor="${anchor}" ` +
        `dominant-baseline="${baseline}" style="font:${escape(this.font)}">${escape(text)}</text>`,
    );
  }

  measureText(text: string): { readonly width: number } {
    return { width: this.measure(text, this.font) };
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = [...dash];
  }

  /** Of the position only, not of styles: each drawing sets its own. */
  save(): void {
    this.#open.push(0);
  }

  restore(): void {
    this.#parts.push('</g>'.repeat(this.#open.pop() ?? 0));
  }

  translate(x: number, y: number): void {
    this.#parts.push(`<g transform="translate(${round(x)} ${round(y)})">`);
    this.#open.push((this.#open.pop() ?? 0) + 1);
  }

  #add(element: string): void {
    this.#parts.push(this.globalAlpha < 1 ? `<g opacity="${round(this.globalAlpha)}">${element}</g>` : element);
  }

  /** The whole file. */
  toSvg(width: number, height: number): string {
    const size = `width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${this.#parts.join('')}</svg>\n`;
  }
}
