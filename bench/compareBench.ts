/**
 * `npm run bench:compare`: what two to four heads beside each other cost against one, in the page itself, and how evenly they go. One and
 * several take turns in one browser, so that whatever else the machine does falls on all of them. Only the ratios mean something.
 */
import { Command } from 'commander';
import { openBrowser } from '../scripts/openPage';

const { steps, rounds, backend, settings } = new Command('npm run bench:compare --')
  .option('--steps <n>', 'of each measurement', Number, 120)
  .option('--rounds <n>', 'measurements of each, the median counts', Number, 3)
  .option('--backend <name>', 'wasm or webgpu', 'wasm')
  .option('--settings <hash>', 'of the run, as in the address', 'dim=2&kernel=5&width=16&batch=128')
  .parse()
  .opts<{ steps: number; rounds: number; backend: string; settings: string }>();

const OTHERS = ['cosface', 'elasticface-arc', 'normface'];

interface Measured {
  readonly msPerStep: number;
  /** Largest distance in steps between the foremost and the last that was seen. */
  readonly spread: number;
}

const browser = await openBrowser({ reducedMotion: 'reduce' });

/** From the first step to the last, the start of workers and the first measurements left out. */
async function measure(heads: number): Promise<Measured> {
  const beside = OTHERS.slice(0, heads - 1).map((loss) => `&vs=${loss}`);
  const page = await browser.newPage(
    `#v=1&loss=arcface&${settings}&backend=${backend}&steps=${steps}${beside.join('')}`,
  );
  try {
    const all = (reason: string): Promise<unknown> =>
      page.waitForFunction(
        ([count, wanted]) => {
          const lab = window.marginLab;
          const runs = lab?.runs() ?? [];
          return (
            runs.length === count &&
            lab?.state.kind === 'paused' &&
            lab.state.reason === wanted &&
            runs.every((run) => run.summary.measures !== null && run.summary.measures.step === runs[0]?.summary.step)
          );
        },
        [heads, reason] as const,
        { timeout: 600_000, polling: 50 },
      );
    await all('ready');
    await page.evaluate(() => {
      const seen = { spread: 0, startMs: 0, endMs: 0, startStep: 0, endStep: 0 };
      (window as unknown as { seen: typeof seen }).seen = seen;
      setInterval(() => {
        const at = window.marginLab?.runs().map((run) => run.summary.step) ?? [];
        const slowest = Math.min(...at);
        seen.spread = Math.max(seen.spread, Math.max(...at) - slowest);
        if (slowest === 0 || slowest === seen.endStep) return;
        const nowMs = performance.now();
        if (seen.startStep === 0) [seen.startMs, seen.startStep] = [nowMs, slowest];
        [seen.endMs, seen.endStep] = [nowMs, slowest];
      }, 10);
    });
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await all('reached');
    const seen = await page.evaluate(
      () =>
        (window as unknown as { seen: Record<'spread' | 'startMs' | 'endMs' | 'startStep' | 'endStep', number> }).seen,
    );
    return { msPerStep: (seen.endMs - seen.startMs) / (seen.endStep - seen.startStep), spread: seen.spread };
  } finally {
    await page.context().close();
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

try {
  const found: Measured[][] = [[], [], [], []];
  for (let round = 0; round < rounds; round++) {
    for (const heads of [1, 2, 3, 4]) found[heads - 1]?.push(await measure(heads));
  }
  const one = median((found[0] ?? []).map((m) => m.msPerStep));
  console.table(
    found.map((list, i) => ({
      heads: i + 1,
      'times one': Number((median(list.map((m) => m.msPerStep)) / one).toFixed(2)),
      'steps apart, at most': Math.max(...list.map((m) => m.spread)),
    })),
  );
} finally {
  await browser.close();
}
