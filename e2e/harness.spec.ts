/** The harness page on the development server: reference files through both trainers, as someone with a file of their own would run them. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';

let server: ViteDevServer;
let address = '';

test.beforeAll(async () => {
  server = await createServer({
    logLevel: 'error',
    server: { port: 0, host: 'localhost' },
    cacheDir: 'node_modules/.vite-harness',
  });
  await server.listen();
  address = `${server.resolvedUrls?.local[0] ?? ''}harness.html`;
});
test.afterAll(() => server.close());

interface Trajectory {
  readonly runs: { readonly steps: { readonly loss: number; readonly gradNorm: Record<string, number> }[] }[];
}
interface LossCase {
  readonly loss: string;
  readonly crossEntropy: number;
  readonly dWeights: number[][];
}
type Harness = Window & {
  runTrajectory(reference: unknown, name: string): Promise<Trajectory>;
  runLossCase(given: unknown): Promise<LossCase>;
};

test('reference files run through either trainer', async ({ page }) => {
  test.slow();
  const trajectory = JSON.parse(readFileSync('golden/trajectory.json', 'utf8')) as Trajectory;
  const { cases } = JSON.parse(readFileSync('golden/losses.json', 'utf8')) as { cases: LossCase[] };
  await page.goto(address);
  // The first visit may load the page again, when the server has bundled the dependencies.
  await page.waitForFunction(() => 'runLossCase' in window, undefined, { timeout: 60_000 });
  await page.waitForLoadState('networkidle');
  for (const name of ['webgpu', 'tfjs', 'wasm']) {
    const found = await page.evaluate(
      ([reference, trainer]) => (window as unknown as Harness).runTrajectory(reference, trainer),
      [trajectory, name] as const,
    );
    trajectory.runs.forEach((run, r) =>
      run.steps.forEach((step, s) => {
        const got = found.runs[r]?.steps[s];
        // As in the trainers' own tests: float32, grown by Adam.
        expect(Math.abs((got?.loss ?? NaN) - step.loss) / step.loss, `${name}, step ${s}`).toBeLessThan(1e-4 * (1 + s));
        for (const [tensor, norm] of Object.entries(step.gradNorm)) {
          expect(Math.abs((got?.gradNorm[tensor] ?? NaN) - norm) / (norm + 1e-3)).toBeLessThan(1e-3 * (1 + s));
        }
      }),
    );
  }
  for (const given of cases.slice(0, 17)) {
    const found = await page.evaluate((c) => (window as unknown as Harness).runLossCase(c), given);
    expect(Math.abs(found.crossEntropy - given.crossEntropy), given.loss).toBeLessThan(
      1e-4 * Math.max(1, given.crossEntropy),
    );
    expect(found.dWeights).toHaveLength(given.dWeights.length);
  }
});

test('the build leaves the harness out', async ({ page }) => {
  const answer = await page.request.get('harness.html');
  expect(await answer.text()).not.toContain('harness.ts');
});
