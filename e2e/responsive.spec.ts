import { traceTasks } from './mainThread';
import { expect, test } from './marginLabPage';

/** The bound of the long-tasks API: longer work holds up input noticeably. */
const LONG_MS = 50;
/** A wait that anybody notices, whatever it was for. */
const STALL_MS = 250;

test('the page stays responsive while it trains at full speed', async ({ lab, page }) => {
  // The circle is drawn by the page's own canvas code. The sphere's WebGL runs in software on machines without a GPU, on the page's own
  // thread while it waits for it: its time would say nothing about the page, so it is left out here.
  await lab.open('#preset=circle&batch=32&kernel=3&width=8', '?backend=wasm');
  await lab.play();
  await page.waitForTimeout(3000); // the charts and the formula have arrived and been drawn once
  const tasks = await traceTasks(page, 6);
  expect(await lab.stepCount()).toBeGreaterThan(20);
  expect(tasks.length).toBeGreaterThan(100);
  console.log(
    tasks
      .filter((t) => t.cpuMs > 25 || t.wallMs > 60)
      .map((t) => `${t.wallMs | 0}(${t.cpuMs | 0})`)
      .join(' '),
  );
  const long = tasks.filter(({ cpuMs }) => cpuMs > LONG_MS);
  const stalls = tasks.filter(({ wallMs }) => wallMs > STALL_MS);
  const longest = tasks.slice(0, 8).map(({ wallMs, cpuMs }) => `${Math.round(wallMs)} (${Math.round(cpuMs)})`);
  const found = `longest tasks, of them on the processor: ${longest.join(', ')} ms`;
  // The page's own work is counted in time on the processor: with the worker on one of two of them, tasks of 25 ms take 70 by the clock.
  // Collecting garbage takes long a few times a minute; a clock that stops for the whole machine, once.
  expect(long.length, found).toBeLessThanOrEqual(3);
  expect(stalls.length, found).toBeLessThanOrEqual(1);
});

test.describe('touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test('a tap picks a point, tabs lead to charts and settings', async ({ lab, page }) => {
    await lab.open('#preset=circle&batch=32&kernel=3&width=8&steps=10', '?backend=wasm');
    await page.getByRole('button', { name: 'Play', exact: true }).tap();
    await expect(page.getByRole('status').filter({ hasText: 'Reached the stop' })).toBeVisible({ timeout: 60_000 });
    await page.getByRole('tab', { name: 'Charts' }).tap();
    await expect(page.getByRole('figure', { name: /^Accuracy/ }).first()).toBeVisible();
    await page.getByRole('tab', { name: 'Settings' }).tap();
    await expect(page.getByRole('textbox', { name: 'Margin m' })).toBeVisible();
  });
});
