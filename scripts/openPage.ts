/** The built page in headless Chromium, for the runner, the bench and the screenshots. */
import { type BrowserContextOptions, chromium, type Page } from 'playwright';
import { BROWSER_FLAGS, findBrowser } from './findBrowser';
import { buildPage, servePage } from './servePage';

export interface OpenPage {
  readonly page: Page;
  readonly url: string;
  close(): Promise<void>;
}

export interface OpenBrowser {
  readonly url: string;
  /** A tab that shares nothing with the others. @param hash of the address to open */
  newPage(hash: string): Promise<Page>;
  close(): Promise<void>;
}

/** The served page and a browser without a tab yet. */
export async function openBrowser(context: BrowserContextOptions = {}): Promise<OpenBrowser> {
  await buildPage(false);
  const served = await servePage(0);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_FLAGS] });
  return {
    url: served.url,
    newPage: async (hash) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...context });
      page.on('pageerror', (error) => console.error(`page: ${error.message}`));
      await page.goto(`${served.url}${hash}`);
      return page;
    },
    close: async () => {
      await browser.close();
      await served.close();
    },
  };
}

/** @param hash of the address to open */
export async function openPage(hash: string, context: BrowserContextOptions = {}): Promise<OpenPage> {
  const { url, newPage, close } = await openBrowser(context);
  return { page: await newPage(hash), url, close };
}
