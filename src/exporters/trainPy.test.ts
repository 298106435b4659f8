import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { findPython, NO_PYTHON, NO_TORCH } from '../../scripts/findPython';
import type { Dataset } from '../data/dataset';
import { parseIdx } from '../data/importers/idx';
import { selectClasses } from '../data/subset';
import { batchOfStep, marginsOfStep } from '../engine/batches';
import { initialParameters, type Parameters } from '../engine/network';
import { uniformAt } from '../engine/random';
import { parseRunConfig, type RunConfig } from '../engine/runConfig';
import { TfjsTrainer } from '../engine/tfjs/tfjsTrainer';
import { losses } from '../losses';
import { areaUnderCurve, equalErrorRate, operatingPoints, rocOfScores } from '../metrics/verification';
import { trainPy } from './trainPy';

const { python, withTorch } = findPython();
const MNIST = [process.env['MARGIN_LAB_MNIST'] ?? '', '../shared/data/mnist'].find((f) => f !== '' && existsSync(f));
const NO_MNIST = 'NOT RUN: no ../shared/data/mnist (or MARGIN_LAB_MNIST), so train.py was not compared.';
const IMAGE = { height: 28, width: 28, channels: 1 };
const STEPS = 3;
const folder = mkdtempSync(join(tmpdir(), 'margin-lab-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

const configOf = (values: Record<string, string>): RunConfig => {
  const { config, adjustments } = parseRunConfig({ batch: '16', ramp: '50', ...values });
  expect(adjustments).toEqual([]);
  return config;
};
const configs = (): RunConfig[] => [
  ...losses.map((loss) => configOf({ loss: loss.id })),
  configOf({ loss: 'custom:cos(theta + E) - lambda * theta^2;;normal', dim: '8' }),
  configOf({ loss: 'elasticface-arc-plus', assignment: 'as-released', classes: '8', heldout: '2' }),
  configOf({ loss: 'cosface', activation: 'relu', hidden: '0', kernel: '5', optimizer: 'sgd', lr: '0.01' }),
];
const run = (interpreter: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(interpreter, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stderr.slice(-2000)}`);
  return stdout;
};

/** Safetensors in little-endian float32, as the page exports them. */
function safetensors(parameters: Parameters): Uint8Array {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, values }]) => {
      const begin = end;
      end += values.byteLength;
      return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
    }),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const values = Object.values(parameters).map((p) =>
    Buffer.from(p.values.buffer, p.values.byteOffset, p.values.byteLength),
  );
  return Buffer.concat([length, text, ...values]);
}

function mnist(): Dataset {
  const read = (name: string) => parseIdx(gunzipSync(readFileSync(join(MNIST ?? '', name))), name);
  const labels = Uint8Array.from(read('t10k-labels-idx1-ubyte.gz').values);
  return {
    ...IMAGE,
    id: 'mnist',
    label: 'MNIST',
    classNames: Array.from({ length: 10 }, (_, digit) => `${digit}`),
    images: Uint8Array.from(read('t10k-images-idx3-ubyte.gz').values),
    labels,
    trainIndices: Uint32Array.from(labels, (_, row) => row),
    testIndices: new Uint32Array(0),
  };
}

async function firstLosses(config: RunConfig, dataset: Dataset): Promise<number[]> {
  const trainer = new TfjsTrainer({ config, dataset });
  trainer.enqueue(STEPS);
  const { losses: found } = await trainer.readStatistics();
  trainer.dispose();
  return [...found];
}

describe('train.py', () => {
  it('compiles to byte code for every loss, a typed one and other networks', ({ skip }) => {
    if (!python) return skip(NO_PYTHON);
    const files = configs().map((config, i) => {
      const file = join(folder, `compiled${i}.py`);
      writeFileSync(file, trainPy(config, IMAGE));
      return file;
    });
    run(python, '-m', 'py_compile', ...files);
  });

  it('has the first losses of the page, to 1e-3, from the same weights and batches', async ({ skip }) => {
    if (!withTorch) return skip(NO_TORCH);
    if (!MNIST) return skip(NO_MNIST);
    await tf.setBackend('cpu');
    const all = mnist();
    const expected: number[][] = [];
    const cases = [];
    for (const [i, config] of configs().entries()) {
      const dataset = selectClasses(all, config.classes, config.heldOut);
      expected.push(await firstLosses(config, dataset));
      const steps = Array.from({ length: STEPS }, (_, step) => step);
      const [script, weights] = [`train${i}.py`, `weights${i}.safetensors`];
      writeFileSync(join(folder, script), trainPy(config, IMAGE));
      writeFileSync(join(folder, weights), safetensors(initialParameters(config, dataset)));
      cases.push({
        script,
        weights,
        rows: steps.map((step) => [...batchOfStep(config, dataset.trainIndices, step)]),
        margins: steps.map((step) => [...marginsOfStep(config, config.lossParameters, step)]),
      });
    }
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    const found = JSON.parse(run(withTorch, 'scripts/compareTrainPy.py', folder, resolve(MNIST))) as number[][];
    configs().forEach((config, i) => {
      const difference = (found[i] ?? []).map((loss, step) => Math.abs(loss / (expected[i]?.[step] ?? NaN) - 1));
      expect(difference).toHaveLength(STEPS);
      expect(Math.max(...difference), `${config.loss}: ${found[i]?.join(', ')}`).toBeLessThan(1e-3);
    });
  }, 240_000);

  it('measures verification as the page does', ({ skip }) => {
    if (!withTorch) return skip(NO_TORCH);
    const count = 4000;
    const same = Array.from({ length: count }, (_, i) => (i % 7 === 0 ? 1 : 0));
    // Rounded, so that many scores are equal.
    const scores = same.map((genuine, i) => Math.round(64 * (uniformAt(1, 1, 0, i) + 0.3 * genuine)) / 128);
    writeFileSync(join(folder, 'measured.py'), trainPy(configOf({}), IMAGE));
    writeFileSync(join(folder, 'pairs.json'), JSON.stringify({ scores, same }));
    const program = [
      'import json, sys, torch, measured',
      'pairs = json.load(open(sys.argv[1]))',
      'print(json.dumps(measured.roc_measures(torch.tensor(pairs["scores"]), torch.tensor(pairs["same"]).bool())))',
    ].join('\n');
    const found = JSON.parse(
      run(
        withTorch,
        '-c',
        `import sys; sys.path.insert(0, ${JSON.stringify(folder)})\n${program}`,
        join(folder, 'pairs.json'),
      ),
    ) as Record<string, number>;
    const roc = rocOfScores(scores, same);
    expect(found['auc']).toBeCloseTo(areaUnderCurve(roc), 9);
    expect(found['eer']).toBeCloseTo(equalErrorRate(roc).rate, 9);
    for (const { far, tar } of operatingPoints(roc)) {
      if (tar === null) expect(found).not.toHaveProperty([`tar@far=${far}`]);
      else expect(found[`tar@far=${far}`]).toBeCloseTo(tar, 9);
    }
  });

  it('trains the same model in two processes as in one', async ({ skip }) => {
    if (!withTorch) return skip(NO_TORCH);
    if (!MNIST) return skip(NO_MNIST);
    writeFileSync(join(folder, 'train.py'), trainPy(configOf({ loss: 'arcface', classes: '8', heldout: '2' }), IMAGE));
    const start = (save: string, env: Record<string, string>): Promise<string> =>
      new Promise((resolve, reject) => {
        const args = [join(folder, 'train.py'), '--data', MNIST, '--steps', '5', '--save', join(folder, save)];
        execFile(withTorch, args, { env: { ...process.env, ...env } }, (error, stdout) =>
          error ? reject(new Error(error.message)) : resolve(stdout),
        );
      });
    const alone = await start('one.pt', {});
    expect(alone).toMatch(/test accuracy 0\.\d+/);
    expect(alone).toMatch(/held-out auc 0\.\d+/);
    const shared = { WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: `${20000 + (process.pid % 20000)}` };
    const [first, second] = await Promise.all(
      ['0', '1'].map((rank) => start('two.pt', { ...shared, RANK: rank, LOCAL_RANK: rank })),
    );
    expect(first).toMatch(/held-out auc/);
    expect(second).toBe('');
    const program = [
      'import sys, torch',
      'one, two = (torch.load(file) for file in sys.argv[1:])',
      'print(max(float((one[name] - two[name]).abs().max()) for name in one))',
    ].join('\n');
    // Adam turns the rounding of small gradients into steps: 5 of at most 0.003.
    expect(Number(run(withTorch, '-c', program, join(folder, 'one.pt'), join(folder, 'two.pt')))).toBeLessThan(1e-3);
  });
});
