/** One training run in an open page, through the button a person would press and `window.marginLab`. */
import type { Page } from 'playwright';
import type { RunConfig } from '../src/engine/runConfig';
import type { RunSummary } from '../src/ui/scriptApi';
import type { RunResult } from './sweepFolder';

/** Without a step for this long the run has failed: the slowest backend takes seconds. */
const STALL_MS = 180_000;
const LOOK_EVERY_MS = 250;

export interface TrainedRun {
  readonly result: RunResult;
  /** PNG. */
  readonly stage: Uint8Array;
  /** The zip that the page's “Share” saves. */
  readonly bundle: Uint8Array;
}

/** Trains until `config.stopAtStep`. Throws an `Error` with the page's own sentences where the run fails. */
export async function trainInPage(
  page: Page,
  config: RunConfig,
  onProgress: (summary: RunSummary) => void,
): Promise<TrainedRun> {
  await page.waitForFunction(() => ['paused', 'failed'].includes(window.marginLab?.state.kind ?? ''), null, {
    timeout: STALL_MS,
  });
  await failIfFailed(page);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  let lastStep = -1;
  let lastMoveMs = Date.now();
  for (;;) {
    const { summary, state } = await page.evaluate(() => {
      if (!window.marginLab) throw new Error('the page has no marginLab');
      return { summary: window.marginLab.summary(), state: window.marginLab.state };
    });
    onProgress(summary);
    if (state.kind === 'failed') await failIfFailed(page);
    if (state.kind === 'paused' && state.reason === 'reached') break;
    if (summary.step !== lastStep) {
      lastStep = summary.step;
      lastMoveMs = Date.now();
    } else if (Date.now() - lastMoveMs > STALL_MS) {
      throw new Error(`train: no step for ${STALL_MS / 1000} s at step ${lastStep}. Try another --backend.`);
    }
    await page.waitForTimeout(LOOK_EVERY_MS);
  }
  const { summary, series, backend, stage, bundle } = await page.evaluate(async () => {
    const lab = window.marginLab;
    if (!lab?.description) throw new Error('the page describes no run');
    const { backend } = lab.description;
    const [stage, bundle] = [await lab.captureStage(), await lab.bundle()];
    return { summary: lab.summary(), series: lab.series(), backend, stage, bundle };
  });
  if (!summary.measures || summary.loss === null) throw new Error('train: expected measures at the end, found none.');
  const { testAccuracy, intraDeg, interDeg, wEcDeg, wInterDeg } = summary.measures;
  const { verification } = summary;
  return {
    stage: Buffer.from(stage.split(',')[1] ?? '', 'base64'),
    bundle: Buffer.from(bundle, 'base64'),
    result: {
      configuration: config,
      backend: backend.name,
      adapter: backend.adapter,
      steps: summary.step,
      imagesPerSecond: summary.imagesPerSecond,
      measures: {
        loss: summary.loss,
        testAccuracy,
        intraDeg,
        interDeg,
        wEcDeg,
        wInterDeg,
        ...(verification ? { auc: verification.auc, eer: verification.eer } : {}),
      },
      series,
    },
  };
}

async function failIfFailed(page: Page): Promise<void> {
  const state = await page.evaluate(() => window.marginLab?.state);
  if (state?.kind === 'failed') throw new Error(`${state.failure.message} ${state.failure.remedy}`);
}
