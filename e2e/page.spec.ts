import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './marginLabPage';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param within a CSS selector; absent: the whole page */
async function findViolations(page: Page, within?: string): Promise<string[]> {
  // Through evaluate, not a script element: the page's policy forbids those, rightly.
  await page.evaluate(axeSource);
  return page.evaluate(async (selector) => {
    const { axe } = window as unknown as {
      axe: { run(context: string | Document): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run(selector ?? document)).violations.map(
      (v) => `${v.id}: ${v.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
    );
  }, within);
}

for (const { name, colorScheme, viewport } of [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const) {
  test.describe(name, () => {
    test.use({ colorScheme, viewport });
    test(`axe finds nothing (${name})`, async ({ lab, page }) => {
      await lab.open('#preset=breathe&steps=8&batch=32', '?backend=wasm');
      await lab.trainToStop();
      expect(await findViolations(page)).toEqual([]);
    });
    test(`axe finds nothing in a comparison, the list of runs and the share dialog (${name})`, async ({
      lab,
      page,
    }) => {
      await lab.open('#v=1&loss=arcface&dim=2&steps=8&batch=32&vs=cosface', '?backend=wasm');
      await lab.trainToStop();
      await page.getByRole('button', { name: 'Restart with new weights' }).click();
      await expect.poll(() => lab.stepCount()).toBe(0);
      await page.getByRole('tab', { name: 'Charts' }).click();
      await page.getByRole('application').first().focus();
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('complementary', { name: 'Picked image' })).toBeVisible();
      await expect(page.getByRole('region', { name: 'Repeats over seeds' })).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Runs (2)' }).click();
      await page
        .getByRole('button', { name: /^Overlay/ })
        .first()
        .click();
      await page
        .getByRole('button', { name: /^Baseline/ })
        .last()
        .click();
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      await page.getByRole('button', { name: /^Share/ }).click();
      await expect(page.getByRole('dialog', { name: 'Take it with you' })).toBeVisible();
      expect(await findViolations(page, '[role="dialog"]')).toEqual([]);
    });
    test(`nothing is wider than the page (${name})`, async ({ lab, page }) => {
      await lab.open('#preset=circle');
      const { content, window: shown } = await page.evaluate(() => ({
        content: document.documentElement.scrollWidth,
        window: window.innerWidth,
      }));
      expect(content).toBeLessThanOrEqual(shown);
    });
  });
}

test('a damaged data file is named, and loading again helps', async ({ page }) => {
  let damaged = true;
  await page.route('**/datasets/digits/images.bin', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    if (damaged) body[1000] = (body[1000] ?? 0) ^ 255;
    await route.fulfill({ response, body });
  });
  await page.goto('./#preset=breathe');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('images.bin: expected the checksum', { timeout: 30_000 });
  damaged = false;
  await alert.getByRole('button', { name: 'Load again' }).click();
  await expect(page.getByRole('status').filter({ hasText: /^Ready$/ })).toBeVisible({ timeout: 60_000 });
});

test('a backend that cannot run is named, and the way on is open', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined }));
  await page.goto('./?backend=webgl#preset=breathe&batch=16');
  await expect(page.getByRole('status').filter({ hasText: /^Ready$|^Stopped$/ })).toBeVisible({ timeout: 60_000 });
});

test('the address reproduces the page; back and forward work; what cannot be taken is named', async ({ lab, page }) => {
  await lab.open('#loss=cosface&scale=500&nonsense=1');
  await expect(page.getByRole('status').filter({ hasText: '2 settings of the link were adjusted' })).toContainText(
    /scale: expected .* got 500; using/,
  );
  await lab.setNumber(/Scale/, '20');
  await expect(page).toHaveURL(/scale=20/);
  await lab.chooseFrom('Start from', /Ten digits on one circle/);
  await lab.waitUntilReady();
  await expect(page).toHaveURL(/preset=circle/);
  await page.goBack();
  await expect.poll(() => lab.read((api) => api.config.loss)).toBe('cosface');
  expect(await lab.read((api) => api.config.lossParameters['scale'])).toBe(20);
  await page.goForward();
  await expect.poll(() => lab.read((api) => api.config.dim)).toBe(2);
  await page.reload();
  await lab.waitUntilReady();
  expect(await lab.read((api) => api.config.lossParameters['margin'])).toBe(0.3);
});

test('a setting that needs a restart waits for it and is named', async ({ lab, page }) => {
  await lab.open('#preset=breathe&batch=16');
  await lab.step();
  await expect.poll(() => lab.stepCount()).toBe(1);
  await lab.chooseFrom('Batch', '32');
  await expect(page.getByText('Changed: Batch.')).toBeVisible();
  expect(await lab.read((api) => api.config.batchSize)).toBe(16);
  await page.getByRole('button', { name: 'Restart to apply 1 change' }).click();
  await expect.poll(() => lab.read((api) => api.description?.config.batchSize)).toBe(32);
});

test('the keyboard does what the list of keys says', async ({ lab, page }) => {
  await lab.open('#preset=breathe&batch=16');
  await page.keyboard.press('s');
  await expect.poll(() => lab.stepCount()).toBe(1);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.keyboard.press('r');
  await expect.poll(() => lab.stepCount()).toBe(0);
  await lab.waitUntilReady();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Play or pause');
  await page.keyboard.press('Escape');
  await page.keyboard.press('5');
  await expect.poll(() => lab.read((api) => api.config.loss)).toBe('normface');
});

test('a point can be picked by key and by pointer, a class isolated by its key', async ({ lab, page }) => {
  await lab.open('#preset=circle');
  const stage = page.getByRole('application', { name: /Circle with 1,000 images/ });
  await stage.focus();
  await page.keyboard.press('ArrowRight');
  const card = page.getByRole('complementary', { name: 'Picked image' });
  await expect(card).toContainText(/Class \d/);
  await expect(card.getByRole('img').first()).toBeVisible();
  await expect(card.getByRole('group', { name: /Its own equation/ })).toContainText('16');
  await card.getByRole('button', { name: 'Close the picked image' }).click();
  await expect(card).toBeHidden();
  const key = page.getByRole('button', { name: 'Class 3' });
  await key.click();
  await expect(key).toHaveAttribute('aria-pressed', 'true');
  await key.click();
  await expect(key).toHaveAttribute('aria-pressed', 'false');
});

test('the stage explains itself', async ({ lab, page }) => {
  await lab.open('#preset=breathe');
  await page.getByRole('button', { name: 'What am I looking at?' }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(5);
});

test('a run that breaks stops, names the likely setting and goes back', async ({ lab, page }) => {
  await lab.open('#loss=softmax&batch=16&optimizer=sgd&lr=1&momentum=0.99');
  await lab.play();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(/The loss of step \d+ is not a number/, { timeout: 60_000 });
  await expect(alert).toContainText(/try/);
  await alert.getByRole('button', { name: 'Go back to the last good state' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible();
});

test('the recording can be scrubbed, and training goes on from a checkpoint', async ({ lab, page }) => {
  await lab.open('#preset=breathe&steps=40&batch=32', '?backend=wasm');
  await lab.trainToStop();
  const newest = await lab.read((api) => api.keyFrame());
  const slider = page.getByRole('slider', { name: 'Recorded step' });
  await slider.focus();
  await page.keyboard.press('Home');
  expect(await lab.read((api) => api.keyFrame()?.step)).toBe(0);
  await page.getByRole('button', { name: 'Newest' }).click();
  expect(await lab.read((api) => api.keyFrame())).toEqual(newest);
  await slider.focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Train on from 0' }).click();
  await expect.poll(() => lab.stepCount()).toBe(0);
  await lab.step();
  await expect.poll(() => lab.stepCount()).toBe(1);
});

test('the loss explains itself: curves, facts, and what was published', async ({ lab, page }) => {
  await lab.open('#loss=elasticface-arc&dim=2&margin=0.7');
  await page.getByRole('button', { name: 'Explain this loss' }).click();
  const dialog = page.getByRole('dialog', { name: 'ElasticFace-Arc' });
  await expect(dialog.getByRole('figure', { name: /^Target logit: .* at 60°/ })).toBeVisible();
  await expect(dialog).toContainText('cannot be satisfied in 2-D with 10 classes: at most 0.628');
  await expect(dialog.getByRole('table')).toContainText('99.80');
  await expect(dialog).toContainText('Published, not ours');
  await dialog.getByRole('button', { name: /Lay another loss over it/ }).click();
  await page.getByRole('option', { name: 'CosFace' }).click();
  await expect(dialog.getByText('CosFace').first()).toBeVisible();
});

test('a run can be taken away: link, QR code, picture, numbers, PyTorch', async ({ lab, page }) => {
  await lab.open('#preset=circle&batch=16&steps=3', '?backend=wasm');
  await lab.trainToStop();
  await page.getByRole('button', { name: /^Share/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Take it with you' });
  await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  const saved = async (name: string): Promise<{ file: string; text: string }> => {
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name }).click();
    const file = await download;
    return { file: file.suggestedFilename(), text: readFileSync(await file.path(), 'latin1') };
  };
  const csv = await saved('Numbers (CSV)');
  expect(csv.file).toBe('margin-lab-arcface-step-3.csv');
  expect(csv.text.split('\r\n')).toHaveLength(1 + 4 + 1);
  expect((await saved('Loss as a PyTorch module')).text).toContain('torch');
  expect((await saved('Continue in PyTorch (train.py)')).text).toContain('DistributedDataParallel');
  expect((await saved('PNG 2×')).text.slice(1, 4)).toBe('PNG');
  const svg = await saved('SVG');
  expect(svg.file).toBe('margin-lab-arcface-step-3.svg');
  expect(svg.text).toMatch(/^<svg .*ArcFace, scale 16, margin 0.3; step 3, seed 1/s);
});
