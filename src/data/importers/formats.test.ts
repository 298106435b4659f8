import { gzipSync, zipSync, type Zippable } from 'fflate';
import { describe, expect, test } from 'vitest';
import { parseCsv } from './csv';
import { parseIdx } from './idx';
import { pictureSize, pictureType, type PictureType } from './imageSize';
import { IMPORT_LIMITS } from './importLimits';
import { ImportError, type ImportProblem } from './importProblem';
import { crc32, gunzip, inflateRaw } from './inflate';
import { parseNetpbm } from './netpbm';
import { parseNpy } from './npy';
import { frameRaster, type Raster } from './raster';
import { idxBytes, npyBytes, textBytes } from './testFiles';
import { readZip } from './zip';

/** The problem that `run` ends with. */
function problemOf(run: () => unknown): ImportProblem {
  try {
    run();
  } catch (error) {
    if (error instanceof ImportError) return error.problem;
    throw error;
  }
  throw new Error('expected an ImportError');
}

const MANY = 1e6;

describe('IDX', () => {
  test('shape and values', () => {
    const tensor = parseIdx(idxBytes([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]), 'a');
    expect(tensor.shape).toEqual([2, 2, 3]);
    expect([...tensor.values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]);
  });

  test.each<[string, Uint8Array, Partial<ImportProblem>]>([
    [
      'wrong magic',
      textBytes('GIF89a'),
      { expected: 'an IDX file (0, 0, 8, dimensions)', found: 'a file that starts with 47 49 46 38' },
    ],
    ['floats', Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), { found: 'type 13' }],
    [
      'a header that is cut off',
      Uint8Array.of(0, 0, 8, 3, 0, 0),
      { expected: 'a header of 16 bytes', found: 'a file of 6' },
    ],
    ['truncated', idxBytes([3, 2], [1, 2, 3, 4]), { expected: '3 x 2 = 6 values, as its header says', found: '4' }],
    ['too long', idxBytes([1, 2], [1, 2, 3, 4]), { found: '4' }],
    ['a lie of 18 trillion', idxBytes([0xffffffff, 4294967, 3], []), { found: '0' }],
  ])('refuses %s', (_, bytes, problem) => {
    expect(problemOf(() => parseIdx(bytes, 'x-idx'))).toMatchObject({ file: 'x-idx', ...problem });
  });
});

describe('NPY', () => {
  test.each([
    ['|u1', Uint8Array.of(1, 2, 3, 4)],
    ['<f4', Float32Array.of(1, 2, 3, 4)],
    ['<f8', Float64Array.of(1, 2, 3, 4)],
    ['<i8', BigInt64Array.of(1n, 2n, 3n, 4n)],
    ['<u2', Uint16Array.of(1, 2, 3, 4)],
    ['|i1', Int8Array.of(1, 2, 3, 4)],
    ['>u2', Uint16Array.of(256, 512, 768, 1024)],
  ])('%s', (type, values) => {
    const tensor = parseNpy(npyBytes(type, [2, 2], values), 'a', MANY);
    expect(tensor.shape).toEqual([2, 2]);
    expect([...tensor.values]).toEqual([1, 2, 3, 4]);
  });

  test.each<[string, Uint8Array, Partial<ImportProblem>]>([
    [
      'NaN',
      npyBytes('<f4', [3], Float32Array.of(0, NaN, 1)),
      { expected: 'finite numbers', found: 'NaN at position 1' },
    ],
    ['infinity', npyBytes('<f8', [1], Float64Array.of(-Infinity)), { found: '-Infinity at position 0' }],
    ['words', npyBytes('<U4', [1], new Uint8Array(16)), { found: 'U4' }],
    [
      'objects',
      npyBytes('|O', [1], new Uint8Array(8)),
      { expected: 'an array of numbers (integers, float32 or float64)' },
    ],
    ['a lying shape', npyBytes('|u1', [1e9, 28, 28], new Uint8Array(10)), { found: '10 bytes' }],
    ['too many values', npyBytes('|u1', [2e6], new Uint8Array(2e6)), { expected: 'at most 1000000 values' }],
    ['Fortran order', npyBytes('|u1', [2, 2], new Uint8Array(4), 'True'), { found: 'Fortran order' }],
    ['a cut-off header', npyBytes('|u1', [4], new Uint8Array(4)).subarray(0, 40), { expected: 'a complete header' }],
    ['wrong magic', textBytes('numpy?'), { expected: 'a NumPy file' }],
  ])('refuses %s', (_, bytes, problem) => {
    expect(problemOf(() => parseNpy(bytes, 'x.npy', MANY))).toMatchObject({ file: 'x.npy', ...problem });
  });
});

