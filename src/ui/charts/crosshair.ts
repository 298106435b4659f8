/** The step under a chart's crosshair: a tiny store, so that moving the pointer redraws the readout and not the chart. */
import { useSyncExternalStore } from 'react';

export interface Crosshair {
  readonly getStep: () => number | null;
  readonly setStep: (step: number | null) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createCrosshair(): Crosshair {
  const listeners = new Set<() => void>();
  let current: number | null = null;
  return {
    getStep: () => current,
    setStep: (step) => {
      if (step === current) return;
      current = step;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const useCrosshairStep = (crosshair: Crosshair): number | null =>
  useSyncExternalStore(crosshair.subscribe, crosshair.getStep);
