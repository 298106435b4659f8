import { expect, test } from './marginLabPage';

/** Longer tasks hold up input noticeably (the bound of the long-tasks API itself). */
const LONG_MS = 50;

test('the page stays responsive while it trains at full speed', async ({ lab, page }) => {
  // The circle is drawn by the page's own canvas code. The sphere's WebGL runs in software on machines without a GPU, on the page's own
  // thread while it waits for it: its time would say nothing about the page, so it is left out here.
  await lab.open('#preset=circle&batch=32&kernel=3&width=8', '?backend=wasm');
  await lab.play();
  await page.waitForTimeout(3000); // the charts and the formula have arrived and been drawn once
  const tasks = await page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const found: number[] = [];
        const observer = new PerformanceObserver((list) =>
          found.push(...list.getEntries().map((entry) => entry.duration)),
        );
        observer.observe({ entryTypes: ['longtask'] });
        setTimeout(() => {
          observer.disconnect();
          resolve(found);
        }, 6000);
      }),
  );
  const steps = await lab.stepCount();
  expect(steps).toBeGreaterThan(20);
  // The worker takes one of the machine's processors and the browser's own processes share the rest: one task in 6 s may be held up by them.
  expect(
    tasks.filter((ms) => ms > LONG_MS).length,
    `long tasks: ${tasks.map(Math.round).join(', ')} ms`,
  ).toBeLessThanOrEqual(1);
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
