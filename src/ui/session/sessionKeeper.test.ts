import { beforeEach, expect, test, vi } from 'vitest';
import type { Lab, LabSnapshot } from '../compare/lab';
import type { EndedRun } from '../runs/archivedRun';
import { testRun } from '../runs/testRun';
import type { SavedRun } from './savedRun';
import { createSessionKeeper, type SessionKeeper } from './sessionKeeper';
import type { LeftSession, SessionStorage } from './sessionStorage';

let left: LeftSession[];
let written: (readonly SavedRun[])[];
let removed: string[];
let archived: EndedRun[];
let onPage: SavedRun[];
let resumed: (readonly SavedRun[])[];
let change: () => void;
let session: SessionKeeper;

beforeEach(() => {
  left = [];
  [written, removed, archived, onPage, resumed] = [[], [], [], [], []];
  const storage: SessionStorage = {
    findLeft: () => Promise.resolve(left),
    write: (runs) => Promise.resolve(void written.push(runs)),
    clear: () => Promise.resolve(void removed.push('own')),
    remove: (key) => Promise.resolve(void removed.push(key)),
  };
  const lab = {
    getSnapshot: () =>
      ({
        runs: onPage.map((run) => ({ state: { kind: 'paused' }, recording: { checkpoints: [0, run.step], bytes: 0 } })),
      }) as unknown as LabSnapshot,
    subscribe: (listener: () => void) => {
      change = listener;
      return () => undefined;
    },
    save: () => onPage,
    resume: (runs: readonly SavedRun[]) => resumed.push(runs),
  } as unknown as Lab;
  vi.stubGlobal('document', { addEventListener: vi.fn(), removeEventListener: vi.fn() });
  vi.stubGlobal('window', { addEventListener: vi.fn(), removeEventListener: vi.fn() });
  session = createSessionKeeper(lab, { add: (run) => void archived.push(run) }, storage);
});

async function start(): Promise<void> {
  const stop = session.start();
  await new Promise((resolve) => setTimeout(resolve, 0));
  stop();
}

test('the newest of what was left is offered, older ones go to the list of runs', async () => {
  left = [
    { key: 'new', runs: [testRun(40), testRun(41)] },
    { key: 'old', runs: [testRun(7)] },
  ];
  await start();
  expect(session.getSnapshot()?.map((run) => run.step)).toEqual([40, 41]);
  expect(archived.map((run) => run.step)).toEqual([7]);
  expect(removed).toEqual(['old']);
});

test('what is resumed lives on under this tab’s own key', async () => {
  left = [{ key: 'new', runs: [testRun(40)] }];
  await start();
  session.resume();
  await Promise.resolve();
  await Promise.resolve();
  expect(resumed).toEqual([left[0]?.runs]);
  expect(written).toEqual([left[0]?.runs]);
  expect(removed).toEqual(['new']);
  expect(session.getSnapshot()).toBeNull();
  expect(archived).toEqual([]);
});

test('what is not taken up goes to the list of runs once another run is saved', async () => {
  left = [{ key: 'new', runs: [testRun(40)] }];
  await start();
  onPage = [testRun(5), testRun(5)];
  change();
  expect(archived.map((run) => run.step)).toEqual([40]);
  expect(removed).toEqual(['new']);
  expect(written).toEqual([onPage]);
  // The same state is not written again.
  change();
  expect(written).toHaveLength(1);
});

test('what is over is not offered again', () => {
  session.forget();
  expect(removed).toEqual(['own']);
});
