import { expect, test } from 'vitest';
import { HelpAsked, OptionError, readTrainOptions } from './trainOptions';

const words = (line: string) => line.split(' ').filter(Boolean);
const sweep = (line: string) => readTrainOptions([...words(line), '--out', 'out/']).plan;
/** Of a single run. */
const read = (line: string) => {
  const { plan, ...options } = readTrainOptions(words(line));
  expect(plan.runs).toHaveLength(1);
  return { ...options, config: plan.runs[0]!.config };
};

test('the runner of the README', () => {
  const { config, out, json } = read(
    '--loss elasticface-arc --dim 3 --steps 400 --batch 128 --seed 1 --backend wasm --out out/',
  );
  expect(config).toMatchObject({
    loss: 'elasticface-arc',
    dim: 3,
    stopAtStep: 400,
    batchSize: 128,
    seed: 1,
    backend: 'wasm',
  });
  expect(out).toBe('out/');
  expect(json).toBe(false);
});

test('settings of the loss, presets and defaults', () => {
  expect(read('--loss cosface --scale 30 --margin 0.35 --json')).toMatchObject({
    json: true,
    config: { lossParameters: { scale: 30, margin: 0.35 }, stopAtStep: 400 },
  });
  expect(read('--preset circle --seed 5').config).toMatchObject({ dim: 2, seed: 5, loss: 'arcface' });
});

test.each([
  ['--colour red', /unknown option '--colour'/],
  ['--batch 100', /batch: expected one of 16, 32, 64, 128, 256, 512, got 100/],
  ['--scale 500', /scale: expected a number from .* to .*, got 500/],
  ['--loss arcface --sigma 0.1', /sigma: expected a setting of arcface/],
  ['--seed', /argument missing/],
  ['--steps 0', /has to end/],
  ['--preset nothing', /expected one of breathe/],
  ['train', /expected options only|too many arguments/],
])('%s is refused with a sentence', (line, message) => {
  expect(() => read(line)).toThrow(OptionError);
  expect(() => read(line)).toThrow(message);
});

test('help lists every setting', () => {
  expect(() => read('--help')).toThrow(HelpAsked);
  expect(() => read('--help')).toThrow(/--sigma/);
});

test('several losses, ranges and seeds make every combination once', () => {
  const { runs, varied } = sweep(
    '--loss arcface,elasticface-arc --sigma 0,0.02 --margin 0.1..0.3:0.1 --seeds 2 --seed 5',
  );
  // ArcFace has no sigma: 3 margins; ElasticFace-Arc 3 margins and 2 sigmas; each with 2 seeds.
  expect(runs).toHaveLength(2 * (3 + 6));
  expect(varied).toEqual(['loss', 'sigma', 'margin']);
  expect(runs.map((run) => run.name)).toContain('arcface_margin-0.3_seed-6');
  expect(runs.map((run) => run.name)).toContain('elasticface-arc_sigma-0.02_margin-0.1_seed-5');
  expect(new Set(runs.map((run) => run.name)).size).toBe(runs.length);
  expect(new Set(runs.map((run) => run.group)).size).toBe(9);
  expect(runs.find((run) => run.name === 'arcface_margin-0.3_seed-6')?.config).toMatchObject({
    loss: 'arcface',
    seed: 6,
    lossParameters: { margin: 0.3 },
  });
});

test('typed losses and lists of choices', () => {
  const formula = 'custom:if(theta+E<=pi,cos(theta+E),-1)';
  const { runs, varied } = sweep(`--loss ${formula},softmax --dim 2,3`);
  expect(runs).toHaveLength(4);
  expect(varied).toEqual(['loss', 'dim']);
  expect(runs.map((run) => run.config.loss)).toContain(formula);
  for (const { name } of runs) expect(name).toMatch(/^[\w.-]+$/);
});

test('a preset keeps its margin for its own loss only', () => {
  const { runs } = sweep('--preset circle --loss arcface,cosface');
  const alone = read('--loss cosface').config.lossParameters;
  expect(runs.map((run) => [run.config.dim, run.config.lossParameters['margin']])).toEqual([
    [2, 0.3],
    [2, alone['margin']],
  ]);
});

test.each([
  ['--margin 0.1..0.5', /--margin: expected a range FROM..TO:STEP/],
  ['--margin 0.5..0.1:0.1', /--margin: expected a range FROM..TO:STEP/],
  ['--margin 0.1..0.5:0', /--margin: expected a range FROM..TO:STEP/],
  ['--margin 0.1,,0.2', /--margin: expected values between the commas/],
  ['--margin 0.1,9', /--margin: expected a number from .* got 9/],
  ['--seed 1,2 --seeds 3', /--seeds: expected no list of seeds/],
  ['--seeds 0', /expected a whole number from 1 to 100/],
  ['--seeds 100 --lr 0.001..0.1:0.001', /expected at most 1000 runs/],
  ['--loss arcface,cosface --sigma 0,0.1', /--sigma: expected a setting of arcface or cosface/],
])('the sweep %s is refused with a sentence', (line, message) => {
  expect(() => sweep(line)).toThrow(OptionError);
  expect(() => sweep(line)).toThrow(message);
});

test('a sweep without a folder would lose its results', () => {
  expect(() => readTrainOptions(words('--loss arcface,cosface'))).toThrow(/--out: expected a folder/);
});
