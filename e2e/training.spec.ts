import { expect, test } from './marginLabPage';

const SMALL = '&steps=60&batch=64';
const deviation = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test('trains in WebAssembly: the loss falls, the accuracy rises, the embeddings move', async ({ lab }) => {
  await lab.open(`#preset=breathe${SMALL}`, '?backend=wasm');
  expect(await lab.read((api) => api.description?.backend.name)).toBe('wasm');
  expect(await lab.read((api) => api.description?.backend.selfTest.passed)).toBe(true);
  const before = await lab.read((api) => ({
    frame: api.keyFrame(),
    accuracy: api.summary().measures?.testAccuracy ?? 1,
  }));
  await lab.trainToStop();
  const losses = await lab.losses();
  expect(losses).toHaveLength(60);
  expect(mean(losses.slice(-10))).toBeLessThan(0.6 * mean(losses.slice(0, 5)));
  const after = await lab.read((api) => ({
    frame: api.keyFrame(),
    accuracy: api.summary().measures?.testAccuracy ?? 0,
  }));
  expect(before.accuracy).toBeLessThan(0.3);
  expect(after.accuracy).toBeGreaterThan(0.5);
  expect(after.frame?.step).toBe(60);
  const moved = after.frame?.embeddings.filter(
    (value, i) => Math.abs(value - (before.frame?.embeddings[i] ?? value)) > 0.01,
  );
  expect(moved?.length).toBeGreaterThan(2000);
});

test('trains on WebGPU when it is asked for, and says that it is software', async ({ lab, page }) => {
  test.slow();
  // Two classes: in software the measures of the whole test split take minutes.
  await lab.open('#preset=breathe&steps=12&batch=16&classes=2', '?backend=webgpu', 150_000);
  expect(await lab.read((api) => api.description?.backend.name)).toBe('webgpu');
  await expect(page.getByRole('button', { name: /Backend: WebGPU \(software\)/ })).toBeVisible();
  await lab.trainToStop(200_000);
  const losses = await lab.losses();
  expect(losses).toHaveLength(12);
  expect(mean(losses.slice(-4))).toBeLessThan(mean(losses.slice(0, 4)));
});

test('without a hardware adapter WebAssembly is chosen, and the badge tells why', async ({ lab, page }) => {
  await lab.open('#preset=breathe');
  await page.getByRole('button', { name: /Backend: WebAssembly/ }).click();
  await expect(page.getByRole('dialog')).toContainText(/WebAssembly/);
  await expect(page.getByRole('dialog')).toContainText(/self-test/i);
  await expect(page.getByRole('dialog')).toContainText('passed');
});

test('sigma acts while it trains: the drawn margins spread', async ({ lab }) => {
  await lab.open('#preset=breathe&batch=256');
  await lab.step();
  await expect.poll(() => lab.stepCount()).toBe(1);
  const before = await lab.read((api) => api.margins());
  expect(deviation(before?.newest ?? [])).toBeGreaterThan(0.04);
  expect(deviation(before?.newest ?? [])).toBeLessThan(0.06);
  await lab.setNumber(/Sigma/, '0.2');
  await lab.step();
  await expect.poll(() => lab.stepCount()).toBe(2);
  const after = await lab.read((api) => api.margins());
  expect(after?.sigma).toBe(0.2);
  // 256 draws: the standard deviation of their standard deviation is .2 / sqrt(512) = .009; four of these.
  expect(Math.abs(deviation(after?.newest ?? []) - 0.2)).toBeLessThan(0.036);
});

test('pause, step, and the two restarts', async ({ lab, page }) => {
  await lab.open('#preset=breathe&batch=16');
  for (let i = 1; i <= 3; i++) {
    await lab.step();
    await expect.poll(() => lab.stepCount()).toBe(i);
  }
  const first = await lab.losses();
  await page.getByRole('button', { name: 'Restart with the same weights' }).click();
  await expect.poll(() => lab.stepCount()).toBe(0);
  await lab.waitUntilReady();
  for (let i = 1; i <= 3; i++) {
    await lab.step();
    await expect.poll(() => lab.stepCount()).toBe(i);
  }
  expect(await lab.losses()).toEqual(first);
  await page.getByRole('button', { name: 'Restart with new weights' }).click();
  await expect.poll(() => lab.stepCount()).toBe(0);
  await lab.waitUntilReady();
  await lab.step();
  await expect.poll(() => lab.stepCount()).toBe(1);
  expect((await lab.losses())[0]).not.toBe(first[0]);
  await lab.play();
  await expect.poll(() => lab.stepCount()).toBeGreaterThan(5);
  await lab.pause();
  await expect(page.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible();
  const stopped = await lab.stepCount();
  await page.waitForTimeout(600);
  expect(await lab.stepCount()).toBe(stopped);
});

test('slow motion keeps its pace', async ({ lab, page }) => {
  await lab.open('#preset=breathe&batch=16');
  await page.getByLabel('Pace').selectOption('5 steps/s');
  const startMs = Date.now();
  await lab.play();
  await page.waitForTimeout(3000);
  const steps = await lab.stepCount();
  // A busy machine waits longer than it was told to.
  const seconds = (Date.now() - startMs) / 1000;
  expect(steps).toBeGreaterThanOrEqual(8);
  expect(steps).toBeLessThanOrEqual(5 * seconds + 3);
});

test('a GPU that is taken away stops training with a sentence, and the run goes on from its last good state', async ({
  lab,
  page,
}) => {
  test.slow();
  await lab.open('#loss=arcface&batch=16&classes=2', '?backend=webgpu', 150_000);
  const [worker] = page.workers();
  await worker?.evaluate(() => {
    const create = GPUDevice.prototype.createCommandEncoder;
    GPUDevice.prototype.createCommandEncoder = function (...given) {
      Object.assign(globalThis, { device: this });
      return create.apply(this, given);
    };
  });
  await lab.play();
  await expect.poll(() => lab.stepCount(), { timeout: 60_000 }).toBeGreaterThan(5);
  await worker?.evaluate(() => (globalThis as unknown as { device: GPUDevice }).device.destroy());
  await expect(page.getByRole('alert')).toContainText(/The GPU/);
  const recorded = (await lab.losses()).length;
  expect(recorded).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Go on from the last good state' }).click();
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByRole('alert')).toBeHidden();
  const from = await lab.stepCount();
  expect(from).toBeLessThanOrEqual(recorded);
  await lab.step();
  await expect.poll(() => lab.stepCount(), { timeout: 60_000 }).toBe(from + 1);
  expect((await lab.losses()).length).toBe(from + 1);
  expect(await lab.read((api) => api.description?.backend.name)).toBe('webgpu');
});