describe('PGM and PPM', () => {
  test.each([
    ['P2 with comments', textBytes('P2\n# by hand\n2 2 # size\n15\n0 5 10\n15'), [0, 85, 170, 255]],
    ['P5', new Uint8Array([...textBytes('P5 2 2 255\n'), 1, 10, 13, 35]), [1, 10, 13, 35]],
    ['P5 of 16 bits', new Uint8Array([...textBytes('P5 2 1 65535\n'), 255, 255, 128, 0]), [255, 128]],
    ['P3', textBytes('P3 1 1 255 9 8 7'), [9, 8, 7]],
    ['P6', new Uint8Array([...textBytes('P6\n1 1\n255\n'), 9, 8, 7]), [9, 8, 7]],
  ])('%s', (_, bytes, pixels) => {
    expect([...parseNetpbm(bytes, 'a', MANY).pixels]).toEqual(pixels);
  });

  test.each<[string, Uint8Array, Partial<ImportProblem>]>([
    ['truncated pixels', textBytes('P5 4 4 255\n123'), { expected: '16 bytes of pixels', found: '3' }],
    ['a lying size', textBytes('P2 900 900 255\n1 2 3'), { expected: '810000 values' }],
    ['a huge size', textBytes('P5 99999 99999 255\n1'), { found: '99999 x 99999, as its header says' }],
    ['no width', textBytes('P5 -3 2 255\n'), { expected: 'a width' }],
    ['zero', textBytes('P5 0 2 255\n'), { found: '0 x 2' }],
    ['a value too large', textBytes('P2 1 1 10 11'), { expected: 'values up to 10', found: '11' }],
    ['words', textBytes('P2 2 1 9 1 x'), { found: 'the byte 120' }],
    ['an early end', textBytes('P5 2'), { found: 'the end of the file' }],
  ])('refuses %s', (_, bytes, problem) => {
    expect(problemOf(() => parseNetpbm(bytes, 'x.pgm', MANY))).toMatchObject({ file: 'x.pgm', ...problem });
  });
});

describe('CSV', () => {
  const rows = (text: string): { label: string; pixels: number[] }[] =>
    [...parseCsv(textBytes(text), 'x.csv', MANY)].map(({ label, raster }) => ({ label, pixels: [...raster.pixels] }));

  test('with header, without, with semicolons, with the label last', () => {
    const expected = [
      { label: '7', pixels: [0, 1, 2, 3] },
      { label: 'b', pixels: [4, 5, 6, 255] },
    ];
    expect(rows('label,p0,p1,p2,p3\n7,0,1,2,3\nb,4,5,6,255\n')).toEqual(expected);
    expect(rows('7,0,1,2,3\r\n\r\nb,4,5,6,255')).toEqual(expected);
    expect(rows('\ufeff7;0;1;2;3\n"b";4;5;6;255')).toEqual(expected);
    expect(rows('p0,p1,p2,p3,label\n0,1,2,3,7\n4,5,6,255,b')).toEqual(expected);
  });

  test('colour: three times a square', () => {
    expect([...parseCsv(textBytes(`a${',1'.repeat(12)}`), 'x.csv', MANY)][0]!.raster).toMatchObject({
      width: 2,
      channels: 3,
    });
  });

  test.each([
    ['a,1,2,3,4\nb,1,2,3', '5 columns in every line', '4 in line 2'],
    ['a,1,2,3', 'a label and the pixels of a square image in each line (28 x 28: 785 columns)', '4 columns'],
    ['a,1,2,3,4\nb,1,2,3,256', 'pixels from 0 to 255', '256 in line 2, column 5'],
    ['a,1,2,3,4\nb,1,,3,4', 'pixels from 0 to 255', 'nothing in line 2, column 3'],
    ['a,1,2,3,4\nb,1,NaN,3,4', 'pixels from 0 to 255', 'NaN in line 2, column 3'],
    [',1,2,3,4', 'a label in every line', 'none in line 1'],
    ['\n\n', 'a line for each image', 'no line'],
  ])('refuses %j', (text, expected, found) => {
    expect(problemOf(() => rows(text))).toMatchObject({ expected, found });
  });
});

