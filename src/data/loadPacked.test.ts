import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { DatasetError, loadPackedDataset, type PackedManifest } from './loadPacked';

const images = Uint8Array.from({ length: 3 * 4 }, (_, i) => 20 * i);
const labels = Uint8Array.of(0, 1, 1);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const manifest: PackedManifest = {
  format: 1,
  id: 'tiny',
  label: 'Tiny',
  height: 2,
  width: 2,
  channels: 1,
  classNames: ['a', 'b'],
  trainCount: 2,
  testCount: 1,
  images: { name: 'images.bin', bytes: 12, sha256: sha256(images) },
  labels: { name: 'labels.bin', bytes: 3, sha256: sha256(labels) },
  source: '',
  licence: '',
};

/** A server of these files; a number answers with that status. */
const serve =
  (changes: Record<string, BodyInit | number> = {}, stated: Partial<PackedManifest> = {}): typeof fetch =>
  (address) => {
    const name = `${address as string}`.split('/').at(-1)!;
    const files: Record<string, BodyInit | number> = {
      'manifest.json': JSON.stringify({ ...manifest, ...stated }),
      'images.bin': images,
      'labels.bin': labels,
      ...changes,
    };
    const file = files[name]!;
    return Promise.resolve(typeof file === 'number' ? new Response('', { status: file }) : new Response(file));
  };

const load = (fetcher: typeof fetch) => loadPackedDataset('datasets/tiny/', undefined, fetcher);

test('loads images, labels and the split, and counts every byte', async () => {
  const progress: number[][] = [];
  const dataset = await loadPackedDataset('datasets/tiny/', (loaded, total) => progress.push([loaded, total]), serve());
  expect([...dataset.images]).toEqual([...images]);
  expect([...dataset.trainIndices, ...dataset.testIndices]).toEqual([0, 1, 2]);
  expect(progress.at(-1)).toEqual([15, 15]);
});

test.each([
  ['a missing file', serve({ 'images.bin': 404 }), /images\.bin: expected a file, the server answered 404/],
  ['a short file', serve({ 'images.bin': images.slice(1) }), /expected 12 bytes, got 11/],
  ['a changed byte', serve({ 'images.bin': images.map((x, i) => (i === 3 ? x ^ 1 : x)) }), /expected the checksum/],
  ['a web page instead of the manifest', serve({ 'manifest.json': '<html>' }), /expected JSON/],
  ['another format', serve({}, { format: 2 }), /expected format 1, found 2/],
  [
    'a manifest that disagrees with itself',
    serve({}, { trainCount: 5 }),
    /expected 24 bytes of images and 6 of labels/,
  ],
  ['a server that is gone', () => Promise.reject(new TypeError('network')), /could not be reached/],
])('%s is named', async (_, fetcher, message) => {
  const error: unknown = await load(fetcher).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DatasetError);
  expect((error as DatasetError).message).toMatch(message);
  expect((error as DatasetError).remedy).not.toBe('');
});

test('a label beyond the classes is named', async () => {
  const wrong = Uint8Array.of(0, 1, 7);
  const stated = { labels: { name: 'labels.bin', bytes: 3, sha256: sha256(wrong) } };
  await expect(load(serve({ 'labels.bin': wrong }, stated))).rejects.toThrow(/labels from 0 to 1, found 7/);
});
