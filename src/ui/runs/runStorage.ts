/** The runs of this browser in IndexedDB. Nothing leaves the browser. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type SavedRun, updateSavedRun } from '../session/savedRun';
import type { RunStorage } from './archive';
import type { ArchivedRun } from './archivedRun';

const DATABASE = 'margin-lab-runs';

interface Schema extends DBSchema {
  readonly runs: { readonly key: string; readonly value: ArchivedRun };
  readonly recordings: { readonly key: string; readonly value: SavedRun };
}

/** Every function rejects where storage is closed to the page, or full. */
export function browserRunStorage(): RunStorage {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const database = (): Promise<IDBPDatabase<Schema>> => {
    opened ??= openDB<Schema>(DATABASE, 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore('runs');
        fresh.createObjectStore('recordings');
      },
    });
    return opened;
  };
  return {
    readAll: async () => (await database()).getAll('runs'),
    write: async (run) => {
      await (await database()).put('runs', run, run.id);
    },
    writeRecording: async (id, recording) => {
      await (await database()).put('recordings', recording, id);
    },
    readRecording: async (id) => {
      const found = await (await database()).get('recordings', id);
      return (found && updateSavedRun(found)) ?? undefined;
    },
    removeRecording: async (id) => (await database()).delete('recordings', id),
    remove: async (id) => {
      const db = await database();
      await Promise.all([db.delete('runs', id), db.delete('recordings', id)]);
    },
  };
}
