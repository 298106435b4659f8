/** Builds the page where needed and serves it with the headers that any host should send (see vite.config.ts). */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { build, preview } from 'vite';
import { execFileSync } from 'node:child_process';

export const root = path.resolve(import.meta.dirname, '..');

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Newest change below these, in milliseconds. */
function newestChange(places: readonly string[]): number {
  const times = places.map((place) => {
    const stat = statSync(path.join(root, place), { throwIfNoEntry: false });
    if (!stat) return 0;
    if (!stat.isDirectory()) return stat.mtimeMs;
    const inside = readdirSync(path.join(root, place)).map((name) => path.join(place, name));
    return Math.max(stat.mtimeMs, newestChange(inside));
  });
  return Math.max(0, ...times);
}

/** Builds data sets and page; without `always` only what is older than its sources. */
export async function buildPage(always: boolean): Promise<void> {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/buildDigits.ts'], { cwd: root, stdio: ['ignore', 2, 2] });
  const builtMs = statSync(path.join(root, 'dist/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
  if (always || builtMs < newestChange(sources)) await build({ root, logLevel: 'warn' });
}

/** @param port 0: any free one; a port in use gives way to the next */
export async function servePage(port: number): Promise<Served> {
  const server = await preview({ root, logLevel: 'warn', preview: { port, strictPort: false, host: 'localhost' } });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('servePage: expected an address from the preview server, got none.');
  return { url, close: () => server.close() };
}
