/** The results of a sweep on disk: a folder a run, one table of all. What stands there complete is not run again. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatRunConfig, type RunConfig } from '../src/engine/runConfig';
import { meanInterval, type MeanInterval } from '../src/metrics/statistics';
import type { PlainSeries } from '../src/ui/scriptApi';
import { runCsv } from '../src/ui/share/runCsv';
import type { PlannedRun } from './sweepPlan';
import type { TrainedRun } from './trainInPage';

export interface RunResult {
  readonly configuration: RunConfig;
  readonly backend: string;
  readonly adapter: string;
  readonly steps: number;
  readonly imagesPerSecond: number;
  /** At the last step, by name: loss, testAccuracy, intraDeg, ..., auc where classes are held out. */
  readonly measures: Readonly<Record<string, number>>;
  readonly series: Readonly<Record<string, PlainSeries>>;
}

export interface FinishedRun extends PlannedRun {
  readonly result: RunResult;
}

/** Written whole or not at all: an interrupted run must not look finished. */
function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}

/** The result of this very configuration in the folder; null where there is none, or one of other settings. */
export function readFinished(folder: string, config: RunConfig): RunResult | null {
  try {
    const result = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as RunResult;
    // As text values: what the address says is what makes two runs the same.
    const same = JSON.stringify(formatRunConfig(result.configuration)) === JSON.stringify(formatRunConfig(config));
    return same && result.steps === config.stopAtStep && typeof result.measures['loss'] === 'number' ? result : null;
  } catch {
    return null;
  }
}

/** Files of a run, in its folder. */
export const RUN_FILES = ['run.json', 'steps.csv', 'stage.png', 'run.zip'] as const;

export function writeRun(folder: string, { result, stage, bundle }: TrainedRun): void {
  writeWhole(path.join(folder, 'stage.png'), stage);
  writeWhole(path.join(folder, 'run.zip'), bundle);
  writeWhole(path.join(folder, 'steps.csv'), runCsv(result.series));
  // Last: it is what makes the run finished.
  writeWhole(path.join(folder, 'run.json'), `${JSON.stringify(result, null, 2)}\n`);
}

export function writeReport(folder: string, runs: readonly FinishedRun[], html: string): void {
  writeWhole(path.join(folder, 'runs.csv'), runsCsv(runs));
  writeWhole(path.join(folder, 'report.html'), html);
}

/** A row a run: its name, every setting, its measures. CRLF and quotes as in RFC 4180. */
export function runsCsv(runs: readonly FinishedRun[]): string {
  const settings = [...new Set(runs.flatMap((run) => Object.keys(formatRunConfig(run.config))))];
  const measures = measureNames(runs);
  const title = ['run', ...settings, 'computed_on', ...measures];
  const rows = runs.map(({ name, config, result }) => {
    const values = formatRunConfig(config);
    return [
      name,
      ...settings.map((key) => values[key] ?? ''),
      result.backend,
      ...measures.map((key) => `${result.measures[key] ?? ''}`),
    ];
  });
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [title, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

export const measureNames = (runs: readonly FinishedRun[]): string[] => [
  ...new Set(runs.flatMap((run) => Object.keys(run.result.measures))),
];

export interface Group {
  readonly name: string;
  readonly runs: readonly FinishedRun[];
}

/** Runs that differ in their seed alone, in the order of the plan. */
export function groupRuns(runs: readonly FinishedRun[]): Group[] {
  const names = [...new Set(runs.map((run) => run.group))];
  return names.map((name) => ({ name, runs: runs.filter((run) => run.group === name) }));
}

/** Over the seeds of a group. */
export function measureInterval({ runs }: Group, measure: string): MeanInterval {
  return meanInterval(runs.map((run) => run.result.measures[measure] ?? NaN));
}
