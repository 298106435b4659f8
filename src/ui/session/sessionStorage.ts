/**
 * The runs under way in each tab, in IndexedDB: a tab that closes loses nothing, and two tabs do not lose each other's. Each tab writes under a
 * key of its own and holds a lock of that name as long as it lives: what lies under a key without a lock was left behind. Nothing leaves the
 * browser.
 */
import { openDB } from 'idb';
import { type SavedRun, updateSavedRun } from './savedRun';

const DATABASE = 'margin-lab-session';
const STORE = 'runs';
const LOCK = 'margin-lab-session-';
/** The browser releases the lock of a page that is just being reloaded within this time. */
const RELEASE_MS = 500;

export interface LeftSession {
  readonly key: string;
  /** As they stood beside each other. */
  readonly runs: readonly SavedRun[];
}

export interface SessionStorage {
  /** What closed tabs have left, the newest first. */
  readonly findLeft: () => Promise<readonly LeftSession[]>;
  readonly write: (runs: readonly SavedRun[]) => Promise<void>;
  /** Of this tab. */
  readonly clear: () => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
}

interface Entry {
  readonly savedAtMs: number;
  readonly runs: readonly SavedRun[];
}

/** Every function rejects where storage is closed to the page, or full. */
export function browserSessionStorage(): SessionStorage {
  const ownKey = crypto.randomUUID();
  // Held until the page is gone: the promise never resolves.
  void navigator.locks?.request(LOCK + ownKey, () => new Promise(() => undefined)).catch(() => undefined);
  const open = () =>
    openDB(DATABASE, 1, {
      upgrade: (database) => {
        database.createObjectStore(STORE);
      },
    });
  const withDatabase = async <Result>(act: (database: Awaited<ReturnType<typeof open>>) => Promise<Result>) => {
    const database = await open();
    try {
      return await act(database);
    } finally {
      database.close();
    }
  };
  const remove = (key: string): Promise<void> => withDatabase((database) => database.delete(STORE, key));
  return {
    findLeft: async () => {
      const entries = await withDatabase(async (database) => {
        const keys = (await database.getAllKeys(STORE)) as string[];
        const values = (await database.getAll(STORE)) as unknown[];
        return keys.map((key, i) => ({ key, entry: readEntry(values[i]) }));
      });
      const left: (LeftSession & { savedAtMs: number })[] = [];
      for (const { key, entry } of entries) {
        if (entry && key !== ownKey && (await isLeft(key))) left.push({ key, ...entry });
      }
      return left.sort((a, b) => b.savedAtMs - a.savedAtMs);
    },
    write: (runs) =>
      withDatabase(async (database) => {
        const entry: Entry = { savedAtMs: Date.now(), runs };
        await database.put(STORE, entry, ownKey);
      }),
    clear: () => remove(ownKey),
    remove,
  };
}

/** Also the single run that earlier versions of the page wrote; null: of a version that is not known here. */
function readEntry(value: unknown): Entry | null {
  if (typeof value !== 'object' || value === null) return null;
  const { savedAtMs = 0, runs = [value] } = value as Partial<Entry>;
  const updated = runs.flatMap((run) => updateSavedRun(run as { version: unknown }) ?? []);
  return updated.length > 0 ? { savedAtMs, runs: updated } : null;
}

/** Without locks (an insecure address) every other session counts as left behind. */
async function isLeft(key: string): Promise<boolean> {
  const free = (): Promise<boolean> =>
    navigator.locks.request(LOCK + key, { ifAvailable: true }, (lock) => lock !== null);
  if (!('locks' in navigator)) return true;
  if (await free()) return true;
  await new Promise((resolve) => setTimeout(resolve, RELEASE_MS));
  return free();
}
