/** What is over is not gone: the list of runs. */
import type { Page } from '@playwright/test';
import { expect, test } from './marginLabPage';

const rows = (page: Page) => page.getByRole('region', { name: 'Over' }).getByRole('listitem');

test('runs that are over are listed by their difference, lie over the charts, and come back', async ({ lab, page }) => {
  test.slow();
  await lab.open('#v=1&loss=arcface&dim=2&batch=32&steps=20', '?backend=wasm');
  await lab.trainToStop();
  const losses = await lab.losses();
  await page.getByRole('button', { name: 'Restart with new weights' }).click();
  await expect.poll(() => lab.stepCount()).toBe(0);
  await lab.waitUntilReady();
  await lab.trainToStop();
  await lab.chooseFrom(/ Loss$/, 'CosFace');
  await page.getByRole('button', { name: 'Restart with the same weights' }).click();
  await expect.poll(() => lab.read((api) => api.description?.config.loss)).toBe('cosface');

  await page.getByRole('tab', { name: 'Runs (2)' }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toContainText('Seed 2 (was 1)');
  await expect(rows(page).last()).toContainText('ArcFace, Scale s 16, Margin m 0.5');
  await expect(rows(page).last()).toContainText('finished');

  await rows(page)
    .last()
    .getByRole('button', { name: /^Baseline/ })
    .click();
  await expect(rows(page).first()).toContainText(/[+−][\d.]+/);
  await rows(page)
    .first()
    .getByRole('button', { name: /^Overlay/ })
    .click();
  await page.getByRole('tab', { name: 'Charts' }).click();
  const legend = page.getByRole('group', { name: 'Accuracy, legend' });
  await expect(legend).toContainText('Baseline');
  await expect(legend).toContainText('Seed 2 (was 1)');
  await expect(page.getByText('read their shape, not their height')).toBeVisible();

  await page.getByRole('tab', { name: /^Runs/ }).click();
  await rows(page)
    .last()
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page)).toHaveCount(2);
  await rows(page).last().getByRole('button', { name: /^Pin/ }).click();
  await expect(rows(page).first()).toContainText('ArcFace, Scale s 16');

  // Still there after a reload, and the recording plays and trains on.
  await page.reload();
  await lab.waitUntilReady();
  await page.getByRole('tab', { name: 'Runs (2)' }).click();
  await rows(page).first().getByRole('button', { name: /^Open/ }).click();
  await expect.poll(() => lab.read((api) => api.keyFrame()?.step), { timeout: 30_000 }).toBe(20);
  expect(await lab.losses()).toEqual(losses);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await lab.step();
  await expect.poll(() => lab.stepCount()).toBe(21);
});

test('training on from an earlier step keeps the course that is left', async ({ lab, page }) => {
  await lab.open('#v=1&loss=arcface&dim=2&batch=32&steps=20', '?backend=wasm');
  await lab.trainToStop();
  const slider = page.getByRole('slider', { name: 'Recorded step' });
  await slider.focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Train on from 0' }).click();
  await expect.poll(() => lab.stepCount()).toBe(0);
  await page.getByRole('tab', { name: 'Runs (1)' }).click();
  await expect(rows(page).first()).toContainText('20 finished');
});
