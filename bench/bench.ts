/**
 * `npm run bench`: milliseconds a training step of each backend, side by side in one Chromium, at batch 128 on the network of the presets
 * for papers (5x5, 16 and 32 channels, hidden 64). Only ratios within one table mean something: machines are noisy.
 */
import { openPage } from '../scripts/openPage';

interface Row {
  readonly name: string;
  readonly batch: number;
  readonly msPerStep: number;
}

const BATCH = 128;
const NETWORK = `#v=1&loss=arcface&dim=3&kernel=5&width=16&hidden=64&batch=${BATCH}&classes=2`;
/** Steps that are timed after the warm-up; the slow backends take seconds for one. */
const BACKENDS = [
  { name: 'wasm', steps: 40, warmUp: 10 },
  { name: 'webgpu', steps: 3, warmUp: 1 },
  { name: 'cpu', steps: 2, warmUp: 1 },
] as const;
const TIMEOUT_MS = 900_000;

const json = process.argv.includes('--json');
const { page, url, close } = await openPage(NETWORK, { reducedMotion: 'reduce' });
const rows: Row[] = [];
try {
  for (const { name, steps, warmUp } of BACKENDS) {
    await page.goto('about:blank');
    await page.goto(`${url}?backend=${name}${NETWORK}`);
    const waitFor = (state: string): Promise<unknown> =>
      page.waitForFunction((wanted) => window.marginLab?.state.kind === wanted, state, { timeout: TIMEOUT_MS });
    await waitFor('paused');
    // Steps one by one: the time of a step holds nothing else, neither key frames nor measures.
    let ms = 0;
    for (let i = 0; i < warmUp + steps; i++) {
      await page.getByRole('button', { name: 'Step', exact: true }).click();
      await page.waitForFunction((done) => window.marginLab?.summary().step === done, i + 1, { timeout: TIMEOUT_MS });
      if (i === warmUp + steps - 1)
        ms = await page.evaluate(() => 1000 / (window.marginLab?.summary().stepsPerSecond ?? NaN));
    }
    rows.push({ name, batch: BATCH, msPerStep: ms });
    if (!json) console.log(`${name}: ${ms.toFixed(1)} ms a step`);
  }
} finally {
  await close();
}
const wasm = rows.find((row) => row.name === 'wasm')?.msPerStep ?? NaN;
if (json) console.log(JSON.stringify({ rows }));
else {
  console.table(
    Object.fromEntries(
      rows.map(({ name, msPerStep }) => [
        name,
        { 'ms a step': Number(msPerStep.toFixed(1)), 'times wasm': Number((msPerStep / wasm).toFixed(1)) },
      ]),
    ),
  );
}
