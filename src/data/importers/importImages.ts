/**
 * The user's own images as a data set. Takes any mixture of files: a folder of class folders, zip archives of the same, MNIST-like pairs
 * (IDX, npy, npz; plain or gz), CSV, PGM/PPM, and the browser's picture formats. Each bad file becomes a problem; the good ones load.
 * Nothing is sent anywhere. Runs in a worker or in Node; only `decodePicture` needs a browser.
 */
import type { Dataset } from '../dataset';
import {
  compareNaturally,
  DatasetAssembler,
  DEFAULT_IMPORT,
  type ClassCount,
  type ImportOptions,
} from './assembleDataset';
import { parseCsv } from './csv';
import { pictureSize, pictureType, type PictureType } from './imageSize';
import { isIdx, parseIdx, startOf } from './idx';
import { IMPORT_LIMITS, type ImportLimits } from './importLimits';
import { formatBytes, ImportError, refuse, type ImportProblem } from './importProblem';
import { gunzip, isGzip } from './inflate';
import { pairArrays, readPair, splitOf, type GivenSplit, type NamedArray } from './labelledTensors';
import { isNetpbm, parseNetpbm } from './netpbm';
import { isNpy, parseNpy } from './npy';
import type { Raster } from './raster';
import { isZip, readZip } from './zip';

/** A file to import, wherever it comes from. */
export interface ImportSource {
  /** With folders: `orl/s1/1.pgm`. */
  readonly path: string;
  readonly size: number;
  readonly read: () => Promise<Uint8Array>;
}

export interface ImportTools {
  /** `decodeInBrowser`; absent: such pictures are problems. */
  readonly decodePicture?: (bytes: Uint8Array, type: PictureType) => Promise<Raster>;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Gives up with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly limits?: ImportLimits;
}

export interface ImportProgress {
  readonly filesDone: number;
  /** Grows when an archive is opened. */
  readonly filesTotal: number;
  readonly images: number;
}

export interface ImportResult {
  /** Null where too little was left; the problems say why. */
  readonly dataset: Dataset | null;
  readonly classes: readonly ClassCount[];
  readonly problems: readonly ImportProblem[];
  /** Sentences. */
  readonly warnings: readonly string[];
}

/** Files of an `<input>` or a drop; a chosen folder gives its paths along. */
export const sourcesOfFiles = (files: Iterable<File>): ImportSource[] =>
  Array.from(files, (file) => ({
    path: file.webkitRelativePath || file.name,
    size: file.size,
    read: async () => new Uint8Array(await file.arrayBuffer()),
  }));

/** What operating systems leave in folders: no images, and no problem either. */
const isClutter = (path: string): boolean => /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(path);

const KNOWN =
  'an image (PNG, JPEG, WebP, AVIF, PGM, PPM), an array (IDX, npy, npz), a CSV table or a zip archive of these';
/** Between two looks at the signal while one file gives many images. */
const IMAGES_BETWEEN_PAUSES = 500;

export async function importImages(
  sources: readonly ImportSource[],
  options: ImportOptions = DEFAULT_IMPORT,
  tools: ImportTools = {},
): Promise<ImportResult> {
  const run = new ImportRun(options, tools);
  return run.run(sources);
}

class ImportRun {
  readonly #limits: ImportLimits;
  readonly #assembler: DatasetAssembler;
  readonly #problems: ImportProblem[] = [];
  readonly #arrays: NamedArray[] = [];
  #unpackedLeft: number;
  #filesDone = 0;
  #filesTotal = 0;
  #images = 0;

  constructor(
    options: ImportOptions,
    private readonly tools: ImportTools,
  ) {
    this.#limits = tools.limits ?? IMPORT_LIMITS;
    this.#unpackedLeft = this.#limits.unpackedBytes;
    this.#assembler = new DatasetAssembler(options, this.#limits);
  }

