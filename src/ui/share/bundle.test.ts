import { spawnSync } from 'node:child_process';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { toHalf } from '../../engine/float16';
import type { Verification } from '../../engine/protocol';
import { defaultRunConfig, formatRunConfig } from '../../engine/runConfig';
import type { SavedRun } from '../session/savedRun';
import { npy, safetensors } from './arrayFiles';
import { packBundle, unpackBundle } from './bundle';
import { BundleError } from './bundleError';
import { packRun } from './runFile';

const series = (values: number[]) => ({
  steps: Int32Array.from(values, (_, i) => i),
  values: Float32Array.from(values),
});
const saved: SavedRun = {
  version: 2,
  values: formatRunConfig(defaultRunConfig()),
  presetId: null,
  step: 3,
  marks: [{ key: 's', step: 1, label: 'Scale 30' }],
  history: {
    loss: series([3, 2, 1]),
    testAccuracy: series([0.1]),
    trainAccuracy: series([0.2]),
    intra: series([40]),
    inter: series([NaN]),
    wEc: series([]),
    wInter: series([]),
  },
  frames: [
    {
      step: 0,
      dim: 3,
      embeddings: toHalf(Float32Array.of(1, 2, 3, -4, 5, 6.5)),
      classWeights: Float32Array.of(1, 0, 0.5),
      measures: {
        step: 0,
        testAccuracy: 0.1,
        trainAccuracy: 0.2,
        intraDeg: 40,
        interDeg: 1,
        wEcDeg: 2,
        wInterDeg: 3,
        perClassIntraDeg: [1, NaN],
      },
      margins: toHalf(Float32Array.of(0.5)),
      verification: null,
      marginMean: 0.5,
      marginSigma: 0.05,
    },
  ],
  checkpoints: [
    {
      step: 3,
      parameters: { classWeights: { shape: [3, 1], values: Float32Array.of(1, 0, 0.5) } },
      moments: [{ classWeights: { shape: [3, 1], values: Float32Array.of(0.1, 0.2, 0.3) } }],
      statistics: {},
    },
  ],
};
const verification: Verification = {
  step: 0,
  imageCount: 4,
  genuineCount: 2,
  impostorCount: 4,
  auc: 0.75,
  eer: 0.25,
  eerThreshold: 0.5,
  operatingPoints: [
    { far: 0.1, tar: 0.5, threshold: Infinity },
    { far: 0.01, tar: null, reason: 'too few' },
  ],
  folds: null,
  far: Float32Array.of(0.5, 1),
  tar: Float32Array.of(0.5, 1),
  genuineBins: Uint32Array.of(0, 2),
  impostorBins: Uint32Array.of(3, 1),
  worstGenuine: [{ first: 0, second: 1, cosine: -0.5 }],
  worstImpostor: [],
};
const verified: SavedRun = { ...saved, frames: saved.frames.map((frame) => ({ ...frame, verification })) };
const bundle = (...runs: SavedRun[]) =>
  packBundle({
    link: '#v=1&loss=arcface',
    runs: runs.map((run) => ({ saved: run, name: 'A run', labels: Uint8Array.of(0, 1) })),
    figures: { 'stage.svg': strToU8('<svg/>') },
  });
const RUN = '1-elasticface-arc';

test('runs come back from their zip bit by bit, in their order', () => {
  expect(unpackBundle(bundle(saved, verified))).toEqual([saved, verified]);
});

test('the zip holds what other programs read, and says what lies where', () => {
  const files = unzipSync(bundle(saved, verified));
  const own = ['run.json', 'run.bin', 'steps.csv', 'embeddings.npy', 'labels.npy', 'weights.safetensors'];
  expect(Object.keys(files).sort()).toEqual(
    [
      'README.txt',
      'margin-lab.json',
      'figures/stage.svg',
      ...own.flatMap((file) => [`${RUN}/${file}`, `2-elasticface-arc/${file}`]),
    ].sort(),
  );
  expect(JSON.parse(new TextDecoder().decode(files['margin-lab.json']))).toMatchObject({
    link: '#v=1&loss=arcface',
    runs: [{ folder: RUN, name: 'A run', configuration: saved.values }, { folder: '2-elasticface-arc' }],
  });
});

