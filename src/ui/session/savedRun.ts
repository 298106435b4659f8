/** A run as it is kept in the browser: what the page shows of it, and the state from which it trains on. */
import type { RecordedFrame } from '../../engine/recorder';
import type { TrainerSnapshot } from '../../engine/trainer';
import type { RunHistory } from '../runStore';
import type { SettingMark } from '../series';

/** Runs of another version are not offered. */
export const SAVED_VERSION = 1;

export interface SavedRun {
  readonly version: typeof SAVED_VERSION;
  /** The configuration by key, as in the address. */
  readonly values: Readonly<Record<string, string>>;
  readonly presetId: string | null;
  /** Of the checkpoint. */
  readonly step: number;
  readonly marks: readonly SettingMark[];
  readonly history: Readonly<Record<keyof RunHistory, { readonly steps: Int32Array; readonly values: Float32Array }>>;
  readonly frames: readonly RecordedFrame[];
  readonly checkpoint: TrainerSnapshot;
}
