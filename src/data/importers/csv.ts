/** CSV as Kaggle's MNIST: a row for each image, the label first (or in a column named `label`), then the pixels of a square image. */
import { refuse } from './importProblem';
import type { Raster } from './raster';

export interface LabelledRaster {
  readonly label: string;
  readonly raster: Raster;
}

const LINE_END = 10;
const MAX_COLUMNS = 3 * 1024 * 1024;

/** One image after the other; throws `ImportError` at the first row that is wrong. */
export function* parseCsv(bytes: Uint8Array, file: string, maxPixels: number): Generator<LabelledRaster> {
  // The byte order mark of Excel is no part of the first cell.
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const decoder = new TextDecoder();
  let line = 0;
  let separator = '';
  let labelColumn = 0;
  let columns = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(LINE_END, at);
    const stop = end < 0 ? bytes.length : end;
    if (stop - at > 8 * MAX_COLUMNS)
      refuse(file, 'lines of text', `a line of ${stop - at} bytes`, 'Check that it is a CSV file.');
    const text = decoder.decode(bytes.subarray(at, stop)).trim();
    at = stop + 1;
    line += 1;
    if (text === '') continue;
    if (separator === '') separator = [',', ';', '\t'].find((s) => text.includes(s)) ?? ',';
    const cells = text.split(separator);
    if (columns === 0) {
      columns = cells.length;
      sideOf(columns - 1, file, maxPixels);
      // A header has words where pixels would be.
      if (cells.slice(1, 4).some((cell) => !isNumber(unquoted(cell)))) {
        const named = cells.findIndex((cell) => /^(label|class|target|y)$/i.test(unquoted(cell)));
        labelColumn = Math.max(0, named);
        continue;
      }
    }
    if (cells.length !== columns) {
      refuse(
        file,
        `${columns} columns in every line`,
        `${cells.length} in line ${line}`,
        'Give every image the same size.',
      );
    }
    const label = unquoted(cells[labelColumn] ?? '');
    if (label === '')
      refuse(file, 'a label in every line', `none in line ${line}`, 'Put the label first in each line.');
    yield { label, raster: rasterOf(cells, labelColumn, file, line, maxPixels) };
  }
  if (columns === 0) refuse(file, 'a line for each image', 'no line', 'Check that the file is not empty.');
}

function rasterOf(
  cells: readonly string[],
  labelColumn: number,
  file: string,
  line: number,
  maxPixels: number,
): Raster {
  const { side, channels } = sideOf(cells.length - 1, file, maxPixels);
  const pixels = new Uint8Array(cells.length - 1);
  let p = 0;
  for (let column = 0; column < cells.length; column++) {
    if (column === labelColumn) continue;
    const cell = unquoted(cells[column] ?? '');
    const value = isNumber(cell) ? Number(cell) : NaN;
    if (!(value >= 0 && value <= 255)) {
      const found = `${cell === '' ? 'nothing' : cell.slice(0, 20)} in line ${line}, column ${column + 1}`;
      refuse(file, 'pixels from 0 to 255', found, 'Correct the cell, or scale the pixels to 0..255.');
    }
    pixels[p++] = Math.round(value);
  }
  return { width: side, height: side, channels, pixels };
}

function sideOf(values: number, file: string, maxPixels: number): { side: number; channels: 1 | 3 } {
  for (const channels of [1, 3] as const) {
    const side = Math.round(Math.sqrt(values / channels));
    if (side >= 2 && side * side * channels === values && side * side <= maxPixels) return { side, channels };
  }
  const expected = 'a label and the pixels of a square image in each line (28 x 28: 785 columns)';
  return refuse(file, expected, `${values + 1} columns`, 'Write one image a line: label, then all pixels.');
}

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));
const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');
