/** `npm run train`: training runs in the real page, one after the other in one headless Chromium. */
import path from 'node:path';
import { SingleBar } from 'cli-progress';
import type { RunConfig } from '../src/engine/runConfig';
import { formatAddress } from '../src/ui/address';
import { type OpenBrowser, openBrowser } from './openPage';
import { type FinishedRun, readFinished, RUN_FILES, type RunResult, writeReport, writeRun } from './sweepFolder';
import { sweepReport } from './sweepReport';
import { type TrainedRun, trainInPage } from './trainInPage';
import { HelpAsked, OptionError, readTrainOptions, type TrainOptions } from './trainOptions';

/** Returns the exit status: 1 where a run failed; the others are finished all the same. */
async function train({ plan, out, json }: TrainOptions): Promise<number> {
  const isSweep = plan.runs.length > 1;
  const folderOf = (name: string): string | undefined =>
    out === undefined ? undefined : isSweep ? path.join(out, name) : out;
  const finished: FinishedRun[] = [];
  const failed: { name: string; problem: string }[] = [];
  let browser: OpenBrowser | undefined;
  try {
    for (const [i, run] of plan.runs.entries()) {
      const folder = folderOf(run.name);
      const before = isSweep && folder !== undefined ? readFinished(folder, run.config) : null;
      const title = isSweep ? `${i + 1}/${plan.runs.length} ${run.name}` : '';
      if (before) {
        finished.push({ ...run, result: before });
        console.error(`${title}: finished before`);
        continue;
      }
      try {
        browser ??= await openBrowser({ reducedMotion: 'reduce' });
        const trained = await trainOne(browser, run.config, title);
        const { result } = trained;
        if (folder !== undefined) writeRun(folder, trained);
        finished.push({ ...run, result });
        print(run.name, result, json, isSweep);
      } catch (error) {
        // A run that diverges is a result of the sweep, not its end.
        if (!isSweep) throw error;
        const problem = error instanceof Error ? error.message : String(error);
        failed.push({ name: run.name, problem });
        console.error(`${title}: ${problem}`);
      }
      if (isSweep && out !== undefined) writeReport(out, finished, sweepReport(plan, finished, failed));
    }
  } finally {
    await browser?.close();
  }
  if (out !== undefined) {
    if (isSweep) writeReport(out, finished, sweepReport(plan, finished, failed));
    const files = isSweep ? ['runs.csv', 'report.html'] : RUN_FILES;
    if (!json) console.log(`Written: ${files.map((file) => path.join(out, file)).join(', ')}`);
  }
  return failed.length === 0 ? 0 : 1;
}

/** In a tab of its own, so that no run finds what another has left. */
async function trainOne(browser: OpenBrowser, config: RunConfig, title: string): Promise<TrainedRun> {
  const bar = new SingleBar({
    format: `${title} {bar} {value}/{total} steps, {rate} images/s, loss {loss}`.trimStart(),
    stream: process.stderr,
  });
  const page = await browser.newPage(formatAddress({ config }));
  try {
    bar.start(config.stopAtStep, 0, { rate: 0, loss: '-' });
    return await trainInPage(page, config, ({ step, imagesPerSecond, loss }) =>
      bar.update(step, { rate: Math.round(imagesPerSecond), loss: loss?.toFixed(3) ?? '-' }),
    );
  } finally {
    bar.stop();
    await page.close();
  }
}

function print(
  name: string,
  { backend, adapter, steps, imagesPerSecond, measures }: RunResult,
  json: boolean,
  isSweep: boolean,
): void {
  if (json) {
    console.log(
      JSON.stringify({ ...(isSweep ? { run: name } : {}), backend, adapter, steps, imagesPerSecond, measures }),
    );
    return;
  }
  if (!isSweep) console.table({ backend, adapter, steps, 'images/s': Math.round(imagesPerSecond) });
  console.table(Object.fromEntries(Object.entries(measures).map(([key, value]) => [key, Number(value.toFixed(4))])));
}

try {
  process.exitCode = await train(readTrainOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof HelpAsked) console.log(error.message);
  else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof OptionError ? 2 : 1;
  }
}
