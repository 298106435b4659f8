import { spawnSync } from 'node:child_process';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { toHalf } from '../../engine/float16';
import { defaultRunConfig, formatRunConfig } from '../../engine/runConfig';
import type { SavedRun } from '../session/savedRun';
import { BundleError, npy, packRun, safetensors, unpackRun } from './bundle';

const series = (values: number[]) => ({
  steps: Int32Array.from(values, (_, i) => i),
  values: Float32Array.from(values),
});
const saved: SavedRun = {
  version: 1,
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
      marginMean: 0.5,
      marginSigma: 0.05,
    },
  ],
  checkpoint: {
    step: 3,
    parameters: { classWeights: { shape: [3, 1], values: Float32Array.of(1, 0, 0.5) } },
    moments: [{ classWeights: { shape: [3, 1], values: Float32Array.of(0.1, 0.2, 0.3) } }],
    statistics: {},
  },
};

test('a run comes back from its zip bit by bit', () => {
  expect(unpackRun(packRun(saved))).toEqual(saved);
});

describe('files that are no run', () => {
  const without = (change: (files: Record<string, Uint8Array>) => void): Uint8Array => {
    const files = unzipSync(packRun(saved));
    change(files);
    return zipSync(files);
  };
  it.each([
    ['text', strToU8('hello'), /no zip/],
    ['a zip of something else', zipSync({ 'a.txt': strToU8('a') }), /no run\.json/],
    ['a truncated run.bin', without((f) => (f['run.bin'] = f['run.bin']!.slice(0, 8))), /damaged/],
    ['no JSON', without((f) => (f['run.json'] = strToU8('{'))), /damaged/],
    ['another format', without((f) => (f['run.json'] = strToU8('{"format":"x","run":{}}'))), /another format/],
  ])('%s', (_, bytes, message) => {
    expect(() => unpackRun(bytes)).toThrow(message);
    expect(() => unpackRun(bytes)).toThrow(BundleError);
  });

  it('damage anywhere gives a run or a sentence, nothing else', () => {
    const zip = packRun(saved);
    fc.assert(
      fc.property(fc.nat(zip.length - 1), fc.nat(255), (at, byte) => {
        const bytes = Uint8Array.from(zip);
        bytes[at] = byte;
        try {
          unpackRun(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(BundleError);
        }
      }),
      { seed: 1, numRuns: 400 },
    );
  });
});

test('safetensors: header, offsets, data', () => {
  const bytes = safetensors(saved.checkpoint.parameters);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(JSON.parse(new TextDecoder().decode(bytes.slice(8, 8 + length)))).toEqual({
    classWeights: { dtype: 'F32', shape: [3, 1], data_offsets: [0, 12] },
  });
  expect([...new Float32Array(bytes.slice(8 + length).buffer)]).toEqual([1, 0, 0.5]);
});

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
test.skipIf(!hasNumpy)(`numpy reads embeddings.npy${hasNumpy ? '' : ' (not run without python3 and numpy)'}`, () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'bundle-')), 'e.npy');
  writeFileSync(file, npy(Float32Array.of(1, 2, 3, 4, 5, 6.5), 3));
  const read = spawnSync('python3', [
    '-c',
    `import numpy; a = numpy.load(${JSON.stringify(file)}); print(a.shape, a.dtype, a.sum())`,
  ]);
  expect(read.stdout.toString().trim()).toBe('(2, 3) float32 21.5');
});
