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
