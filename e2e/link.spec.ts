/** The address reproduces the page, whatever stands in it. */
import type { Page } from '@playwright/test';
import fc from 'fast-check';
import { formatAddress } from '../src/ui/address';
import { anyHash, anyPage, anyPreset } from '../src/ui/anyPage';
import { expect, test } from './marginLabPage';

const SEED = 1;
/** Browsers bear 200 changes of the address in ten seconds. */
const PAUSE_MS = 60;

/** Opens each hash as the way back would, and tells what the address bar then says. */
async function open(page: Page, hashes: readonly string[]): Promise<string[]> {
  return page.evaluate(
    async ([all, pauseMs]) => {
      const found: string[] = [];
      for (const hash of all) {
        history.replaceState(null, '', hash);
        window.dispatchEvent(new PopStateEvent('popstate'));
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        found.push(location.hash);
      }
      return found;
    },
    [hashes, PAUSE_MS] as const,
  );
}

test('200 random pages come back from their links', async ({ lab, page }) => {
  test.slow();
  await lab.open('#v=1&loss=arcface', '?backend=wasm');
  const links = fc
    .sample(fc.tuple(anyPage, anyPreset), { numRuns: 200, seed: SEED })
    .map(([{ config, others, ...view }, presetId], i) =>
      // Each run beside the first starts a worker of its own: one page in forty has some.
      formatAddress({
        ...view,
        presetId,
        config: { ...config, backend: 'wasm' },
        others: i % 40 === 0 ? others : [],
      }),
    );
  expect(await open(page, links)).toEqual(links);
});

test('hostile hashes leave a page that works and says what it did not take', async ({ lab, page }) => {
  test.slow();
  await lab.open('#v=1&loss=arcface', '?backend=wasm');
  const hashes = fc
    .sample(anyHash, { numRuns: 60, seed: SEED })
    .map((hash) => `#${encodeURI(hash.replace(/[\ud800-\udfff]/g, ''))}`);
  for (const address of await open(page, hashes)) expect(address).toMatch(/^#v=1(&|$)/);
  await open(page, ['#v=7&loss=nonsense&scale=1e999&vs=<script>&view.zoom=-3&constructor=1']);
  const notice = page.getByRole('status').filter({ hasText: /settings of the link were adjusted/ });
  for (const part of ['v: expected', 'loss: expected', 'scale: expected', 'view.zoom: expected', 'constructor']) {
    await expect(notice).toContainText(part);
  }
  await open(page, ['#v=1&loss=cosface&batch=16&steps=2']);
  await lab.waitUntilReady();
  await lab.trainToStop();
});

test('the link holds the view: class, splits, size and camera', async ({ lab, page }) => {
  await lab.open('#v=1&loss=arcface&view.class=3&view.points=test&view.azimuth=40&view.elevation=-10');
  await expect(page.getByRole('button', { name: 'Class 3' })).toHaveAttribute('aria-pressed', 'true');
  const stage = page.getByRole('application', { name: /Sphere with/ });
  await stage.focus();
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/view\.azimuth=40&view\.elevation=-3\.1&view\.zoom=1\.1$/);
  await page.getByRole('button', { name: 'Class 3' }).click();
  await expect(page).not.toHaveURL(/view\.class/);
  await expect(page).toHaveURL(/view\.points=test/);
});

test('a link for a class locks the settings but the free ones, until somebody unlocks', async ({ lab, page }) => {
  await lab.open('#v=1&preset=breathe&lr=0.02', '?backend=wasm');
  await page.getByRole('button', { name: 'Share' }).click();
  const forClass = page.getByRole('group', { name: 'For a class' });
  await forClass.getByRole('checkbox', { name: 'Lock the settings in the link' }).check();
  await forClass.getByRole('checkbox', { name: 'Sigma' }).check();
  await page.evaluate(() => {
    Object.assign(navigator.clipboard, {
      writeText: (text: string) => Promise.resolve(void Object.assign(window, { copied: text })),
    });
  });
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText('The link is on the clipboard.')).toBeVisible();
  const link = await page.evaluate(() => (window as unknown as { copied: string }).copied);
  expect(link).toMatch(/#v=1&preset=breathe&lr=0\.02.*&lock\.free=sigma$/);
  // The page it is taken from stays open.
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/lock\.free/);

  await lab.open(new URL(link).hash, '?backend=wasm&locked');
  const lock = page.getByRole('group', { name: 'Lock' });
  await expect(lock).toContainText('The link locks the settings but Sigma');
  await expect(page.getByRole('textbox', { name: 'Sigma' })).toBeEnabled();
  for (const name of ['Margin m', 'Scale s', 'Learning rate', 'Seed']) {
    await expect(page.getByRole('textbox', { name })).toBeDisabled();
  }
  await expect(page.getByRole('button', { name: 'Start from' })).toBeDisabled();
  await expect(page.getByRole('button', { name: /Own images/ })).toBeHidden();
  await page.keyboard.press('2'); // of a preset
  await lab.setNumber('Sigma', '0.1');
  await expect(page).toHaveURL(/preset=breathe&.*sigma=0\.1&lock\.free=sigma$/);
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('textbox', { name: 'Margin m' })).toBeEnabled();
  await expect(page).not.toHaveURL(/lock\.free/);
});
