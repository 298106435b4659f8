/**
 * Keeps the runs on the page across visits: saves them while they move on, offers what the last visit left, and hands what is not taken up to
 * the list of runs. Knows nothing of components.
 */
import type { Lab } from '../compare/lab';
import type { Archive } from '../runs/archive';
import type { SavedRun } from './savedRun';
import type { SessionStorage } from './sessionStorage';

const INTERVAL_MS = 10_000;
/** Larger recordings are written when the page is left or the run pauses, not while it trains: copying them would hold up the page. */
const LARGE_BYTES = 16e6;

export interface SessionKeeper {
  /** The runs that the last visit left; null: none, or decided about. */
  readonly getSnapshot: () => readonly SavedRun[] | null;
  readonly subscribe: (listener: () => void) => () => void;
  readonly resume: () => void;
  /** Into the list of runs. */
  readonly keep: () => void;
  /** Reads what is left and begins to save. Returns the function that ends it. */
  readonly start: () => () => void;
  /** The runs on the page are over and kept elsewhere: they are not offered again. */
  readonly forget: () => void;
}

export function createSessionKeeper(lab: Lab, archive: Pick<Archive, 'add'>, storage: SessionStorage): SessionKeeper {
  const listeners = new Set<() => void>();
  let offered: { readonly key: string; readonly runs: readonly SavedRun[] } | null = null;
  /** Newest checkpoints as they were saved last. */
  let saved = '';
  /** Where the browser has no room or keeps nothing, it stops trying: the run itself is not disturbed. */
  let closed = false;

  const tell = (next: typeof offered): void => {
    offered = next;
    for (const listener of listeners) listener();
  };

  const attempt = (work: Promise<unknown>): void => {
    work.catch(() => (closed = true));
  };

  function keep(): void {
    if (!offered) return;
    archiveAll(offered.runs);
    attempt(storage.remove(offered.key));
    tell(null);
  }

  function archiveAll(runs: readonly SavedRun[]): void {
    for (const run of runs) {
      const measures = run.frames.findLast((frame) => frame.measures)?.measures ?? null;
      const auc = run.frames.findLast((frame) => frame.verification)?.verification?.auc ?? null;
      archive.add({ saved: run, end: 'stopped', step: run.step, measures, auc });
    }
  }

  function save(isLeaving: boolean): void {
    if (closed) return;
    const { runs } = lab.getSnapshot();
    const newest = runs.map((run) => run.recording.checkpoints.at(-1) ?? 0).join(' ');
    const isLarge = runs.some((run) => run.recording.bytes > LARGE_BYTES);
    if (newest === saved || (isLarge && !isLeaving)) return;
    const all = lab.save();
    if (all.length === 0) return;
    saved = newest;
    // What trains now takes the place of what was offered.
    keep();
    attempt(storage.write(all));
  }

  async function findLeft(): Promise<void> {
    const [newest, ...older] = await storage.findLeft();
    for (const { key, runs } of older) {
      archiveAll(runs);
      attempt(storage.remove(key));
    }
    if (newest) tell(newest);
  }

  return {
    getSnapshot: () => offered?.runs ?? null,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    resume: () => {
      if (!offered) return;
      const { key, runs } = offered;
      lab.resume(runs);
      // Under this tab's own key from now on.
      attempt(storage.write(runs).then(() => storage.remove(key)));
      tell(null);
    },
    keep,
    start: () => {
      attempt(findLeft());
      const onHide = (): void => {
        if (document.visibilityState === 'hidden') save(true);
      };
      const onLeave = (): void => save(true);
      const stopListening = lab.subscribe(() => {
        if (lab.getSnapshot().runs.every((run) => run.state.kind === 'paused')) save(true);
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
    },
    forget: () => {
      saved = '';
      attempt(storage.clear());
    },
  };
}
