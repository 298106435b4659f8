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

test('a margin of 0 is the control itself: the same first batch, the same losses', async ({ lab }) => {
  await lab.open('#v=1&loss=arcface&scale=16&margin=0&batch=32&steps=8&vs=normface_scale-16', '?backend=wasm');
  await lab.trainToStop();
  await expect.poll(() => lab.read((api) => api.runs().map((run) => run.summary.step))).toEqual([8, 8]);
  const [arc, control] = await lab.read((api) => [api.series(0)['loss']?.values, api.series(1)['loss']?.values]);
  expect(arc).toHaveLength(8);
  arc?.forEach((loss, i) => expect(Math.abs(loss - (control?.[i] ?? NaN)) / loss).toBeLessThan(1e-4));
});

test('the runs halt, are measured, recorded and scrubbed at the same steps, and a picked image is lit in all', async ({
  lab,
  page,
}) => {
  test.slow();
  await lab.open('#v=1&loss=arcface&dim=2&batch=32&vs=cosface&vs=elasticface-arc', '?backend=wasm');
  await lab.play();
  await expect.poll(() => lab.stepCount(), { timeout: 60_000 }).toBeGreaterThan(20);
  // Between the first frame and the newest lie others to scrub to, however slow the machine is.
  await expect(page.getByRole('group', { name: 'Recording' })).toContainText(/([5-9]|\d\d) frames/, {
    timeout: 60_000,
  });
  await lab.pause();
  await expect(page.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible({ timeout: 30_000 });
  const stands = () => lab.read((api) => api.runs().map(({ summary }) => [summary.step, summary.measures?.step]));
  await expect.poll(async () => new Set((await stands()).flat()).size).toBe(1);
  const measured = await lab.read((api) => [0, 1, 2].map((run) => api.series(run)['intra']?.steps));
  expect(measured[1]).toEqual(measured[0]);
  expect(measured[2]).toEqual(measured[0]);

  const slider = page.getByRole('slider', { name: 'Recorded step' });
  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const shown = await lab.read((api) => [0, 1, 2].map((run) => api.keyFrame(run)?.step ?? -1));
  expect(new Set(shown).size).toBe(1);
  expect(shown[0]).toBeGreaterThan(0);
  // Charts and table follow the stage.
  const table = page.getByRole('table', { name: 'Measures of the test images' });
  for (const row of (await table.getByRole('row').all()).slice(1)) {
    await expect
      .poll(async () => Number(await row.getByRole('cell').first().innerText()))
      .toBeLessThanOrEqual(shown[0] ?? 0);
  }
  await page.getByRole('button', { name: 'Newest' }).click();

  await page.getByRole('application').nth(1).focus();
  await page.keyboard.press('ArrowRight');
  const picked = page.getByRole('complementary', { name: 'Picked image' });
  await expect(picked.getByRole('row')).toHaveCount(4);
  await expect(picked.getByRole('row', { name: /^CosFace/ })).toContainText('°');
  await page.getByRole('application').nth(1).press('Escape');
  await expect(picked).toBeHidden();
});

test('repeats over seeds say what they show and what not', async ({ lab, page }) => {
  test.slow();
  await lab.open('#loss=arcface&batch=16&classes=4&vs=normface', '?backend=wasm');
  const repeats = page.getByRole('region', { name: 'Repeats over seeds' });
  await repeats.getByLabel('Seeds').selectOption('3');
  await repeats.getByLabel('Steps').selectOption('100');
  await repeats.getByRole('button', { name: 'Start the repeats' }).click();
  // They go on while something else is looked at.
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.getByRole('tab', { name: 'Charts' }).click();
  await expect(repeats.getByRole('status')).toContainText('6 of 6 runs done', { timeout: 150_000 });
  await expect(repeats.getByRole('table')).toContainText('±');
  await expect(repeats).toContainText(
    /Normalised softmax is [\d.]+ points (above|below) ArcFace in the mean of 3 seeds/,
  );
  await repeats.getByLabel('In', { exact: true }).selectOption('Intra');
  await expect(repeats).toContainText(/In intra-class angle Normalised softmax is [\d.]+° (above|below) ArcFace/);
});
