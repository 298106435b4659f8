import { expect, test } from './marginLabPage';

test('a typed formula trains, and travels in the link', async ({ lab, page }) => {
  await lab.open('#loss=arcface&batch=32&steps=30', '?backend=wasm');
  await lab.chooseFrom(/ Loss$/, 'Write your own …');
  const target = page.getByRole('textbox', { name: 'Target logit over s' });
  await target.fill('cos(theta + m) - 0.1');
  await target.press('Enter');
  await expect(page.getByRole('textbox', { name: /^m\b/ })).toBeVisible();
  await expect.poll(() => lab.read((api) => api.description?.config.loss)).toBe('custom:cos(theta + m) - 0.1');
  await lab.waitUntilReady();
  await lab.trainToStop();
  const losses = await lab.losses();
  expect(losses.slice(-5).reduce((a, b) => a + b)).toBeLessThan(losses.slice(0, 5).reduce((a, b) => a + b));
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Target logit over s' })).toHaveValue('cos(theta + m) - 0.1');
});

test('nonsense is answered at the character, and the running loss stays', async ({ lab, page }) => {
  await lab.open('#loss=arcface');
  await lab.chooseFrom(/ Loss$/, 'Write your own …');
  const target = page.getByRole('textbox', { name: 'Target logit over s' });
  await target.fill('tan(theta)');
  await expect(page.getByRole('alert')).toContainText(/tan/);
  await expect(page.getByRole('alert')).toContainText(/known|cos/);
  await target.fill('cos(theta) + theta');
  await expect(page.getByText(/rises|increases|larger angle/).first()).toBeVisible();
});

test('a link with a formula that cannot be read says so', async ({ lab, page }) => {
  await lab.open('#loss=custom:cos(theta');
  await expect(page.getByRole('status').filter({ hasText: '1 setting of the link was adjusted' })).toContainText(
    'formula',
  );
});
