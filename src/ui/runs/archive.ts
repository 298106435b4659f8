/**
 * The runs that are over: kept, named, pinned, laid over the charts, taken as the baseline, deleted and brought back. Numbers of all of them
 * are in memory, recordings in the storage; where that is closed to the page, everything lasts as long as the page.
 */
import { frameBytes } from '../../engine/recorder';
import { type SavedRun, thinSavedRun } from '../session/savedRun';
import { type ArchivedRun, type EndedRun, nameByDifference, recordingBytes } from './archivedRun';

export interface RunStorage {
  readonly readAll: () => Promise<readonly ArchivedRun[]>;
  readonly write: (run: ArchivedRun) => Promise<void>;
  readonly writeRecording: (id: string, recording: SavedRun) => Promise<void>;
  readonly readRecording: (id: string) => Promise<SavedRun | undefined>;
  /** Of ids that are not there nothing is said. */
  readonly removeRecording: (id: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

export interface ArchiveSnapshot {
  /** Pinned ones first, then the newest first. */
  readonly runs: readonly ArchivedRun[];
  readonly baselineId: string | null;
  /** In the order they were chosen. */
  readonly overlayIds: readonly string[];
  /** The one deleted last, which can be brought back. */
  readonly deleted: ArchivedRun | null;
  /** Bytes of the recordings. */
  readonly bytes: number;
  /** Why nothing outlasts the page; empty: it does. */
  readonly problem: string;
}

export interface Archive {
  readonly getSnapshot: () => ArchiveSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  /** Reads what earlier visits have left. */
  readonly open: () => Promise<void>;
  readonly add: (ended: EndedRun) => void;
  /** Undefined where the recording was given up for room. */
  readonly readRecording: (id: string) => Promise<SavedRun | undefined>;
  readonly togglePin: (id: string) => void;
  /** The same again: none. */
  readonly toggleBaseline: (id: string) => void;
  readonly toggleOverlay: (id: string) => void;
  readonly remove: (id: string) => void;
  readonly undoRemove: () => void;
}

/** Of one recording; the page's own, of the run that trains, may be larger. */
export const RECORDING_BYTES = 8e6;
/** Of all recordings. */
export const ROOM_BYTES = 256e6;
/** More curves than these could not be told apart. */
export const MOST_OVERLAYS = 3;

export interface ArchiveOptions {
  readonly storage: RunStorage;
  readonly nowMs?: () => number;
  readonly newId?: () => string;
  readonly roomBytes?: number;
}

export function createArchive({
  storage,
  nowMs = Date.now,
  newId = () => crypto.randomUUID(),
  roomBytes = ROOM_BYTES,
}: ArchiveOptions): Archive {
  const listeners = new Set<() => void>();
  /** Recordings that the storage did not take. */
  const kept = new Map<string, SavedRun>();
  let runs: readonly ArchivedRun[] = [];
  let deleted: { readonly run: ArchivedRun; readonly recording: Promise<SavedRun | undefined> } | null = null;
  let choices = { baselineId: null as string | null, overlayIds: [] as readonly string[] };
  let problem = '';
  let snapshot = describe();

  function describe(): ArchiveSnapshot {
    const order = (a: ArchivedRun, b: ArchivedRun): number =>
      Number(b.isPinned) - Number(a.isPinned) || b.endedAtMs - a.endedAtMs;
    return {
      runs: [...runs].sort(order),
      ...choices,
      deleted: deleted?.run ?? null,
      bytes: runs.reduce((sum, run) => sum + run.recordingBytes, 0),
      problem,
    };
  }

  function tell(): void {
    snapshot = describe();
    for (const listener of listeners) listener();
  }

  /** Work on the storage never disturbs a run: what it does not take stays in memory. */
  async function attempt(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch {
      problem = 'This browser keeps no data for this page: the runs below last as long as the page.';
      tell();
      return false;
    }
  }

  function replace(run: ArchivedRun): void {
    runs = runs.map((other) => (other.id === run.id ? run : other));
    void attempt(storage.write(run));
  }

  function add({ saved, ...ended }: EndedRun): void {
    const previous = runs.reduce<ArchivedRun | null>(
      (newest, run) => (newest && newest.endedAtMs >= run.endedAtMs ? newest : run),
      null,
    );
    const recording = thinSavedRun(saved, RECORDING_BYTES);
    const run: ArchivedRun = {
      ...ended,
      id: newId(),
      name: nameByDifference(saved.values, previous?.values ?? null),
      // One after the other, also where several end in the same millisecond.
      endedAtMs: Math.max(nowMs(), (previous?.endedAtMs ?? 0) + 1),
      values: saved.values,
      history: saved.history,
      recordingBytes: recordingBytes(recording, frameBytes),
      isPinned: false,
    };
    runs = [...runs, run];
    kept.set(run.id, recording);
    void attempt(Promise.all([storage.write(run), storage.writeRecording(run.id, recording)])).then((taken) => {
      if (taken) kept.delete(run.id);
    });
    makeRoom();
    tell();
  }

  /** The oldest that nobody pinned, or looks at, give up their recordings; their numbers stay. */
  function makeRoom(): void {
    const inUse = new Set([choices.baselineId, ...choices.overlayIds]);
    let bytes = runs.reduce((sum, run) => sum + run.recordingBytes, 0);
    for (const run of [...runs].sort((a, b) => a.endedAtMs - b.endedAtMs).slice(0, -1)) {
      if (bytes <= roomBytes) return;
      if (run.isPinned || inUse.has(run.id) || run.recordingBytes === 0) continue;
      bytes -= run.recordingBytes;
      replace({ ...run, recordingBytes: 0 });
      kept.delete(run.id);
      void attempt(storage.removeRecording(run.id));
    }
  }

  function choose(next: Partial<typeof choices>): void {
    choices = { ...choices, ...next };
    tell();
  }

  const readRecording = async (id: string): Promise<SavedRun | undefined> =>
    kept.get(id) ?? (await storage.readRecording(id).catch(() => undefined));

  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open: async () => {
      await attempt(
        storage.readAll().then((found) => {
          const here = new Set(runs.map((run) => run.id));
          runs = [...found.filter((run) => !here.has(run.id)), ...runs];
          tell();
        }),
      );
    },
    add,
    readRecording,
    togglePin: (id) => {
      const run = runs.find((other) => other.id === id);
      if (run) replace({ ...run, isPinned: !run.isPinned });
      tell();
    },
    toggleBaseline: (id) => choose({ baselineId: choices.baselineId === id ? null : id }),
    toggleOverlay: (id) => {
      const { overlayIds } = choices;
      choose({
        overlayIds: overlayIds.includes(id)
          ? overlayIds.filter((other) => other !== id)
          : [...overlayIds, id].slice(-MOST_OVERLAYS),
      });
    },
    remove: (id) => {
      const run = runs.find((other) => other.id === id);
      if (!run) return;
      const recording = readRecording(id);
      deleted = { run, recording };
      runs = runs.filter((other) => other !== run);
      kept.delete(id);
      void recording.then(() => attempt(storage.remove(id)));
      choose({
        baselineId: choices.baselineId === id ? null : choices.baselineId,
        overlayIds: choices.overlayIds.filter((other) => other !== id),
      });
    },
    undoRemove: () => {
      if (!deleted) return;
      const { run, recording } = deleted;
      deleted = null;
      runs = [...runs, run];
      void recording.then((found) => {
        if (found) kept.set(run.id, found);
        void attempt(Promise.all([storage.write(run), ...(found ? [storage.writeRecording(run.id, found)] : [])]));
      });
      tell();
    },
  };
}
