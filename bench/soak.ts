/**
 * `npm run soak -- --minutes 10`: trains in the page and checks that the memory of the page and of its worker does not grow. The heap is read
 * after a forced collection; what the run records is bounded and subtracted by comparing with the second minute, when it is filling already.
 */
import { Command } from 'commander';
import { openPage } from '../scripts/openPage';

/** Series and recording grow by a few megabytes in ten minutes; a leaked tensor a step grows by hundreds. */
const ALLOWED_GROWTH_BYTES = 48e6;
const SAMPLES = 10;

const { minutes } = new Command('npm run soak --')
  .option('--minutes <number>', 'how long', Number, 10)
  .parse()
  .opts<{ minutes: number }>();

const { page, close } = await openPage('#v=1&preset=breathe&backend=wasm', { reducedMotion: 'reduce' });
try {
  await page.waitForFunction(() => window.marginLab?.state.kind === 'paused', null, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const samples: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    await page.waitForTimeout((minutes * 60_000) / SAMPLES);
    const { bytes, step } = await page.evaluate(async () => {
      const memory = performance as Performance & { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> };
      if (!memory.measureUserAgentSpecificMemory)
        throw new Error('soak: expected measureUserAgentSpecificMemory, found none.');
      return {
        bytes: (await memory.measureUserAgentSpecificMemory()).bytes,
        step: window.marginLab?.summary().step ?? 0,
      };
    });
    samples.push(bytes);
    console.log(`step ${step}: ${(bytes / 1e6).toFixed(1)} MB`);
  }
  const growth = (samples.at(-1) ?? NaN) - (samples[1] ?? NaN);
  console.log(
    `Growth since the second sample: ${(growth / 1e6).toFixed(1)} MB, allowed ${ALLOWED_GROWTH_BYTES / 1e6} MB`,
  );
  if (!(growth <= ALLOWED_GROWTH_BYTES)) process.exitCode = 1;
} finally {
  await close();
}