describe('gzip', () => {
  const data = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);

  test('unpacks, names and all', () => {
    expect(gunzip(gzipSync(data), 'a', MANY)).toEqual(data);
    expect(gunzip(gzipSync(data, { filename: 'images' }), 'a', MANY)).toEqual(data);
    expect(gunzip(gzipSync(new Uint8Array(0)), 'a', MANY)).toHaveLength(0);
  });

  test('a bomb is given up at its limit', () => {
    const bomb = gzipSync(new Uint8Array(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    expect(problemOf(() => gunzip(bomb, 'bomb.gz', 1024 * 1024))).toMatchObject({
      file: 'bomb.gz',
      expected: 'at most 1.0 MiB when unpacked',
      found: 'more',
    });
  });

  test('truncated or damaged data is found', () => {
    const packed = gzipSync(data);
    expect(() => gunzip(packed.subarray(0, packed.length / 2), 'a', MANY)).toThrow(ImportError);
    expect(() => gunzip(packed.subarray(0, 5), 'a', MANY)).toThrow(ImportError);
    const damaged = packed.slice();
    damaged[damaged.length - 6]! ^= 1;
    expect(problemOf(() => gunzip(damaged, 'a', MANY)).expected).toContain('checksum');
    expect(() => inflateRaw(new Uint8Array(0), 'a', 10)).toThrow(ImportError);
  });

  test('the checksum is the usual one', () => {
    expect(crc32(textBytes('123456789'))).toBe(0xcbf43926);
  });
});

describe('zip', () => {
  const zip = (files: Zippable): Uint8Array => zipSync(files);
  const read = (bytes: Uint8Array, limits = {}): ReturnType<typeof readZip> =>
    readZip(bytes, 'z.zip', { ...IMPORT_LIMITS, ...limits });
  const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Start of the first directory entry. */
  const directory = (bytes: Uint8Array): number => view(bytes).getUint32(bytes.length - 6, true);

  test('stored and deflated files', () => {
    const { entries, problems } = read(
      zip({ a: { '1.txt': textBytes('one') }, 'b.txt': [textBytes('two'.repeat(99)), { level: 0 }] }),
    );
    expect(problems).toEqual([]);
    expect(entries.map((e) => [e.path, new TextDecoder().decode(e.read())])).toEqual([
      ['a/1.txt', 'one'],
      ['b.txt', 'two'.repeat(99)],
    ]);
  });

  test('path tricks: named, and the other files stay', () => {
    const { entries, problems } = read(
      zip({
        '../up.txt': textBytes('1'),
        '/root.txt': textBytes('2'),
        'C:/x.txt': textBytes('3'),
        'a\\b.txt': textBytes('4'),
        'ok/5.txt': textBytes('5'),
      }),
    );
    expect(entries.map((e) => e.path)).toEqual(['ok/5.txt']);
    expect(problems.map((p) => p.found)).toEqual(['"../up.txt"', '"/root.txt"', '"C:/x.txt"', '"a\\\\b.txt"']);
  });

  test('what is claimed is checked before anything is unpacked', () => {
    const big = zip({ 'a/zeros.pgm': new Uint8Array(3_000_000), 'a/more.pgm': new Uint8Array(3_000_000) });
    expect(read(big, { fileBytes: 1_000_000 }).problems.map((p) => p.found)).toEqual(['2.9 MiB', '2.9 MiB']);
    expect(problemOf(() => read(big, { unpackedBytes: 5_000_000 }))).toMatchObject({ file: 'z.zip', found: '5.7 MiB' });
    expect(problemOf(() => read(big, { files: 1 }))).toMatchObject({ expected: 'at most 1 files', found: '2' });
  });

  test('a bomb that claims to be small is stopped at its claim', () => {
    const bomb = zip({ 'a/1.pgm': new Uint8Array(20_000_000) });
    view(bomb).setUint32(directory(bomb) + 24, 100, true);
    const entry = read(bomb).entries[0]!;
    expect(entry.size).toBe(100);
    expect(problemOf(entry.read)).toMatchObject({ file: 'z.zip/a/1.pgm', expected: 'at most 100 bytes when unpacked' });
  });

  test('overlapping entries are refused', () => {
    const bytes = zip({ 'a.txt': textBytes('hello'), 'b.txt': textBytes('hello') });
    const second = directory(bytes) + 46 + 5;
    view(bytes).setUint32(second + 42, 0, true);
    expect(problemOf(() => read(bytes)).expected).toBe('each file in its own place');
  });

  test('truncated, encrypted, damaged', () => {
    const bytes = zip({ 'a.txt': textBytes('hello hello hello') });
    expect(problemOf(() => read(bytes.subarray(0, bytes.length - 10))).found).toBe('none (is the file cut off?)');
    const encrypted = bytes.slice();
    encrypted[directory(bytes) + 8]! |= 1;
    expect(read(encrypted).problems[0]!.found).toBe('an encrypted one');
    const damaged = bytes.slice();
    view(damaged).setUint32(directory(bytes) + 16, 1, true);
    expect(problemOf(read(damaged).entries[0]!.read).found).toBe('damaged data');
  });
});

describe('size of pictures', () => {
  const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 44, 0, 0, 0, 200]);
  const jpeg = new Uint8Array([255, 216, 255, 224, 0, 4, 0, 0, 255, 255, 192, 0, 11, 8, 0, 200, 1, 44]);
  const vp8x = new Uint8Array([...textBytes('RIFF....WEBPVP8X'), 10, 0, 0, 0, 0, 0, 0, 0, 43, 1, 0, 199, 0, 0]);
  const vp8l = new Uint8Array([...textBytes('RIFF....WEBPVP8L'), 9, 0, 0, 0, 47, 43, 193, 49, 0]);
  const avif = new Uint8Array([
    0,
    0,
    0,
    20,
    ...textBytes('ftypavif----mif1----ispe'),
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    44,
    0,
    0,
    0,
    200,
    0,
    0,
    0,
    0,
  ]);

  test.each<[PictureType, Uint8Array]>([
    ['image/png', png],
    ['image/jpeg', jpeg],
    ['image/webp', vp8x],
    ['image/webp', vp8l],
    ['image/avif', avif],
  ])('%s', (type, bytes) => {
    expect(pictureType(bytes)).toBe(type);
    expect(pictureSize(bytes, type, 'a')).toEqual({ width: 300, height: 200 });
    expect(problemOf(() => pictureSize(bytes.subarray(0, 14), type, 'a')).found).toBe('none');
  });

  test('other files are no pictures', () => {
    expect(pictureType(textBytes('GIF89a'))).toBeNull();
    expect(pictureType(new Uint8Array(0))).toBeNull();
  });
});

