/**
 * `npm run bench`: a training step of each engine, side by side in one Chromium, at batch 128 on one network (5x5 convolutions of 16 and 32
 * channels with ReLU, dense to 3, ArcFace, Adam; 2.09 GFLOP). Only ratios within one table mean something: machines are noisy.
 *
 *     npm run bench                 the table, then how a step's cost grows with batch, classes and dimension
 *     npm run bench -- --json       {rows: [{name, batch, msPerStep, jsMsPerStep, calls}], growth: [...]}
 *     npm run bench -- --only margin-lab-webgpu,margin-lab-wasm --no-growth
 */
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../scripts/findBrowser';
import { root } from '../scripts/servePage';
import type { Options, Timing } from './inPage';

interface Row extends Timing {
  readonly name: string;
  readonly batch: number;
  readonly classes: number;
  readonly dim: number;
}

/** Steps that are timed after the warm-up; the slow engines take seconds for one. */
const ENGINES = [
  { name: 'margin-lab-webgpu', engine: 'webgpu', steps: 10, warmUp: 2 },
  { name: 'tfjs-webgpu', engine: 'tfjs-webgpu', steps: 2, warmUp: 1 },
  { name: 'jax-js-webgpu', engine: 'jax-js-webgpu', steps: 4, warmUp: 2 },
  { name: 'margin-lab-wasm', engine: 'wasm', steps: 30, warmUp: 5 },
] as const;
const BATCH = 128;
const CLASSES = 10;
const DIM = 3;

const args = process.argv.slice(2);
const json = args.includes('--json');
const only = args[args.indexOf('--only') + 1]?.split(',');
const wanted = ENGINES.filter(({ name }) => !args.includes('--only') || only?.includes(name));

const server = await createServer({
  root,
  logLevel: 'error',
  server: { port: 0, host: 'localhost' },
  cacheDir: 'node_modules/.vite-bench',
  optimizeDeps: { include: ['@jax-js/jax'], noDiscovery: false },
});
await server.listen();
const address = `${server.resolvedUrls?.local[0] ?? ''}bench/bench.html`;
const browser = await chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_FLAGS] });
const page = await browser.newPage();
page.on('pageerror', (error) => console.error(`page: ${error.message}`));
page.setDefaultTimeout(0);

/** A page of its own for each row: no engine lives in the memory of another. */
async function time(
  { name, engine, steps, warmUp }: (typeof ENGINES)[number],
  batch = BATCH,
  classes = CLASSES,
  dim = DIM,
): Promise<Row> {
  await page.goto(address);
  await page.waitForFunction(() => 'timeEngine' in window);
  await page.waitForLoadState('networkidle');
  const values = {
    loss: 'arcface',
    kernel: '5',
    width: '16',
    hidden: '0',
    activation: 'relu',
    dim: `${dim}`,
    batch: `${batch}`,
    lr: '0.001',
  };
  const options: Options = { engine, values, classes, steps, warmUp };
  const timing = await page.evaluate((given) => window.timeEngine(given), options);
  return { name, batch, classes, dim, ...timing };
}

const show = (title: string, rows: readonly Row[], columns: (row: Row) => Record<string, string>): void => {
  if (json) return;
  console.log(`\n${title}`);
  console.table(rows.map(columns));
};
const ms = (value: number): string => value.toFixed(value < 10 ? 3 : 1);

const rows: Row[] = [];
const growth: Row[] = [];
try {
  // The first visit bundles the dependencies and may load the page again.
  await page.goto(address);
  await page.waitForFunction(() => 'timeEngine' in window);
  await page.waitForTimeout(3000);
  for (const engine of wanted) {
    rows.push(await time(engine));
    if (!json) console.log(`${engine.name}: ${ms(rows.at(-1)?.msPerStep ?? NaN)} ms a step`);
  }
  const ours = rows.find(({ name }) => name === 'margin-lab-webgpu')?.msPerStep ?? NaN;
  show('Batch 128', rows, (row) => ({
    engine: row.name,
    'ms a step': ms(row.msPerStep),
    'times margin-lab-webgpu': (row.msPerStep / ours).toFixed(2),
    'share of the limit': row.limitMs === undefined ? '' : `${((100 * row.limitMs) / row.msPerStep).toFixed(0)} %`,
    'JS ms a step': ms(row.jsMsPerStep),
    dispatches: `${row.calls['dispatchWorkgroups'] ?? 0}`,
    passes: `${row.calls['beginComputePass'] ?? 0}`,
    submits: `${row.calls['submit'] ?? 0}`,
    'buffers, bind groups, writes': `${(row.calls['createBuffer'] ?? 0) + (row.calls['createBindGroup'] ?? 0) + (row.calls['writeBuffer'] ?? 0)}`,
  }));
  if (!args.includes('--no-growth')) {
    const own = { ...ENGINES[0], steps: 4, warmUp: 1 } as unknown as (typeof ENGINES)[number];
    for (const batch of [16, 64, 256, 512]) growth.push(await time(own, batch));
    for (const classes of [50, 256]) growth.push(await time(own, BATCH, classes));
    for (const dim of [16, 64]) growth.push(await time(own, BATCH, CLASSES, dim));
    show('How a step of margin-lab-webgpu grows', growth, (row) => ({
      batch: `${row.batch}`,
      classes: `${row.classes}`,
      dim: `${row.dim}`,
      'ms a step': ms(row.msPerStep),
      'times batch 128': (row.msPerStep / ours).toFixed(2),
      'share of the limit': `${((100 * (row.limitMs ?? NaN)) / row.msPerStep).toFixed(0)} %`,
    }));
  }
} finally {
  await browser.close();
  await server.close();
}
if (json) console.log(JSON.stringify({ rows, growth }));
