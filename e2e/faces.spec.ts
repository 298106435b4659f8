import { expect, test } from './marginLabPage';

test('synthetic faces: trained on some people, verified on others, with both baselines beside it', async ({
  lab,
  page,
}) => {
  test.slow();
  await lab.open(
    '#dataset=faces&classes=24&heldout=16&images=30&loss=arcface&dim=64&margin=0.3&scale=16&batch=64&steps=150',
    '?backend=wasm',
  );
  const panel = page.getByRole('region', { name: 'Verification of classes never trained on' });
  await expect(panel).toContainText('16 classes never trained on');
  await lab.trainToStop(200_000);
  const verification = await lab.read((api) => api.summary().verification);
  expect(verification?.auc).toBeGreaterThan(0.7);
  expect(verification?.auc).toBeGreaterThan((verification?.pixelsAuc ?? 1) + 0.05);
  expect(verification?.pixelsAuc).toBeLessThan(0.75);
  await expect(panel.getByRole('row', { name: /Raw pixels/ })).toBeVisible();
  await expect(panel.getByRole('row', { name: /Untrained network/ })).toBeVisible();
  // 480 images of 16 people: 107,760 impostor pairs are enough for every rate that papers report.
  await expect(panel.getByRole('listitem').filter({ hasText: 'at FAR 0.0001' })).toBeVisible();
  const threshold = panel.getByRole('slider', { name: /Threshold/ });
  await threshold.focus();
  await page.keyboard.press('End');
  await expect(panel).toContainText('Threshold 1.00: accepts 0.0 % of the genuine and 0.0 % of the impostor pairs');
});

test('digits: held-out classes are verified too, and too few pairs are said to be too few', async ({ lab, page }) => {
  await lab.open('#classes=7&heldout=3&batch=32&dim=8&loss=cosface');
  await expect(page.getByRole('region', { name: 'Verification of classes never trained on' })).toContainText(
    '3 classes never trained on',
  );
  expect(await lab.read((api) => api.description?.classNames)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
});
