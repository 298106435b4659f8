/** A tab that closes loses nothing. */
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
  await expect.poll(() => lab.stepCount(), { timeout: 30_000 }).toBe(40);
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
