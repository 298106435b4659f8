/** Carries out the keys of `shortcuts.ts`. */
import { useEffect } from 'react';
import { presets } from '../engine/presets';
import { presetAddress } from './address';
import type { RunStore } from './runStore';
import { elementOwnsKey, readShortcut } from './shortcuts';

/** The stage listens for it and looks from the front again. */
export const RESET_VIEW_EVENT = 'margin-lab:reset-view';

export function useShortcuts(store: RunStore, onHelp: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || elementOwnsKey(event.target, event.key)) return;
      const action = readShortcut(event);
      if (!action) return;
      event.preventDefault();
      switch (action.kind) {
        case 'playPause':
          if (store.getSnapshot().state.kind === 'running') store.pause();
          else store.play();
          return;
        case 'step':
          store.stepOnce();
          return;
        case 'restartSame':
          store.restartSameWeights();
          return;
        case 'restartNew':
          store.restartNewWeights();
          return;
        case 'resetView':
          window.dispatchEvent(new CustomEvent(RESET_VIEW_EVENT));
          return;
        case 'preset': {
          const preset = presets[action.index];
          if (preset) store.open(presetAddress(preset.id));
          return;
        }
        case 'help':
          onHelp();
          return;
        default:
          action satisfies never;
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, onHelp]);
}
