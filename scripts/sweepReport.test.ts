import { expect, test } from 'vitest';
import type { RunResult } from './sweepFolder';
import { sweepReport, valueAt } from './sweepReport';
import { readTrainOptions } from './trainOptions';

const line = '--loss elasticface-arc,elasticface-cos --sigma 0,0.05 --seeds 3 --steps 10 --out out/';
const { plan } = readTrainOptions(line.split(' '));
const runs = plan.runs.map((run, i) => ({
  ...run,
  result: {
    configuration: run.config,
    backend: 'wasm',
    adapter: '1 thread',
    steps: 10,
    imagesPerSecond: 100,
    measures: { loss: 2, testAccuracy: 0.5 + i / 100 },
    series: {
      loss: { steps: [0, 5, 9], values: [3, 2, 1] },
      testAccuracy: { steps: [0, 9], values: [0, 0.5 + i / 100] },
    },
  } satisfies RunResult,
}));

test('the report needs its folders alone, with a figure for each measure and each stage, and a row for each setting', () => {
  const html = sweepReport(plan, runs, [{ name: 'a<b', problem: 'It diverged.' }]);
  expect(html).not.toMatch(/<script|<link|https?:\/\/(?!www\.w3\.org)/);
  expect([...html.matchAll(/src="([^"]*)"/g)].map((match) => match[1])).toEqual(
    [0, 3, 6, 9].map((i) => `${plan.runs[i]?.name ?? ''}/stage.png`),
  );
  expect(html.match(/\/run\.zip"/g)).toHaveLength(12);
  expect(/<tbody>.*<\/tbody>/s.exec(html)?.[0].match(/<tr>/g)).toHaveLength(4);
  // Two measures: by sigma, and while training; the stages of four settings.
  expect(html.match(/<figure>/g)).toHaveLength(8);
  expect(html).toContain('ElasticFace-Arc, sigma 0.05');
  expect(html).toContain('a&lt;b: It diverged.');
  // Seeds 0.50, 0.51, 0.52: t(0.975, 2) = 4.303 times 0.01 / sqrt(3).
  expect(html).toContain('0.5100 ± 0.0248');
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
});

test('a report before the first run is finished says so', () => {
  expect(sweepReport(plan, [], [])).toContain('0 of 12 runs are finished');
});

test('values between measurements lie on the straight line', () => {
  expect(valueAt([0, 10], [1, 3], 5, 1)).toBe(2);
  expect(valueAt([0, 10], [1, 3], 12, 1)).toBe(3);
  expect(valueAt([4, 10], [1, 3], 0, 1)).toBe(1);
  expect(valueAt([0, 1, 2], [1, 2, 6], 1, 2)).toBe(3);
});
