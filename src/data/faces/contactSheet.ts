/** Many images of a data set side by side: a row for each class, its images in the columns. */
import type { Dataset } from '../dataset';

export interface ContactSheet {
  readonly width: number;
  readonly height: number;
  /** [height, width, channels], 0..255; 255 between the images. */
  readonly pixels: Uint8Array;
}

/** @param labels classes from top to bottom; @param columns images of each, evenly taken from all of the class; @param gap pixels */
export function contactSheet(dataset: Dataset, labels: readonly number[], columns: number, gap = 1): ContactSheet {
  const { width, height, channels } = dataset;
  const sheetWidth = columns * (width + gap) + gap;
  const sheetHeight = labels.length * (height + gap) + gap;
  const pixels = new Uint8Array(sheetWidth * sheetHeight * channels).fill(255);
  labels.forEach((label, line) => {
    const rows: number[] = [];
    dataset.labels.forEach((value, row) => {
      if (value === label) rows.push(row);
    });
    for (let column = 0; column < Math.min(columns, rows.length); column++) {
      const image = rows[Math.floor((column * rows.length) / Math.min(columns, rows.length))] ?? 0;
      for (let y = 0; y < height; y++) {
        const from = (image * height + y) * width * channels;
        const to = ((gap + line * (height + gap) + y) * sheetWidth + gap + column * (width + gap)) * channels;
        pixels.set(dataset.images.subarray(from, from + width * channels), to);
      }
    }
  });
  return { width: sheetWidth, height: sheetHeight, pixels };
}
