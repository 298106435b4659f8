/** The page as a person sees it: everything by role and label; numbers through `window.marginLab`, as any script may read them. */
import { expect, type Page, test as base } from '@playwright/test';
import type { ScriptApi } from '../src/ui/scriptApi';

export class MarginLabPage {
  constructor(readonly page: Page) {}

  /** Opens an address and waits until the run stands ready. */
  async open(hash: string, search = '', timeout = 60_000): Promise<void> {
    await this.page.goto(`./${search}${hash}`);
    await this.waitUntilReady(timeout);
  }

  async waitUntilReady(timeout = 60_000): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: /^Ready$/ })).toBeVisible({ timeout });
  }

  play = (): Promise<void> => this.page.getByRole('button', { name: 'Play', exact: true }).click();
  pause = (): Promise<void> => this.page.getByRole('button', { name: 'Pause', exact: true }).click();
  step = (): Promise<void> => this.page.getByRole('button', { name: 'Step', exact: true }).click();

  /** Trains to the step at which the link stops it. */
  async trainToStop(timeout = 100_000): Promise<void> {
    await this.play();
    await expect(this.page.getByRole('status').filter({ hasText: 'Reached the stop' })).toBeVisible({ timeout });
  }

  async chooseFrom(label: string | RegExp, option: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: label }).click();
    await this.page.getByRole('option', { name: option }).click();
  }

  async setNumber(label: string | RegExp, value: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: label });
    await field.fill(value);
    await field.press('Enter');
  }

  /** Reads from the page's script API. */
  read<T>(read: (lab: ScriptApi) => T): Promise<T> {
    return this.page.evaluate(`(${read.toString()})(window.marginLab)`);
  }

  losses = (): Promise<number[]> => this.read((lab) => lab.series()['loss']?.values ?? []);
  stepCount = (): Promise<number> => this.read((lab) => lab.summary().step);
}

/** Fails a test whose page printed an error or a warning, or asked for something that is not there; `expected` lists what may. */
export const test = base.extend<{ lab: MarginLabPage; expectedMessages: RegExp[] }>({
  expectedMessages: [[], { option: true }],
  lab: async ({ page, expectedMessages }, use) => {
    const messages: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) messages.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => messages.push(`error: ${error.message}`));
    page.on('response', (response) => {
      if (response.status() >= 400) messages.push(`${response.status()} ${response.url()}`);
    });
    await use(new MarginLabPage(page));
    // The software renderer's own remarks on its speed are no message of the page.
    const ours = messages.filter((m) => !/GPU stall due to ReadPixels|swiftshader/i.test(m));
    expect(ours.filter((message) => !expectedMessages.some((pattern) => pattern.test(message)))).toEqual([]);
  },
});

export { expect } from '@playwright/test';
