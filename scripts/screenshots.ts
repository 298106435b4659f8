/** `npm run screenshots`: the pictures of the README, from the real page and the real faces: docs/*.png and docs/capture.gif. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import gifenc from 'gifenc';
import type { Page } from 'playwright';
import { PNG } from 'pngjs';
import { contactSheet } from '../src/data/faces/contactSheet';
import { DEFAULT_FACES, generateFaces } from '../src/data/faces/generateFaces';
import { openPage } from './openPage';
import { root } from './servePage';

const STEPS = 300;
const FRAMES = 36;
const FRAME_MS = 120;
/** The capture shows the stage at half size: a README should load quickly. */
const SHRINK = 2;

/** Rows and columns of the contact sheet. */
const SHEET_PEOPLE = 16;
const SHEET_IMAGES = 20;

const docs = path.join(root, 'docs');
mkdirSync(docs, { recursive: true });
const { page, url, close } = await openPage(`#v=1&preset=breathe&backend=wasm&steps=${STEPS}`);
try {
  await page.evaluate(() => localStorage.setItem('margin-lab.hints', 'seen'));
  await page.reload();
  await page.waitForFunction(() => window.marginLab?.state.kind === 'paused', null, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  writeFileSync(path.join(docs, 'capture.gif'), await captureStage(page));
  await page.waitForFunction(
    () => window.marginLab?.state.kind === 'paused' && window.marginLab.state.reason === 'reached',
    null,
    { timeout: 120_000 },
  );
  await page.waitForTimeout(1000);
  writeFileSync(path.join(docs, 'screenshot.png'), await page.screenshot());
  writeFileSync(path.join(docs, 'verification.png'), await captureVerification(page));
  writeFileSync(path.join(docs, 'compare.png'), await captureComparison(page));
} finally {
  await close();
}
writeFileSync(path.join(docs, 'faces.png'), drawContactSheet());

/** Opens the page anew and trains to the stop of the link. */
async function train(page: Page, hash: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${url}${hash}`);
  await page.waitForFunction(() => window.marginLab?.state.kind === 'paused', null, { timeout: 120_000 });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForFunction(
    () => window.marginLab?.state.kind === 'paused' && window.marginLab.state.reason === 'reached',
    null,
    { timeout: 600_000 },
  );
  await page.waitForTimeout(1000);
}

async function captureVerification(page: Page): Promise<Buffer> {
  const faces = 'dataset=faces&classes=160&heldout=40&dim=64';
  await train(page, `#v=1&${faces}&loss=arcface&margin=0.3&ramp=200&batch=128&backend=wasm&steps=400`);
  return page.getByRole('region', { name: 'Verification of classes never trained on' }).screenshot();
}

async function captureComparison(page: Page): Promise<Buffer> {
  await train(page, `#v=1&preset=elasticface-fig-2&backend=wasm&steps=500`);
  // The run that is offered is the one before.
  await page
    .getByRole('button', { name: 'Keep it in the list of runs' })
    .click({ timeout: 2000 })
    .catch(() => undefined);
  return page.screenshot();
}

/** The first people of the default set, one a row. */
function drawContactSheet(): Buffer {
  const sheet = contactSheet(
    generateFaces(DEFAULT_FACES),
    Array.from({ length: SHEET_PEOPLE }, (_, label) => label),
    SHEET_IMAGES,
  );
  const picture = new PNG({ width: sheet.width, height: sheet.height });
  sheet.pixels.forEach((value, i) => picture.data.set([value, value, value, 255], 4 * i));
  return PNG.sync.write(picture);
}

async function captureStage(page: Page): Promise<Uint8Array> {
  const clip = await page.getByRole('region', { name: 'Stage' }).boundingBox();
  if (!clip) throw new Error('screenshots: expected the stage on the page, found none.');
  const gif = gifenc.GIFEncoder();
  for (let i = 0; i < FRAMES; i++) {
    const { width, height, data } = shrink(PNG.sync.read(await page.screenshot({ clip })));
    const palette = gifenc.quantize(data, 128);
    gif.writeFrame(gifenc.applyPalette(data, palette), width, height, { palette, delay: FRAME_MS });
    await page.waitForTimeout(FRAME_MS);
  }
  gif.finish();
  return gif.bytes();
}

/** Mean of each square of pixels. */
function shrink({ width, height, data }: PNG): { width: number; height: number; data: Uint8ClampedArray } {
  const [w, h] = [Math.floor(width / SHRINK), Math.floor(height / SHRINK)];
  const small = new Uint8ClampedArray(4 * w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let k = 0; k < 4; k++) {
        let sum = 0;
        for (let dy = 0; dy < SHRINK; dy++) {
          for (let dx = 0; dx < SHRINK; dx++) sum += data[4 * ((SHRINK * y + dy) * width + SHRINK * x + dx) + k] ?? 0;
        }
        small[4 * (y * w + x) + k] = sum / SHRINK ** 2;
      }
    }
  }
  return { width: w, height: h, data: small };
}
