/** The runs on the page with their figures as one zip. */
import { strToU8 } from 'fflate';
import type { Lab } from '../compare/lab';
import { nameRuns } from '../compare/nameRuns';
import { runFigures } from '../figures/runFigures';
import { captionOf, captureStages } from '../stage/captureStage';
import { type BundledRun, packBundle } from './bundle';

/** @param link hash of the address. Throws an `Error` with a sentence for the user where nothing has trained yet. */
export async function makeBundle(lab: Lab, link: string): Promise<Uint8Array<ArrayBuffer>> {
  const { lanes, runs } = lab.getSnapshot();
  const names = nameRuns(runs.map((run) => run.running));
  const bundled = lanes.flatMap(({ store }, i): (BundledRun & { caption: string })[] => {
    const run = store.getSnapshot();
    const saved = store.save();
    return saved && run.description
      ? [{ saved, name: names[i] ?? '', labels: run.description.points.labels, caption: captionOf(run) }]
      : [];
  });
  if (bundled.length === 0) throw new Error('There is nothing to save yet: train for a moment first.');
  const curves = runFigures(bundled.map(({ saved, name, caption }) => ({ name, caption, history: saved.history })));
  const figures: Record<string, Uint8Array> = {
    ...(await stageFigures()),
    ...Object.fromEntries(Object.entries(curves).map(([file, svg]) => [file, strToU8(svg)])),
  };
  return packBundle({ link, runs: bundled, figures });
}

async function stageFigures(): Promise<Record<string, Uint8Array>> {
  const bytes = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
  return {
    'stage.png': await bytes(await captureStages({ kind: 'png', ratio: 2 })),
    'stage.svg': await bytes(await captureStages({ kind: 'svg' })),
  };
}