test('a zip of the first version opens still', () => {
  const { checkpoints, frames, ...same } = saved;
  const older = {
    ...same,
    version: 1,
    checkpoint: checkpoints[0],
    frames: frames.map(({ verification: _, ...frame }) => frame),
  };
  expect(unpackBundle(zipSync({ ...packRun(older as unknown as SavedRun) }))).toEqual([saved]);
});

describe('files that are no run', () => {
  const without = (change: (files: Record<string, Uint8Array>) => void): Uint8Array => {
    const files = unzipSync(bundle(saved));
    change(files);
    return zipSync(files);
  };
  const json = (file: string, value: unknown) => (files: Record<string, Uint8Array>) => {
    files[file] = strToU8(typeof value === 'string' ? value : JSON.stringify(value));
  };
  it.each([
    ['text', strToU8('hello'), /no zip/],
    ['a zip of something else', zipSync({ 'a.txt': strToU8('a') }), /no run\.json/],
    ['a list of no runs', without(json('margin-lab.json', { format: 'margin-lab', runs: [] })), /one to 4 runs/],
    [
      'a list that names a folder that is not there',
      without(json('margin-lab.json', { format: 'margin-lab', runs: [{ folder: '../x' }] })),
      /no \.\.\/x\/run\.json/,
    ],
    ['a list that is no JSON', without(json('margin-lab.json', '{')), /list of runs in this zip/],
    [
      'a truncated run.bin',
      without((f) => (f[`${RUN}/run.bin`] = (f[`${RUN}/run.bin`] ?? new Uint8Array()).slice(0, 8))),
      /damaged/,
    ],
    ['no JSON', without(json(`${RUN}/run.json`, '{')), /damaged/],
    ['another format', without(json(`${RUN}/run.json`, { format: 'x', run: {} })), /another format/],
    [
      'a newer version',
      without(json(`${RUN}/run.json`, { format: 'margin-lab-run', run: { version: 99, frames: [] } })),
      /newer version/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => unpackBundle(bytes)).toThrow(message);
    expect(() => unpackBundle(bytes)).toThrow(BundleError);
  });

  it.each([
    ['frames that go back', { ...saved, frames: [saved.frames[0], saved.frames[0]] }],
    ['measures without numbers', { ...saved, frames: [{ ...saved.frames[0], measures: { step: 1 } }] }],
    ['a verification without its curve', { ...saved, frames: [{ ...saved.frames[0], verification: { step: 1 } }] }],
    ['no checkpoint', { ...saved, checkpoints: [] }],
    ['marks without words', { ...saved, marks: [{ step: 1 }] }],
  ])('%s', (_, run) => {
    expect(() => unpackBundle(bundle(run as unknown as SavedRun))).toThrow(/another format/);
  });

  it('damage anywhere gives a run or a sentence, nothing else', () => {
    const zip = bundle(saved);
    fc.assert(
      fc.property(fc.nat(zip.length - 1), fc.nat(255), (at, byte) => {
        const bytes = Uint8Array.from(zip);
        bytes[at] = byte;
        try {
          unpackBundle(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(BundleError);
        }
      }),
      { seed: 1, numRuns: 400 },
    );
  });
});

test('safetensors: header, offsets, data', () => {
  const bytes = safetensors(saved.checkpoints[0]?.parameters ?? {});
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(JSON.parse(new TextDecoder().decode(bytes.slice(8, 8 + length)))).toEqual({
    classWeights: { dtype: 'F32', shape: [3, 1], data_offsets: [0, 12] },
  });
  expect([...new Float32Array(bytes.slice(8 + length).buffer)]).toEqual([1, 0, 0.5]);
});

const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0);
const hasNumpy = python !== undefined;
test.skipIf(!hasNumpy)(`numpy reads the arrays${hasNumpy ? '' : ' (not run without python3 and numpy)'}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  writeFileSync(path.join(folder, 'e.npy'), npy(Float32Array.of(1, 2, 3, 4, 5, 6.5), [2, 3]));
  writeFileSync(path.join(folder, 'l.npy'), npy(Uint8Array.of(7, 200), [2]));
  const read = spawnSync(python ?? '', [
    '-c',
    'import numpy, sys; e, l = (numpy.load(f"{sys.argv[1]}/{n}.npy") for n in "el"); print(e.shape, e.dtype, e.sum(), l.shape, l.dtype, l[1])',
    folder,
  ]);
  expect(read.stdout.toString().trim()).toBe('(2, 3) float32 21.5 (2,) uint8 200');
});
