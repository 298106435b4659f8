import { beforeEach, expect, test } from 'vitest';
import type { SavedRun } from '../session/savedRun';
import { type Archive, createArchive, type RunStorage } from './archive';
import type { ArchivedRun } from './archivedRun';
import { testEnd, testRun } from './testRun';

let stored: Map<string, ArchivedRun>;
let recordings: Map<string, SavedRun>;
let isClosed: boolean;
let archive: Archive;

const storage: RunStorage = {
  readAll: () => act(() => [...stored.values()]),
  write: (run) => act(() => void stored.set(run.id, run)),
  writeRecording: (id, recording) => act(() => void recordings.set(id, recording)),
  readRecording: (id) => act(() => recordings.get(id)),
  removeRecording: (id) => act(() => void recordings.delete(id)),
  remove: (id) => act(() => void (stored.delete(id), recordings.delete(id))),
};
const act = <Result>(work: () => Result): Promise<Result> =>
  isClosed ? Promise.reject(new Error('closed')) : Promise.resolve(work());
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Ids are a, b, c, ...; the clock stands still. */
function create(roomBytes = 1e6): Archive {
  let count = 0;
  return createArchive({ storage, nowMs: () => 1000, newId: () => 'abcdefgh'[count++] ?? '', roomBytes });
}
const ids = (): string[] => archive.getSnapshot().runs.map((run) => run.id);
const add = (step: number, values: Record<string, string> = {}, bytes = 40): void =>
  archive.add(testEnd(testRun(step, values, bytes)));

beforeEach(() => {
  stored = new Map();
  recordings = new Map();
  isClosed = false;
  archive = create();
});

test('runs are kept with their recordings, named by their difference, the newest first and pinned ones before all', async () => {
  add(10);
  add(20, { sigma: '0.1' });
  add(30, { sigma: '0.1', seed: '2' });
  archive.togglePin('a');
  expect(ids()).toEqual(['a', 'c', 'b']);
  expect(archive.getSnapshot().runs.map((run) => run.name)).toEqual([
    'ElasticFace-Arc, Scale s 16, Margin m 0.5, Sigma σ 0.05',
    'Seed 2 (was 1)',
    'Sigma σ 0.1 (was 0.05)',
  ]);
  await settled();
  archive = create();
  await archive.open();
  expect(ids()).toEqual(['a', 'c', 'b']);
  expect(await archive.readRecording('b')).toMatchObject({ step: 20, checkpoints: [{ step: 20 }] });
});

test('baseline and overlays are choices of the page, at most three curves', () => {
  for (let step = 1; step <= 4; step++) add(step);
  archive.toggleBaseline('a');
  for (const id of ['a', 'b', 'c', 'd']) archive.toggleOverlay(id);
  expect(archive.getSnapshot()).toMatchObject({ baselineId: 'a', overlayIds: ['b', 'c', 'd'] });
  archive.toggleBaseline('a');
  archive.toggleOverlay('c');
  expect(archive.getSnapshot()).toMatchObject({ baselineId: null, overlayIds: ['b', 'd'] });
});

test('a deleted run is gone from everywhere, and comes back whole', async () => {
  add(10);
  add(20);
  await settled();
  archive.toggleBaseline('a');
  archive.toggleOverlay('a');
  archive.remove('a');
  await settled();
  expect(archive.getSnapshot()).toMatchObject({ baselineId: null, overlayIds: [], deleted: { id: 'a' } });
  expect([...stored.keys()]).toEqual(['b']);
  expect([...recordings.keys()]).toEqual(['b']);
  archive.undoRemove();
  await settled();
  expect(ids()).toEqual(['b', 'a']);
  expect(archive.getSnapshot().deleted).toBeNull();
  expect(recordings.get('a')?.step).toBe(10);
});

test('when the room is full the oldest that nobody uses give up their recording, not their numbers', async () => {
  archive = create(500);
  add(1, {}, 100); // 200 bytes each
  archive.togglePin('a');
  add(2, {}, 100);
  add(3, {}, 100);
  await settled();
  expect(archive.getSnapshot().bytes).toBe(400);
  expect(archive.getSnapshot().runs.map((run) => [run.id, run.recordingBytes])).toEqual([
    ['a', 200],
    ['c', 200],
    ['b', 0],
  ]);
  expect([...recordings.keys()].sort()).toEqual(['a', 'c']);
  expect([...stored.keys()].sort()).toEqual(['a', 'b', 'c']);
});

test('where the browser keeps nothing, runs last as long as the page, and it says so', async () => {
  isClosed = true;
  await archive.open();
  add(10);
  await settled();
  expect(archive.getSnapshot().problem).toMatch(/last as long as the page/);
  expect((await archive.readRecording('a'))?.step).toBe(10);
});