describe('framing', () => {
  const framed = (raster: Raster, size: number, channels: 1 | 3, framing: 'crop' | 'fit'): number[] => {
    const out = new Uint8Array(size * size * channels + 1).fill(99);
    frameRaster(raster, size, channels, framing, out, 1);
    expect(out[0]).toBe(99);
    return [...out.subarray(1)];
  };
  const grey = (width: number, pixels: number[]): Raster => ({
    width,
    height: pixels.length / width,
    channels: 1,
    pixels: Uint8Array.from(pixels),
  });

  test('the same size is the same bytes', () => {
    expect(framed(grey(2, [1, 2, 3, 4]), 2, 1, 'crop')).toEqual([1, 2, 3, 4]);
  });

  test('shrinking averages areas', () => {
    expect(framed(grey(4, [0, 2, 10, 20, 4, 6, 30, 40, 1, 1, 5, 5, 1, 1, 5, 5]), 2, 1, 'crop')).toEqual([3, 25, 1, 5]);
    // 3 to 2: each target pixel covers one and a half source pixels.
    expect(framed(grey(3, [0, 30, 60, 0, 30, 60, 0, 30, 60]), 2, 1, 'crop')).toEqual([10, 50, 10, 50]);
  });

  test('growing interpolates, and the ends keep their value', () => {
    expect(framed(grey(2, [0, 100, 0, 100]), 4, 1, 'crop').slice(0, 4)).toEqual([0, 25, 75, 100]);
  });

  test('crop takes the middle, fit adds bars', () => {
    const wide = grey(4, [9, 1, 2, 9, 9, 3, 4, 9]);
    expect(framed(wide, 2, 1, 'crop')).toEqual([1, 2, 3, 4]);
    expect(framed(wide, 4, 1, 'fit')).toEqual([0, 0, 0, 0, 9, 1, 2, 9, 9, 3, 4, 9, 0, 0, 0, 0]);
  });

  test('grey from colour and back', () => {
    const colour: Raster = { width: 1, height: 1, channels: 3, pixels: Uint8Array.of(255, 0, 0) };
    expect(framed(colour, 1, 1, 'crop')).toEqual([77]);
    expect(framed(grey(1, [200]), 1, 3, 'crop')).toEqual([200, 200, 200]);
  });
});
