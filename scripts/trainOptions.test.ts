import { expect, test } from 'vitest';
import { HelpAsked, OptionError, readTrainOptions } from './trainOptions';

const read = (line: string) => readTrainOptions(line.split(' ').filter(Boolean));

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
