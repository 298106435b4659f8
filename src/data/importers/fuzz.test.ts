/** Whatever the bytes, a parser returns or throws an `ImportError`: nothing else, and soon. */
import fc from 'fast-check';
import { gzipSync, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_IMPORT } from './assembleDataset';
import { parseCsv } from './csv';
import { parseIdx } from './idx';
import { pictureSize, pictureType } from './imageSize';
import { importImages } from './importImages';
import { IMPORT_LIMITS, type ImportLimits } from './importLimits';
import { ImportError } from './importProblem';
import { gunzip } from './inflate';
import { parseNetpbm } from './netpbm';
import { parseNpy } from './npy';
import { idxBytes, npyBytes, pgmBytes, REAL_FILES, REAL_FILES_MISSING, source, textBytes } from './testFiles';
import { readZip } from './zip';

const LIMITS: ImportLimits = { ...IMPORT_LIMITS, unpackedBytes: 4e6, fileBytes: 4e6, imagePixels: 1e6 };

const parsers: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  idx: (bytes) => parseIdx(bytes, 'f'),
  npy: (bytes) => parseNpy(bytes, 'f', 1e6),
  netpbm: (bytes) => parseNetpbm(bytes, 'f', 1e6),
  csv: (bytes) => [...parseCsv(bytes, 'f', 1e6)],
  gzip: (bytes) => gunzip(bytes, 'f', 4e6),
  zip: (bytes) => {
    for (const entry of readZip(bytes, 'f', LIMITS).entries) onlyImportErrors(entry.read);
  },
  picture: (bytes) => {
    const type = pictureType(bytes);
    if (type) pictureSize(bytes, type, 'f');
  },
};

const seeds: Readonly<Record<string, readonly Uint8Array[]>> = {
  idx: [idxBytes([2, 3, 3], new Uint8Array(18)), idxBytes([3], [1, 2, 3])],
  npy: [npyBytes('|u1', [2, 2, 2], new Uint8Array(8)), npyBytes('<f4', [3], Float32Array.of(1, 2, 3))],
  netpbm: [pgmBytes(4, 3, (p) => p), textBytes('P2 # c\n2 2\n9\n1 2 3 4'), textBytes('P6 1 1 65535\n123456')],
  csv: [textBytes('label,a,b,c,d\nx,1,2,3,4\ny,5,6,7,8\n')],
  gzip: [gzipSync(textBytes('hello '.repeat(50))), gzipSync(new Uint8Array(999), { filename: 'f' })],
  zip: [zipSync({ a: { '1.pgm': pgmBytes(4, 4, (p) => p) }, b: { '2.pgm': pgmBytes(4, 4, (p) => p * 3) } })],
  picture: [
    new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 44, 0, 0, 0, 200]),
    new Uint8Array([255, 216, 255, 224, 0, 4, 0, 0, 255, 192, 0, 11, 8, 0, 200, 1, 44]),
    textBytes('RIFF....WEBPVP8X..........'),
    textBytes('....ftypavif....ispe............'),
  ],
};

function onlyImportErrors(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
  }
}

type Edit =
  | { readonly kind: 'set'; readonly at: number; readonly value: number }
  | { readonly kind: 'cut' | 'drop' | 'double'; readonly at: number; readonly length: number };

/** `at` in 0..1 of the length. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    value: fc.integer({ min: 0, max: 255 }),
  }),
  fc.record({
    kind: fc.constantFrom('cut' as const, 'drop' as const, 'double' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 40 }),
  }),
);

function mutate(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  let out = bytes.slice();
  for (const one of edits) {
    const at = Math.floor(one.at * Math.max(0, out.length - 1));
    if (one.kind === 'set') out[at] = one.value;
    else if (one.kind === 'cut') out = out.slice(0, at);
    else if (one.kind === 'drop') out = Uint8Array.from([...out.subarray(0, at), ...out.subarray(at + one.length)]);
    else out = Uint8Array.from([...out.subarray(0, at + one.length), ...out.subarray(at)]);
  }
  return out;
}

/** Edits that hit the first bytes often: that is where formats make their claims. */
const edits = fc.array(
  fc.oneof(
    edit,
    edit.map((e) => ({ ...e, at: e.at * e.at * e.at * 0.2 })),
  ),
  { minLength: 1, maxLength: 4 },
);

describe.each(Object.keys(parsers))('%s', (name) => {
  const parse = parsers[name]!;

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => onlyImportErrors(() => parse(bytes))),
      { numRuns: 500, seed: 1 },
    );
  });

  test('whole files with damage', () => {
    fc.assert(
      fc.property(fc.constantFrom(...seeds[name]!), edits, (bytes, damage) =>
        onlyImportErrors(() => parse(mutate(bytes, damage))),
      ),
      { numRuns: 1500, seed: 2 },
    );
  });

  test('any bytes after an honest start', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds[name]!),
        fc.nat({ max: 24 }),
        fc.uint8Array({ maxLength: 200 }),
        (bytes, keep, rest) => onlyImportErrors(() => parse(Uint8Array.from([...bytes.subarray(0, keep), ...rest]))),
      ),
      { numRuns: 1000, seed: 3 },
    );
  });
});

test.each(['idx', 'npy', 'netpbm', 'csv', 'gzip', 'zip'])('the undamaged files of %s are read', (name) => {
  for (const bytes of seeds[name]!) expect(() => parsers[name]!(bytes)).not.toThrow();
});

test('the import as a whole never rejects', async () => {
  const good = ['a', 'b'].flatMap((c) =>
    [1, 2].map((i) =>
      source(
        `s/${c}/${i}.pgm`,
        pgmBytes(8, 8, (p) => p * i),
      ),
    ),
  );
  const names = ['x.npz', 'x-images-idx3-ubyte', 'x.csv', 's/a/x.pgm', 's/b/x.png', 'x.zip', 'x.npy.gz', 's/a/x.jpg'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...Object.values(seeds).flat()), edits), {
        maxLength: 4,
      }),
      async (files) => {
        const bad = files.map(([name, bytes, damage]) => source(name, mutate(bytes, damage)));
        const { dataset } = await importImages([...good, ...bad], { ...DEFAULT_IMPORT, size: 28 }, { limits: LIMITS });
        expect(dataset!.classNames.length).toBeGreaterThanOrEqual(2);
      },
    ),
    { numRuns: 300, seed: 4 },
  );
});

describe('real files with damage', () => {
  test.skipIf(REAL_FILES_MISSING).each([
    ['gzip', 'mnist/t10k-labels-idx1-ubyte.gz'],
    ['netpbm', 'orl/s1/1.pgm'],
  ])('%s %s (not run without ../shared/data)', (name, path) => {
    const bytes = new Uint8Array(readFileSync(join(REAL_FILES, path)));
    expect(() => parsers[name]!(bytes)).not.toThrow();
    fc.assert(
      fc.property(edits, (damage) => onlyImportErrors(() => parsers[name]!(mutate(bytes, damage)))),
      { numRuns: 300, seed: 5 },
    );
  });
});
