/** A run as it is kept in the browser and in a zip: what the page shows of it, and the states from which it trains on. */
import { Recorder, type RecordedFrame } from '../../engine/recorder';
import type { TrainerSnapshot } from '../../engine/trainer';
import type { RunHistory } from '../runStore';
import type { SettingMark } from '../series';

/** Newer versions are refused with a sentence; older ones are brought up to date by `updateSavedRun`. */
export const SAVED_VERSION = 2;

export interface SavedRun {
  readonly version: typeof SAVED_VERSION;
  /** The configuration by key, as in the address. */
  readonly values: Readonly<Record<string, string>>;
  readonly presetId: string | null;
  /** Of the newest checkpoint. */
  readonly step: number;
  readonly marks: readonly SettingMark[];
  readonly history: Readonly<Record<keyof RunHistory, { readonly steps: Int32Array; readonly values: Float32Array }>>;
  readonly frames: readonly RecordedFrame[];
  /** Ascending, at least one. */
  readonly checkpoints: readonly TrainerSnapshot[];
}

/** Version 1 kept one checkpoint, and recorded no verification. */
interface SavedRun1 extends Omit<SavedRun, 'version' | 'checkpoints' | 'frames'> {
  readonly version: 1;
  readonly frames: readonly Omit<RecordedFrame, 'verification'>[];
  readonly checkpoint: TrainerSnapshot;
}

/** A run of this or an older version in the newest; null: of one that is not known here. */
export function updateSavedRun(saved: { readonly version: unknown }): SavedRun | null {
  if (saved.version === SAVED_VERSION) return saved as SavedRun;
  if (saved.version !== 1) return null;
  const { checkpoint, frames, ...same } = saved as SavedRun1;
  return {
    ...same,
    version: SAVED_VERSION,
    frames: frames.map((frame) => ({ ...frame, verification: null })),
    checkpoints: [checkpoint],
  };
}

/** The same run with the newest checkpoint alone and its recording thinned to `budgetBytes`: for keeping many. */
export function thinSavedRun(saved: SavedRun, budgetBytes: number): SavedRun {
  return {
    ...saved,
    frames: Recorder.of(budgetBytes, saved.frames, []).frames,
    checkpoints: saved.checkpoints.slice(-1),
  };
}
