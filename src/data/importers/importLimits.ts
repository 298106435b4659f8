/** How much may be imported. Stated on the page, and checked against what a file claims before any memory is taken for it. */

export interface ImportLimits {
  /** Files, those in archives included. */
  readonly files: number;
  /** One file, packed or unpacked. */
  readonly fileBytes: number;
  /** Everything that is unpacked from archives in one import. */
  readonly unpackedBytes: number;
  /** Width times height of one image. */
  readonly imagePixels: number;
  readonly images: number;
  /** Of the finished data set. */
  readonly datasetBytes: number;
  readonly classes: number;
}

const MEBI = 1024 * 1024;

export const IMPORT_LIMITS: ImportLimits = {
  files: 100_000,
  fileBytes: 512 * MEBI,
  unpackedBytes: 1024 * MEBI,
  imagePixels: 24_000_000,
  images: 100_000,
  datasetBytes: 512 * MEBI,
  // Labels are bytes; a little is left for marks.
  classes: 250,
};
