/**
 * `npm test`: types, lint, unit tests, GPU tests, build with its size limit, and the browser journeys, one after the other (training takes
 * the whole processor). Goes on after a failure; the last line is `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { findBrowser } from './findBrowser';
import { root } from './servePage';

/** Gzipped JavaScript that must arrive before the page can be used. */
const ENTRY_LIMIT_BYTES = 250_000;

interface Tally {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** Names. */
  readonly notRun: readonly string[];
}

const reports = mkdtempSync(path.join(tmpdir(), 'margin-lab-tests-'));
const tallies: Tally[] = [];

function run(command: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  console.log(`\n$ ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return status === 0;
}

const check = (name: string, passed: boolean): void => {
  tallies.push({ name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, notRun: [] });
};

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function vitest(project: string): void {
  const file = path.join(reports, `${project}.json`);
  const succeeded = run('npx', [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = readReport<VitestReport>(file);
  const results = report?.testResults ?? [];
  const all = results.flatMap((suite) => suite.assertionResults);
  const failedSuites = results.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const failed = all.filter((test) => test.status === 'failed').length + failedSuites;
  tallies.push({
    name: `${project} tests`,
    passed: all.filter((test) => test.status === 'passed').length,
    // A runner that fails without a failed test (a broken set-up, an error outside a test) must not look green.
    failed: failed === 0 && (!succeeded || all.length === 0) ? 1 : failed,
    notRun: all.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName),
  });
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[];
}

function playwright(): void {
  const file = path.join(reports, 'e2e.json');
  const succeeded = run('npx', ['playwright', 'test'], { E2E_REPORT: file });
  const specs = (suite: PlaywrightSuite): { title: string; status: string }[] => [
    ...(suite.specs ?? []).flatMap((spec) => spec.tests.map((test) => ({ title: spec.title, status: test.status }))),
    ...(suite.suites ?? []).flatMap(specs),
  ];
  const all = (readReport<{ suites: PlaywrightSuite[] }>(file)?.suites ?? []).flatMap(specs);
  const failed = all.filter((test) => test.status === 'unexpected').length;
  tallies.push({
    name: 'journeys',
    passed: all.filter((test) => ['expected', 'flaky'].includes(test.status)).length,
    failed: failed === 0 && (!succeeded || all.length === 0) ? 1 : failed,
    notRun: all.filter((test) => test.status === 'skipped').map((test) => test.title),
  });
}

function readReport<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** The entry script and everything it imports at once; what is imported later arrives while the page can already be used. */
function entryBytes(): number {
  const html = readFileSync(path.join(root, 'dist/index.html'), 'utf8');
  const names = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(root, 'dist', name))).length, 0);
}

findBrowser();
check('data', run('npm', ['run', '--silent', 'data']));
check('types', run('npx', ['tsc', '--noEmit']));
check('lint', run('npx', ['eslint', '.', '--max-warnings', '0']));
check('format', run('npx', ['prettier', '--check', '--log-level', 'warn', '.']));
vitest('unit');
vitest('gpu');
if (run('npx', ['vite', 'build', '--logLevel', 'warn'])) {
  check('build', true);
  const bytes = entryBytes();
  console.log(`entry: ${bytes} bytes of gzipped JavaScript, at most ${ENTRY_LIMIT_BYTES}`);
  check('entry size', bytes > 0 && bytes <= ENTRY_LIMIT_BYTES);
  playwright();
} else check('build', false);
rmSync(reports, { recursive: true, force: true });

console.log('');
for (const { name, passed, failed } of tallies) console.log(`${name}: ${passed} passed, ${failed} failed`);
const notRun = tallies.flatMap((tally) => tally.notRun);
for (const name of notRun) console.log(`not run: ${name}`);
const total = (key: 'passed' | 'failed'): number => tallies.reduce((sum, tally) => sum + tally[key], 0);
process.exitCode = total('failed') === 0 ? 0 : 1;
console.log(`${total('passed')} passed, ${total('failed')} failed`);
