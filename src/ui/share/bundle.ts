/**
 * Runs as one zip that plays on the page again.
 *
 *     README.txt                  this, for people
 *     margin-lab.json             which folders hold runs, the link that opens the same settings, each configuration
 *     <run>/run.json, run.bin     everything of a run: typed arrays lie in run.bin (little-endian), run.json says where
 *     <run>/steps.csv             the numbers of every step
 *     <run>/embeddings.npy        the newest key frame, float32 [points, D]; labels.npy: the class of each point, uint8
 *     <run>/weights.safetensors   the parameters of the checkpoint, float32, by the names of `src/engine/network.ts`
 *     figures/                    the stage as it stood, and the curves
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { fromHalf } from '../../engine/float16';
import type { SavedRun } from '../session/savedRun';
import { npy, safetensors } from './arrayFiles';
import { BundleError } from './bundleError';
import { runCsv } from './runCsv';
import { packRun, unpackRun } from './runFile';

/** What the page takes: a recording is at most 64 MB, its checkpoint and numbers a few more; there are at most four. */
const MOST_BYTES = 400e6;
const MOST_RUNS = 4;
const FORMAT = 'margin-lab';
const MANIFEST = 'margin-lab.json';

export interface BundledRun {
  readonly saved: SavedRun;
  readonly name: string;
  /** Class of each point of the key frames. */
  readonly labels: Uint8Array;
}

export interface Bundle {
  /** Hash of the address that opens the same settings. */
  readonly link: string;
  /** One to four. */
  readonly runs: readonly BundledRun[];
  /** Files of `figures/` by name. */
  readonly figures: Readonly<Record<string, Uint8Array>>;
}

export function packBundle({ link, runs, figures }: Bundle): Uint8Array<ArrayBuffer> {
  const folders = runs.map(({ saved }, i) => `${i + 1}-${folderName(saved.values['loss'] ?? '')}`);
  const manifest = {
    format: FORMAT,
    link,
    runs: runs.map(({ saved, name }, i) => ({ folder: folders[i], name, configuration: saved.values })),
  };
  const files: Record<string, Uint8Array> = {
    'README.txt': strToU8(README),
    [MANIFEST]: strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
  };
  runs.forEach((run, i) => {
    for (const [file, bytes] of Object.entries(runFiles(run))) files[`${folders[i] ?? ''}/${file}`] = bytes;
  });
  for (const [file, bytes] of Object.entries(figures)) files[`figures/${file}`] = bytes;
  return zipSync(files, { level: 6 });
}

/** A typed formula has signs that no file system takes. */
const folderName = (lossId: string): string => (/^[a-z0-9-]+$/.test(lossId) ? lossId : 'own-loss');

function runFiles({ saved, labels }: BundledRun): Record<string, Uint8Array> {
  const frame = saved.frames.at(-1);
  const parameters = saved.checkpoints.at(-1)?.parameters ?? {};
  return {
    ...packRun(saved),
    'steps.csv': strToU8(runCsv(saved.history)),
    'weights.safetensors': safetensors(parameters),
    ...(frame
      ? {
          'embeddings.npy': npy(fromHalf(frame.embeddings), [labels.length, frame.dim]),
          'labels.npy': npy(labels, [labels.length]),
        }
      : {}),
  };
}

/** The runs in their order. Throws `BundleError`. Sizes are looked at before anything is inflated. */
export function unpackBundle(zip: Uint8Array): SavedRun[] {
  const files = unzip(zip);
  const folders = files[MANIFEST] ? readFolders(files[MANIFEST]) : [''];
  return folders.map((folder) => {
    const json = files[`${folder}run.json`];
    const bin = files[`${folder}run.bin`];
    if (!json || !bin) {
      throw new BundleError(`This zip holds no ${folder}run.json and run.bin. Choose a zip that “Share” saved.`);
    }
    return unpackRun(json, bin);
  });
}

function unzip(zip: Uint8Array): Record<string, Uint8Array> {
  let total = 0;
  try {
    return unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        if (name !== MANIFEST && !/^([^/]+\/)?run\.(json|bin)$/.test(name)) return false;
        total += originalSize;
        if (total > MOST_BYTES)
          throw new BundleError(`Saved runs have at most ${MOST_BYTES / 1e6} MB together, and these are larger.`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw new BundleError('This file is no zip, or it is damaged. Choose a zip that “Share” saved.');
  }
}

/** With their slash. */
function readFolders(manifest: Uint8Array): string[] {
  let read: unknown;
  try {
    read = JSON.parse(strFromU8(manifest));
  } catch {
    throw new BundleError(`The list of runs in this zip, ${MANIFEST}, is damaged.`);
  }
  const runs = isRecord(read) && read['format'] === FORMAT ? read['runs'] : undefined;
  const folders = Array.isArray(runs) ? runs.map((run: unknown) => (isRecord(run) ? run['folder'] : undefined)) : [];
  if (folders.length === 0 || folders.length > MOST_RUNS || !folders.every((folder) => typeof folder === 'string')) {
    throw new BundleError(`The list of runs in this zip, ${MANIFEST}, is damaged: expected one to ${MOST_RUNS} runs.`);
  }
  return folders.map((folder) => `${folder}/`);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const README = `Training runs of Margin Lab. Drop this zip on the page (or Share > Open a saved run) to play them and train on.

margin-lab.json              the runs, their settings, and the link that opens the same settings
figures/                     the stage as it stood, and the curves of all runs
and in the folder of each run:
  steps.csv                  loss and measures of every step
  embeddings.npy             embeddings of the stage's images at the newest key frame: numpy.load
  labels.npy                 the class of each of these images
  weights.safetensors        parameters of the network (kernels are height, width, in, out; dense kernels in, out)
  run.json, run.bin          settings, recording and optimiser state; arrays lie in run.bin, little-endian
`;
