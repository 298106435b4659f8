import { expect, test } from './marginLabPage';

test('two losses train in lockstep on the same batches, from the same weights', async ({ lab, page }) => {
  await lab.open('#loss=arcface&batch=32&steps=20', '?backend=wasm');
  await lab.chooseFrom('Another loss beside it', 'CosFace');
  await expect.poll(() => lab.read((api) => api.runs().length)).toBe(2);
  await expect(page).toHaveURL(/vs=cosface/);
  await expect.poll(() => lab.read((api) => api.runs().map((run) => run.summary.measures?.step))).toEqual([0, 0]);
  // The same network, not trained yet: the same measures, whatever the loss.
  const [a, b] = await lab.read((api) => api.runs().map((run) => run.summary.measures));
  expect(a).toEqual(b);
  await lab.trainToStop();
  await expect
    .poll(() => lab.read((api) => api.runs().map((run) => run.summary.step)), { timeout: 60_000 })
    .toEqual([20, 20]);
  const fairness = page.getByRole('region', { name: 'Is the comparison fair?' });
  await fairness.getByRole('button', { name: 'Add the margin-free control' }).click();
  await expect
    .poll(() => lab.read((api) => api.runs().map((run) => run.config.loss)))
    .toEqual(['arcface', 'cosface', 'normface']);
  await page.getByRole('button', { name: 'Remove run 2' }).click();
  await expect.poll(() => lab.read((api) => api.runs().map((run) => run.config.loss))).toEqual(['arcface', 'normface']);
});

test('repeats over seeds say what they show and what not', async ({ lab, page }) => {
  test.slow();
  await lab.open('#loss=arcface&batch=16&classes=4&vs=normface', '?backend=wasm');
  const repeats = page.getByRole('region', { name: 'Repeats over seeds' });
  await repeats.getByLabel('Seeds').selectOption('3');
  await repeats.getByLabel('Steps').selectOption('100');
  await repeats.getByRole('button', { name: 'Start the repeats' }).click();
  await expect(repeats.getByRole('status')).toContainText('6 of 6 runs done', { timeout: 150_000 });
  await expect(repeats.getByRole('table')).toContainText('±');
  await expect(repeats).toContainText(
    /Normalised softmax is [\d.]+ points (above|below) ArcFace in the mean of 3 seeds/,
  );
});
