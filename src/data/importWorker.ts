/** Imports the user's own images off the page's thread. Ending the worker cancels. */
import { decodeInBrowser } from './importers/decodeInBrowser';
import { importImages, sourcesOfFiles } from './importers/importImages';
import { describeProblem } from './importers/importProblem';
import type { ImportReply, ImportRequest, ImportSummary } from './importMessages';
import type { Dataset } from './dataset';
import { saveOwnDataset } from './ownDataset';

const scope = self as unknown as {
  postMessage(reply: ImportReply): void;
  onmessage: ((message: MessageEvent<ImportRequest>) => void) | null;
};

const PROGRESS_INTERVAL_MS = 100;
const SAMPLE_EACH = 6;

scope.onmessage = ({ data }) => {
  run(data).catch((error: unknown) =>
    scope.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
};

async function run({ files, options }: ImportRequest): Promise<void> {
  let toldMs = 0;
  const result = await importImages(sourcesOfFiles(files), options, {
    decodePicture: decodeInBrowser,
    onProgress: (progress) => {
      if (performance.now() - toldMs < PROGRESS_INTERVAL_MS) return;
      toldMs = performance.now();
      scope.postMessage({ type: 'progress', ...progress });
    },
  });
  const { dataset, classes, problems, warnings } = result;
  if (dataset) await saveOwnDataset(dataset);
  scope.postMessage({
    type: 'done',
    summary: {
      images: dataset?.labels.length ?? 0,
      classes,
      problems: problems.map(describeProblem),
      warnings,
      sample: dataset
        ? sampleOf(dataset)
        : { images: new Uint8Array(0), labels: new Uint8Array(0), size: 1, channels: 1 },
    },
  });
}

function sampleOf({ images, labels, height, width, channels }: Dataset): ImportSummary['sample'] {
  const size = height * width * channels;
  const seen = new Map<number, number>();
  const rows: number[] = [];
  labels.forEach((label, row) => {
    const count = seen.get(label) ?? 0;
    if (count < SAMPLE_EACH) rows.push(row);
    seen.set(label, count + 1);
  });
  rows.sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
  const sample = new Uint8Array(rows.length * size);
  rows.forEach((row, i) => sample.set(images.subarray(row * size, (row + 1) * size), i * size));
  return { images: sample, labels: Uint8Array.from(rows, (row) => labels[row] ?? 0), size: width, channels };
}
