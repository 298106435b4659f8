/** `npm run train`: one training run in the real page, in headless Chromium. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SingleBar } from 'cli-progress';
import { formatAddress } from '../src/ui/address';
import { openPage } from './openPage';
import { HelpAsked, OptionError, readTrainOptions, type TrainOptions } from './trainOptions';

/** Without a step for this long the run has failed: the slowest backend takes seconds. */
const STALL_MS = 180_000;

async function train({ config, out, json }: TrainOptions): Promise<void> {
  const { page, close } = await openPage(formatAddress(config, null), { reducedMotion: 'reduce' });
  const bar = new SingleBar({
    format: '{bar} {value}/{total} steps, {rate} images/s, loss {loss}',
    stream: process.stderr,
  });
  try {
    await page.waitForFunction(() => ['paused', 'failed'].includes(window.marginLab?.state.kind ?? ''), null, {
      timeout: STALL_MS,
    });
    await failIfFailed();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    bar.start(config.stopAtStep, 0, { rate: 0, loss: '-' });
    let lastStep = -1;
    let lastMoveMs = Date.now();
    for (;;) {
      const { summary, state } = await page.evaluate(() => {
        if (!window.marginLab) throw new Error('the page has no marginLab');
        return { summary: window.marginLab.summary(), state: window.marginLab.state };
      });
      bar.update(summary.step, { rate: Math.round(summary.imagesPerSecond), loss: summary.loss?.toFixed(3) ?? '-' });
      if (state.kind === 'failed') await failIfFailed();
      if (state.kind === 'paused' && state.reason === 'reached') break;
      if (summary.step !== lastStep) {
        lastStep = summary.step;
        lastMoveMs = Date.now();
      } else if (Date.now() - lastMoveMs > STALL_MS) {
        throw new Error(`train: no step for ${STALL_MS / 1000} s at step ${lastStep}. Try another --backend.`);
      }
      await page.waitForTimeout(250);
    }
    bar.stop();
    const result = await page.evaluate(async () => {
      const lab = window.marginLab;
      if (!lab?.description) throw new Error('the page describes no run');
      return {
        summary: lab.summary(),
        series: lab.series(),
        backend: lab.description.backend,
        config: lab.config,
        stage: await lab.captureStage(),
      };
    });
    const { summary, backend } = result;
    if (!summary.measures || summary.loss === null) throw new Error('train: expected measures at the end, found none.');
    const { testAccuracy, intraDeg, interDeg, wEcDeg, wInterDeg } = summary.measures;
    const report = {
      backend: backend.name,
      adapter: backend.adapter,
      steps: summary.step,
      imagesPerSecond: summary.imagesPerSecond,
      measures: { loss: summary.loss, testAccuracy, intraDeg, interDeg, wEcDeg, wInterDeg },
    };
    if (out !== undefined) {
      mkdirSync(out, { recursive: true });
      const run = { configuration: result.config, ...report, backend, series: result.series };
      writeFileSync(path.join(out, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
      writeFileSync(path.join(out, 'stage.png'), Buffer.from(result.stage.split(',')[1] ?? '', 'base64'));
    }
    if (json) console.log(JSON.stringify(report));
    else {
      console.table({
        backend: report.backend,
        adapter: report.adapter,
        steps: report.steps,
        'images/s': Math.round(report.imagesPerSecond),
      });
      console.table(
        Object.fromEntries(Object.entries(report.measures).map(([name, value]) => [name, Number(value.toFixed(4))])),
      );
      if (out !== undefined) console.log(`Written: ${path.join(out, 'run.json')}, ${path.join(out, 'stage.png')}`);
    }
  } finally {
    bar.stop();
    await close();
  }

  async function failIfFailed(): Promise<void> {
    const state = await page.evaluate(() => window.marginLab?.state);
    if (state?.kind === 'failed') throw new Error(`${state.failure.message} ${state.failure.remedy}`);
  }
}

try {
  await train(readTrainOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof HelpAsked) console.log(error.message);
  else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof OptionError ? 2 : 1;
  }
}
