/** A tab that closes loses nothing. */
import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
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

test('two tabs do not lose each other’s runs, and what is not taken up goes to the list', async ({ lab, page }) => {
  await lab.open('#v=1&loss=arcface&dim=2&batch=32&steps=10', '?backend=wasm');
  await lab.trainToStop();
  const other = await page.context().newPage();
  await other.goto('./?backend=wasm#v=1&loss=cosface&dim=2&batch=32&steps=10');
  await expect(other.getByRole('status').filter({ hasText: /^Ready$/ })).toBeVisible({ timeout: 60_000 });
  // The first tab lives: its run is not offered in the second.
  await other.waitForTimeout(1000);
  await expect(other.getByRole('button', { name: 'Resume last session' })).toBeHidden();
  await other.close();
  await page.goto('about:blank');
  await lab.open('#v=1&loss=normface&dim=2&batch=32&steps=10', '?backend=wasm');
  await expect(page.getByText(/stands at step 10 of ArcFace/)).toBeVisible();
  await page.getByRole('button', { name: 'Keep it in the list of runs' }).click();
  await page.getByRole('tab', { name: 'Runs (1)' }).click();
  await expect(page.getByRole('region', { name: 'Over' })).toContainText('ArcFace, Scale s 16');
});

test('runs beside each other leave as one zip with figures, and play and train on when it is dropped back', async ({
  lab,
  page,
}) => {
  test.slow();
  await lab.open('#v=1&loss=arcface&dim=2&batch=32&steps=20&vs=elasticface-arc', '?backend=wasm');
  await lab.trainToStop();
  await expect.poll(() => lab.read((api) => api.runs().map((run) => run.summary.measures?.step))).toEqual([20, 20]);
  const read = () =>
    lab.read((api) => [0, 1].map((run) => ({ losses: api.series(run)['loss']?.values, frame: api.keyFrame(run) })));
  const picture = () => lab.read((api) => api.captureStage());
  const before = await read();
  const stage = await picture();
  await page.getByRole('button', { name: /Share/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as zip' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('margin-lab-2-runs-step-20.zip');
  const zip = readFileSync(await download.path());
  const files = unzipSync(zip);
  const own = ['run.json', 'run.bin', 'steps.csv', 'embeddings.npy', 'labels.npy', 'weights.safetensors'];
  expect(Object.keys(files).sort()).toEqual(
    [
      'README.txt',
      'margin-lab.json',
      ...['stage.png', 'stage.svg', 'loss.svg', 'accuracy.svg', 'angles.svg'].map((file) => `figures/${file}`),
      ...['1-arcface', '2-elasticface-arc'].flatMap((folder) => own.map((file) => `${folder}/${file}`)),
    ].sort(),
  );
  expect(strFromU8(files['figures/stage.svg'] ?? new Uint8Array())).toContain('ElasticFace-Arc, scale 16');

  await page.keyboard.press('Escape');
  await page.goto('about:blank');
  await lab.open('#loss=cosface&dim=2');
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
  await expect
    .poll(() => lab.read((api) => api.runs().map((run) => run.summary.measures?.step)), { timeout: 30_000 })
    .toEqual([20, 20]);
  await expect(page.getByRole('alert')).toBeHidden();
  expect(await read()).toEqual(before);
  // The same picture, pixel by pixel, once the points have come to rest.
  await expect.poll(picture).toBe(stage);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await lab.step();
  await expect.poll(() => lab.read((api) => api.runs().map((run) => run.summary.step))).toEqual([21, 21]);
});

test('the recording leaves as a video that plays', async ({ lab, page }) => {
  test.slow();
  await lab.open('#v=1&loss=arcface&dim=2&batch=32&steps=20', '?backend=wasm');
  await lab.trainToStop();
  await page.getByRole('button', { name: /Share/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.getByRole('button', { name: 'Record WebM' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('margin-lab-arcface-step-20.webm');
  const video = [...readFileSync(await download.path())];
  // EBML, the container's first four bytes.
  expect(video.slice(0, 4)).toEqual([0x1a, 0x45, 0xdf, 0xa3]);
  // On an empty page: ours may load no media.
  const player = await page.context().newPage();
  const played = await player.evaluate(async (bytes) => {
    const element = document.createElement('video');
    element.muted = true;
    element.src = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'video/webm' }));
    await element.play();
    await new Promise((resolve) => element.addEventListener('ended', resolve, { once: true }));
    return { width: element.videoWidth, height: element.videoHeight, seconds: element.currentTime };
  }, video);
  expect(played.width).toBeGreaterThan(600);
  // A recorded frame every 1/15 s, and the end for one more.
  expect(played.seconds).toBeGreaterThan(1);
  // The stage is back at the newest step.
  expect(await lab.read((api) => api.keyFrame()?.step)).toBe(20);
});
