import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './marginLabPage';

const SIDE = 20;

/** Binary PGM of a bright bar whose place tells the class. */
function pgm(classIndex: number, seed: number): Buffer {
  const header = Buffer.from(`P5\n${SIDE} ${SIDE}\n255\n`);
  const pixels = Buffer.alloc(SIDE * SIDE);
  for (let i = 0; i < pixels.length; i++) {
    const x = i % SIDE;
    const noise = ((i + 1) * (seed + 7) * 7919) % 60;
    pixels[i] = Math.abs(x - (4 + 6 * classIndex)) < 2 ? 190 + noise : noise;
  }
  return Buffer.concat([header, pixels]);
}

function folderOfClasses(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'margin-lab-images-'));
  ['left', 'middle', 'right'].forEach((name, classIndex) => {
    mkdirSync(path.join(folder, name));
    for (let i = 0; i < 24; i++) writeFileSync(path.join(folder, name, `${i}.pgm`), pgm(classIndex, i));
  });
  writeFileSync(path.join(folder, 'left', 'broken.pgm'), Buffer.from('P5\n20 20\n255\nshort'));
  return folder;
}

async function importFolder(page: Page, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Own images …' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await (await chooser).setFiles(folder);
}

test('a folder of class folders is imported, what is wrong is named, and it trains', async ({ lab, page }) => {
  await lab.open('#loss=arcface&batch=16&dim=3&steps=30', '?backend=wasm');
  await importFolder(page, folderOfClasses());
  const dialog = page.getByRole('dialog', { name: 'Your own images' });
  await expect(dialog).toContainText('Found 72 images of 3 classes');
  await expect(dialog.getByRole('list', { name: 'Problems' })).toContainText('left/broken.pgm');
  await dialog.getByRole('button', { name: 'Train on these images' }).click();
  await expect.poll(() => lab.read((api) => api.description?.classNames)).toEqual(['left', 'middle', 'right']);
  await lab.trainToStop();
  expect(await lab.read((api) => api.summary().measures?.testAccuracy)).toBeGreaterThan(0.8);
  await page.reload();
  await expect
    .poll(() => lab.read((api) => api.description?.classNames), { timeout: 30_000 })
    .toEqual(['left', 'middle', 'right']);
});

test('a folder without images says so, and nothing stored is lost', async ({ lab, page }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'margin-lab-nothing-'));
  writeFileSync(path.join(folder, 'notes.txt'), 'no image');
  await lab.open('#loss=arcface');
  await importFolder(page, folder);
  const dialog = page.getByRole('dialog', { name: 'Your own images' });
  await expect(dialog).toContainText('No image could be used');
  await expect(dialog.getByRole('list', { name: 'Problems' })).toContainText('notes.txt');
});

test('an import of 20,000 files can be cancelled, and the page answers meanwhile', async ({ lab, page }) => {
  test.slow();
  const folder = mkdtempSync(path.join(tmpdir(), 'margin-lab-many-'));
  const picture = pgm(0, 1);
  for (let c = 0; c < 10; c++) {
    mkdirSync(path.join(folder, `class${c}`));
    for (let i = 0; i < 2000; i++) writeFileSync(path.join(folder, `class${c}`, `${i}.pgm`), picture);
  }
  await lab.open('#loss=arcface');
  await importFolder(page, folder);
  const dialog = page.getByRole('dialog', { name: 'Your own images' });
  await expect(dialog.getByRole('status')).toContainText(/of 20,000/, { timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The import was cancelled');
});

/** Third-party pictures lie beside the project, never in it. */
const ORL = path.resolve(import.meta.dirname, '../../shared/data/orl');

test.describe('real faces (need ../shared/data)', () => {
  test.skip(!existsSync(ORL) && process.env['CI'] !== 'true', 'the folder ../shared/data is not there');
  test('ORL: trained on 18 people, verified on 6, with both baselines shown', async ({ lab, page }) => {
    test.slow();
    await lab.open('#loss=arcface&batch=64&dim=64&margin=0.3&scale=16&steps=150', '?backend=wasm');
    await importFolder(page, ORL);
    const dialog = page.getByRole('dialog', { name: 'Your own images' });
    await expect(dialog).toContainText('Found 240 images of 24 classes', { timeout: 30_000 });
    await dialog.getByRole('spinbutton', { name: /held out/ }).fill('6');
    await dialog.getByRole('button', { name: 'Train on these images' }).click();
    await expect.poll(() => lab.read((api) => api.description?.classNames.length)).toBe(18);
    await lab.trainToStop(200_000);
    const verification = await lab.read((api) => api.summary().verification);
    expect(verification?.auc).toBeGreaterThanOrEqual(0.93);
    const panel = page.getByRole('region', { name: 'Verification of classes never trained on' });
    await expect(panel.getByRole('row', { name: /Raw pixels/ })).toBeVisible();
    await expect(panel.getByRole('row', { name: /Untrained network/ })).toBeVisible();
  });

  test('MNIST as IDX: 10,000 images, and the page stays responsive', async ({ lab, page }) => {
    test.slow();
    const mnist = path.resolve(ORL, '../mnist');
    const files = readdirSync(mnist).filter((name) => name.includes('idx'));
    await lab.open('#loss=arcface&steps=5&batch=32', '?backend=wasm');
    await page.evaluate(() => {
      const found: number[] = [];
      (window as unknown as { longTasks: number[] }).longTasks = found;
      new PerformanceObserver((list) => found.push(...list.getEntries().map((entry) => entry.duration))).observe({
        entryTypes: ['longtask'],
      });
    });
    await page.getByRole('button', { name: 'Own images …' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles(files.map((name) => path.join(mnist, name)));
    const dialog = page.getByRole('dialog', { name: 'Your own images' });
    await expect(dialog).toContainText('Found 10,000 images of 10 classes', { timeout: 60_000 });
    const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
    // Opening the dialog and showing what was found are ours; reading and converting happen in the worker.
    expect(Math.max(0, ...tasks)).toBeLessThan(400);
    await dialog.getByRole('button', { name: 'Train on these images' }).click();
    await expect.poll(() => lab.read((api) => api.description?.trainCount)).toBe(8000);
    await lab.trainToStop();
  });
});
