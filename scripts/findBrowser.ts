/** Finds a full Chrome or Chromium (the headless shell has no WebGPU), or installs one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** WebGPU and WebGL in software, the same on every machine; nothing is fetched in the background. */
export const BROWSER_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Path of the browser. Looks, then tries `playwright install`, then (as root, with apt) Debian's package. Throws when nothing helps. */
export function findBrowser(): string {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) {
    if (existsSync(CHROME_PATH)) return CHROME_PATH;
    throw new Error(`findBrowser: CHROME_PATH names ${CHROME_PATH}, where there is no file. Correct it or unset it.`);
  }
  const found = installed();
  if (found) return found;
  console.error('No Chrome or Chromium found; installing one.');
  spawnSync('npx', ['playwright', 'install', '--no-shell', 'chromium'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const afterPlaywright = installed();
  if (afterPlaywright) return afterPlaywright;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    spawnSync('apt-get', ['update'], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'inherit' });
    const afterApt = installed();
    if (afterApt) return afterApt;
  }
  throw new Error(
    'findBrowser: expected Chrome or Chromium, found none, and installing failed. Install one, or set CHROME_PATH to its program.',
  );
}

function installed(): string | undefined {
  const own = chromium.executablePath();
  return [own, ...INSTALLED].find((candidate) => candidate !== '' && existsSync(candidate));
}

/** `Chromium 150.0.1`, for reports. */
export const browserVersion = (browser: string): string =>
  execFileSync(browser, ['--version'], { encoding: 'utf8' }).trim();
