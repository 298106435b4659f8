import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { groupRuns, measureInterval, readFinished, type RunResult, runsCsv, writeRun } from './sweepFolder';
import { readTrainOptions } from './trainOptions';

const out = mkdtempSync(path.join(tmpdir(), 'margin-lab-sweep-'));
afterAll(() => rmSync(out, { recursive: true }));
const { runs } = readTrainOptions(`--loss arcface,elasticface-arc --seeds 2 --steps 10 --out ${out}`.split(' ')).plan;
const finished = runs.map((run, i) => ({ ...run, result: resultOf(i) }));

function resultOf(i: number): RunResult {
  return {
    configuration: runs[i]!.config,
    backend: 'wasm',
    adapter: '1 thread',
    steps: 10,
    imagesPerSecond: 100,
    measures: { loss: 2 + i, testAccuracy: 0.5 },
    series: { loss: { steps: [0, 1], values: [3, 2] } },
  };
}

test('a finished run is recognised by its settings, an interrupted or other one is not', () => {
  const folder = path.join(out, runs[0]!.name);
  const { config } = runs[0]!;
  expect(readFinished(folder, config)).toBeNull();
  writeRun(folder, { result: resultOf(0), stage: new Uint8Array([1]), bundle: new Uint8Array([2]) });
  expect(readFinished(folder, config)).toEqual(resultOf(0));
  expect(readFileSync(path.join(folder, 'steps.csv'), 'utf8')).toMatch(/^step,loss.*\r\n0,3,/);
  expect(readFinished(folder, { ...config, learningRate: 0.1 })).toBeNull();
  expect(readFinished(folder, { ...config, lossParameters: { ...config.lossParameters, margin: 0.1 } })).toBeNull();
  expect(readFinished(folder, { ...config, stopAtStep: 20 })).toBeNull();
  const file = path.join(folder, 'run.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20));
  expect(readFinished(folder, config)).toBeNull();
});

test('one table has every run, its settings and measures', () => {
  const [title = '', ...rows] = runsCsv(finished).trimEnd().split('\r\n');
  expect(rows).toHaveLength(4);
  expect(title).toMatch(/^run,dataset,.*,sigma,computed_on,loss,testAccuracy$/);
  for (const row of rows) expect(row.split(',')).toHaveLength(title.split(',').length);
  expect(rows[0]).toMatch(/^arcface_seed-1,digits,/);
});

test('seeds of one setting are one group with its interval', () => {
  const groups = groupRuns(finished);
  expect(groups.map((group) => group.name)).toEqual(['arcface', 'elasticface-arc']);
  const { mean, halfWidth, count } = measureInterval(groups[0]!, 'loss');
  expect([mean, count]).toEqual([2.5, 2]);
  expect(halfWidth).toBeCloseTo(12.706 * 0.5, 2);
});