  async run(sources: readonly ImportSource[]): Promise<ImportResult> {
    const files = sources.filter((s) => !isClutter(s.path)).sort((a, b) => compareNaturally(a.path, b.path));
    const label = nameOf(files);
    if (files.length === 0) {
      const remedy = 'Choose a folder with one folder of images for each class, or a file of images.';
      this.#problems.push({ file: label, expected: 'files', found: 'none (an empty folder?)', remedy });
    }
    const taken = this.#withinLimit(files, label);
    this.#filesTotal = taken.length;
    for (const file of taken) await this.#file(file, 0);
    await this.#pairs();
    if (this.#images === 0) return { dataset: null, classes: [], problems: this.#problems, warnings: [] };
    try {
      return { ...this.#assembler.finish(label), problems: this.#problems };
    } catch (error) {
      this.#note(error, label);
      return { dataset: null, classes: [], problems: this.#problems, warnings: [] };
    }
  }

  #withinLimit<T>(files: readonly T[], label: string): readonly T[] {
    const room = this.#limits.files - this.#filesTotal;
    if (files.length <= room) return files;
    const found = `${this.#filesTotal + files.length}; the first ${this.#limits.files} are used`;
    const remedy = 'Choose fewer files.';
    this.#problems.push({ file: label, expected: `at most ${this.#limits.files} files`, found, remedy });
    return files.slice(0, room);
  }

  async #file(source: ImportSource, depth: number): Promise<void> {
    this.tools.signal?.throwIfAborted();
    try {
      if (source.size > this.#limits.fileBytes) {
        const most = formatBytes(this.#limits.fileBytes);
        refuse(source.path, `a file of at most ${most}`, formatBytes(source.size), 'Split it or make it smaller.');
      }
      if (source.size === 0) refuse(source.path, KNOWN, 'an empty file', 'Download or save it again.');
      const { className } = placeOf(source.path);
      // Pictures of a full class are counted, not read.
      if (!isContainer(source.path) && className !== null && !this.#assembler.wants(className)) return;
      await this.#bytes(await source.read(), source.path, depth);
    } catch (error) {
      this.#note(error, source.path);
    } finally {
      this.#filesDone += 1;
      this.#report();
    }
  }

  async #bytes(bytes: Uint8Array, path: string, depth: number): Promise<void> {
    if (isGzip(bytes)) {
      if (depth > 1) refuse(path, 'files packed once', 'an archive in an archive', 'Unpack it yourself.');
      const inner = gunzip(bytes, path, Math.min(this.#limits.fileBytes, this.#unpackedLeft));
      this.#unpackedLeft -= inner.length;
      return this.#bytes(inner, path.replace(/\.gz$/i, ''), 2);
    }
    if (isZip(bytes)) {
      // An npz is a zip, and may lie in a zip.
      if (depth > 0 && !(depth === 1 && /\.npz$/i.test(path))) {
        refuse(path, 'files packed once', 'an archive in an archive', 'Unpack the inner archive.');
      }
      return this.#zip(bytes, path, depth);
    }
    if (isIdx(bytes)) return void this.#arrays.push({ file: path, ...parseIdx(bytes, path) });
    if (isNpy(bytes))
      return void this.#arrays.push({ file: path, ...parseNpy(bytes, path, this.#limits.datasetBytes) });
    if (/\.(csv|tsv)$/i.test(path)) return this.#csv(bytes, path);
    if (isNetpbm(bytes)) return this.#picture(parseNetpbm(bytes, path, this.#limits.imagePixels), path);
    const type = pictureType(bytes);
    if (type) return this.#picture(await this.#decode(bytes, type, path), path);
    const found = startOf(bytes);
    const remedy = 'Leave the file out, or save it in one of these formats.';
    return refuse(path, expectedOf(path), found, remedy);
  }

  async #zip(bytes: Uint8Array, path: string, depth: number): Promise<void> {
    const limits = { ...this.#limits, unpackedBytes: this.#unpackedLeft };
    const { entries, problems } = readZip(bytes, path, limits);
    this.#problems.push(...problems);
    const useful = entries.filter((e) => !isClutter(e.path)).sort((a, b) => compareNaturally(a.path, b.path));
    if (useful.length === 0 && problems.length === 0) {
      refuse(path, 'files in the archive', 'none', 'Pack the folder that holds the class folders.');
    }
    const taken = this.#withinLimit(useful, path);
    this.#filesTotal += taken.length;
    for (const entry of taken) {
      const read = (): Promise<Uint8Array> => {
        this.#unpackedLeft -= entry.size;
        return Promise.resolve(entry.read());
      };
      await this.#file({ path: `${path}/${entry.path}`, size: entry.size, read }, depth + 1);
      if (this.#filesDone % IMAGES_BETWEEN_PAUSES === 0) await this.#pause();
    }
  }

  async #csv(bytes: Uint8Array, path: string): Promise<void> {
    for (const { label, raster } of parseCsv(bytes, path, this.#limits.imagePixels)) {
      await this.#labelled(raster, label, splitOf(baseOf(path)), path);
    }
  }

  async #pairs(): Promise<void> {
    const { pairs, problems } = pairArrays(this.#arrays);
    this.#problems.push(...problems);
    for (const pair of pairs) {
      try {
        for (const { label, raster } of readPair(pair, this.#limits.imagePixels)) {
          await this.#labelled(raster, label, pair.split, pair.images.file);
        }
      } catch (error) {
        this.#note(error, pair.images.file);
      }
    }
  }

  async #labelled(raster: Raster, label: string, split: GivenSplit | null, file: string): Promise<void> {
    if (this.#assembler.wants(label)) this.#add(raster, label, split, file);
    if (this.#images % IMAGES_BETWEEN_PAUSES === 0) await this.#pause();
  }

  #picture(raster: Raster, path: string): void {
    const { className, split } = placeOf(path);
    if (className === null) {
      const remedy = 'Put the images of each class into a folder of its own, and choose the folder above.';
      return refuse(path, 'an image inside a class folder (anna/1.png)', 'one without a folder', remedy);
    }
    this.#add(raster, className, split, path);
  }

  #add(raster: Raster, className: string, split: GivenSplit | null, file: string): void {
    this.#assembler.add(raster, className, split, file);
    this.#images += 1;
  }

  async #decode(bytes: Uint8Array, type: PictureType, path: string): Promise<Raster> {
    const { width, height } = pictureSize(bytes, type, path);
    if (width * height > this.#limits.imagePixels) {
      const most = `at most ${this.#limits.imagePixels} pixels`;
      refuse(path, most, `${width} x ${height}, as its header says`, 'Make the picture smaller.');
    }
    const kind = type.slice(6).toUpperCase();
    if (!this.tools.decodePicture)
      refuse(path, 'PGM or PPM', kind, `${kind} is decoded by a browser: import it on the page.`);
    try {
      return await this.tools.decodePicture(bytes, type);
    } catch (error) {
      const found = `damage (${error instanceof Error ? error.message : String(error)})`;
      return refuse(path, `a complete ${kind}`, found, 'Save the picture again, as PNG or JPEG.');
    }
  }

  /** Lets messages in, a cancel among them. */
  async #pause(): Promise<void> {
    this.#report();
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.tools.signal?.throwIfAborted();
  }

  #report(): void {
    this.tools.onProgress?.({ filesDone: this.#filesDone, filesTotal: this.#filesTotal, images: this.#images });
  }

  /** An `ImportError` is a problem like any other; a file that cannot be read too; a cancel goes on to the caller. */
  #note(error: unknown, file: string): void {
    this.tools.signal?.throwIfAborted();
    if (error instanceof ImportError) {
      this.#problems.push(error.problem);
      return;
    }
    const found = error instanceof Error ? error.message : String(error);
    this.#problems.push({
      file,
      expected: 'a readable file',
      found,
      remedy: 'Check that the file still exists, and choose it again.',
    });
  }
}

/** Class: the folder the image is in. Split: a folder above it named train or test. */
function placeOf(path: string): { className: string | null; split: GivenSplit | null } {
  const folders = path.split('/').slice(0, -1);
  const className = folders.at(-1);
  // A zip is shown as a folder, but is none.
  if (className === undefined || /\.(zip|npz|gz)$/i.test(className)) return { className: null, split: null };
  const split = folders
    .slice(0, -1)
    .map((folder) => (/\s/.test(folder) ? null : splitOf(folder)))
    .findLast((found) => found !== null);
  return { className, split: split ?? null };
}

const baseOf = (path: string): string => path.split('/').at(-1) ?? path;
const isContainer = (path: string): boolean => /\.(zip|npz|npy|csv|tsv|gz)$|ubyte$/i.test(path);

function expectedOf(path: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const starts: Readonly<Record<string, string>> = {
    pgm: 'a PGM file (P2 or P5 at its start)',
    ppm: 'a PPM file (P3 or P6 at its start)',
    png: 'a PNG file',
    jpg: 'a JPEG file',
    jpeg: 'a JPEG file',
    webp: 'a WebP file',
    avif: 'an AVIF file',
    npy: 'a NumPy file',
    npz: 'a zip archive of NumPy files',
    zip: 'a zip archive',
    gz: 'gzip data',
  };
  return starts[extension] ?? KNOWN;
}

/** A name for the data set: the common folder, the one file, or how many there are. */
function nameOf(files: readonly ImportSource[]): string {
  const first = files[0];
  if (!first) return 'Own images';
  const top = first.path.split('/')[0] ?? '';
  if (first.path.includes('/') && files.every((f) => f.path.startsWith(`${top}/`))) return top;
  return files.length === 1 ? baseOf(first.path) : 'Own images';
}
