/** A tab that closes loses nothing. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, test } from './marginLabPage';

test('the last session is offered after a reload, and trains on from exactly where it stood', async ({ lab, page }) => {
  await lab.open('#preset=breathe&steps=40&batch=64');
  await lab.trainToStop();
  const losses = await lab.losses();
  const frame = await lab.read((api) => api.keyFrame()?.embeddings.slice(0, 60) ?? []);
  await page.goto('about:blank');
  await lab.open('');
  await expect(page.getByText(/stands at step 40 of ElasticFace-Arc/)).toBeVisible();
  await page.getByRole('button', { name: 'Resume last session' }).click();
  // The key frame comes after the step's number.
  await expect.poll(() => lab.read((api) => api.keyFrame()?.step), { timeout: 30_000 }).toBe(40);
  expect(await lab.stepCount()).toBe(40);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  expect(await lab.losses()).toEqual(losses);
  expect(await lab.read((api) => api.keyFrame()?.embeddings.slice(0, 60) ?? [])).toEqual(frame);
  await expect(page.getByRole('button', { name: 'Resume last session' })).toBeHidden();
  // The next step is the one that the first session would have made.
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(() => lab.stepCount()).toBe(41);
  const resumed = await lab.losses();
  expect(resumed).toHaveLength(41);
  await lab.open('#preset=breathe&steps=41&batch=64');
  await lab.trainToStop();
  expect(await lab.losses()).toEqual(resumed);
});

test('a run leaves as one zip, and plays and trains on when it is dropped back', async ({ lab, page }) => {
  await lab.open('#preset=breathe&steps=30&batch=64');
  await lab.trainToStop();
  const losses = await lab.losses();
  const frame = await lab.read((api) => api.keyFrame()?.embeddings.slice(0, 60) ?? []);
  await page.getByRole('button', { name: /Share/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /The whole run/ }).click(),
  ]);
  const zip = readFileSync(await download.path());
  expect(Object.keys(unzipSync(zip)).sort()).toEqual(
    ['README.txt', 'embeddings.npy', 'run.bin', 'run.json', 'steps.csv', 'weights.safetensors'].sort(),
  );

  await page.keyboard.press('Escape');
  await page.goto('about:blank');
  await lab.open('#loss=cosface');
  const drop = (bytes: number[], name: string): Promise<void> =>
    page.evaluate(
      ([values, file]) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(values)], file));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
      },
      [bytes, name] as const,
    );
  await drop([1, 2, 3], 'holiday.zip');
  await expect(page.getByRole('alert')).toContainText('holiday.zip: This file is no zip');
  await drop([...zip], 'run.zip');
  await expect.poll(() => lab.read((api) => api.keyFrame()?.step), { timeout: 30_000 }).toBe(30);
  expect(await lab.stepCount()).toBe(30);
  await expect(page.getByRole('alert')).toBeHidden();
  expect(await lab.losses()).toEqual(losses);
  expect(await lab.read((api) => api.keyFrame()?.embeddings.slice(0, 60) ?? [])).toEqual(frame);
  expect(await lab.read((api) => api.config.loss)).toBe('elasticface-arc');
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await lab.step();
  await expect.poll(() => lab.stepCount()).toBe(31);
});
