/**
 * What is looked at and how: one for all stages of the page, so that runs beside each other show the same classes, the same splits and the
 * same picked image. Where the sphere is looked at from stands in `camera.ts`.
 */
import { useSyncExternalStore } from 'react';
import { DEFAULT_OPTIONS, type StageOptions } from './stageOptions';
import type { Pick } from './stageView';

export interface PlacedPick extends Pick {
  /** Of the stage it was picked on, among those beside each other. */
  readonly place: number;
}

export interface StageState {
  readonly options: StageOptions;
  readonly pick: PlacedPick | null;
}

let state: StageState = { options: DEFAULT_OPTIONS, pick: null };
const listeners = new Set<() => void>();

export const stageState = {
  get: (): StageState => state,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  set: (changes: Partial<StageState>): void => {
    state = { ...state, ...changes };
    for (const listener of listeners) listener();
  },
};

export const useStageState = (): StageState => useSyncExternalStore(stageState.subscribe, stageState.get);
