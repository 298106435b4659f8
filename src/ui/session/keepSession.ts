/** The newest run of this browser in IndexedDB: a tab that closes loses nothing. Nothing leaves the browser. */
import { openDB } from 'idb';
import type { Lab } from '../compare/lab';
import { SAVED_VERSION, type SavedRun } from './savedRun';

const DATABASE = 'margin-lab-session';
const STORE = 'runs';
const KEY = 'last';
const INTERVAL_MS = 10_000;
/** Larger recordings are written when the page is left, not while it trains: copying them would hold up the page. */
const LARGE_BYTES = 16e6;

const open = () =>
  openDB(DATABASE, 1, {
    upgrade: (database) => {
      database.createObjectStore(STORE);
    },
  });

/** Undefined where none is kept, or storage is closed to the page. */
export async function loadSession(): Promise<SavedRun | undefined> {
  try {
    const database = await open();
    const saved = (await database.get(STORE, KEY)) as SavedRun | undefined;
    database.close();
    return saved?.version === SAVED_VERSION ? saved : undefined;
  } catch {
    return undefined;
  }
}

export async function saveSession(saved: SavedRun): Promise<void> {
  const database = await open();
  await database.put(STORE, saved, KEY);
  database.close();
}

/**
 * Saves the first run every ten seconds while it moves on, when it pauses, and when the page is left. Where the browser has no room or keeps nothing, it
 * stops trying: the run itself is not disturbed. Returns the function that ends it.
 */
export function keepSession(lab: Lab): () => void {
  let savedStep = -1;
  let closed = false;
  const save = (leaving: boolean): void => {
    const store = lab.getSnapshot().lanes[0]?.store;
    if (!store || closed) return;
    const { recording } = store.getSnapshot();
    const newest = recording.checkpoints.at(-1) ?? 0;
    if (newest === 0 || newest === savedStep || (!leaving && recording.bytes > LARGE_BYTES)) return;
    const saved = store.save();
    if (!saved) return;
    savedStep = newest;
    saveSession(saved).catch(() => (closed = true));
  };
  const onHide = (): void => {
    if (document.visibilityState === 'hidden') save(true);
  };
  const onLeave = (): void => save(true);
  const stopListening = lab.subscribe(() => {
    if (lab.getSnapshot().runs[0]?.state.kind === 'paused') save(false);
  });
  const timer = setInterval(() => save(false), INTERVAL_MS);
  document.addEventListener('visibilitychange', onHide);
  window.addEventListener('pagehide', onLeave);
  return () => {
    clearInterval(timer);
    stopListening();
    document.removeEventListener('visibilitychange', onHide);
    window.removeEventListener('pagehide', onLeave);
  };
}
