/** Named for the project that runs in a browser: pictures of the browser's own encoders go through the whole import. */
import { expect, test } from 'vitest';
import { DEFAULT_IMPORT } from './assembleDataset';
import { decodeInBrowser } from './decodeInBrowser';
import { importImages, type ImportSource } from './importImages';

/** A grey square of 40 x 40 on white. */
async function picture(path: string, type: string, grey: number): Promise<ImportSource> {
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 64, 64);
  context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
  context.fillRect(12, 12, 40, 40);
  const blob = await canvas.convertToBlob({ type, quality: 1 });
  expect(blob.type).toBe(type);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { path, size: bytes.length, read: () => Promise.resolve(bytes) };
}

test.each(['image/png', 'image/jpeg', 'image/webp'])('%s is decoded to the pixels that were drawn', async (type) => {
  const sources = await Promise.all([picture('s/dark/1', type, 40), picture('s/light/1', type, 200)]);
  const result = await importImages(sources, DEFAULT_IMPORT, { decodePicture: decodeInBrowser });
  expect(result.problems).toEqual([]);
  const { images, classNames } = result.dataset!;
  expect(classNames).toEqual(['dark', 'light']);
  const middle = 16 * 32 + 16;
  // JPEG and WebP round.
  expect(Math.abs(images[middle]! - 40)).toBeLessThan(4);
  expect(Math.abs(images[1024 + middle]! - 200)).toBeLessThan(4);
  expect(images[0]).toBeGreaterThan(250);
});

test('a damaged picture is a problem, the others load', async () => {
  const good = await Promise.all([picture('s/a/1', 'image/png', 9), picture('s/b/1', 'image/png', 99)]);
  const whole = await (await picture('s/a/2', 'image/png', 50)).read();
  const cut = whole.slice(0, 60);
  const bad: ImportSource = { path: 's/a/2.png', size: cut.length, read: () => Promise.resolve(cut) };
  const { dataset, problems } = await importImages([...good, bad], DEFAULT_IMPORT, { decodePicture: decodeInBrowser });
  expect(dataset!.labels).toHaveLength(2);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ file: 's/a/2.png', expected: 'a complete PNG' });
});

test('transparent parts become white', async () => {
  const canvas = new OffscreenCanvas(2, 2);
  expect(canvas.getContext('2d')).not.toBeNull();
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  const { pixels } = await decodeInBrowser(new Uint8Array(await blob.arrayBuffer()), 'image/png');
  expect([...pixels]).toEqual(Array.from({ length: 12 }, () => 255));
});
