/** The built page in headless Chromium, for the runner, the bench and the screenshots. */
import { type BrowserContextOptions, chromium, type Page } from 'playwright';
import { BROWSER_FLAGS, findBrowser } from './findBrowser';
import { buildPage, servePage } from './servePage';

export interface OpenPage {
  readonly page: Page;
  readonly url: string;
  close(): Promise<void>;
}

/** @param hash of the address to open */
export async function openPage(hash: string, context: BrowserContextOptions = {}): Promise<OpenPage> {
  await buildPage(false);
  const served = await servePage(0);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_FLAGS] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...context });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`${served.url}${hash}`);
  return {
    page,
    url: served.url,
    close: async () => {
      await browser.close();
      await served.close();
    },
  };
}
