/** Carries out the keys of `shortcuts.ts`. */
import { useEffect } from 'react';
import { presets } from '../engine/presets';
import { presetAddress } from './address';
import type { Lab } from './compare/lab';
import { elementOwnsKey, readShortcut } from './shortcuts';

/** The stage listens for it and looks from the front again. */
export const RESET_VIEW_EVENT = 'margin-lab:reset-view';

export function useShortcuts(lab: Lab, onHelp: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || elementOwnsKey(event.target, event.key)) return;
      const action = readShortcut(event);
      if (!action) return;
      event.preventDefault();
      switch (action.kind) {
        case 'playPause':
          if (lab.getSnapshot().runs[0]?.state.kind === 'running') lab.all.pause();
          else lab.all.play();
          return;
        case 'step':
          lab.all.stepOnce();
          return;
        case 'restartSame':
          lab.all.restartSameWeights();
          return;
        case 'restartNew':
          lab.all.restartNewWeights();
          return;
        case 'resetView':
          window.dispatchEvent(new CustomEvent(RESET_VIEW_EVENT));
          return;
        case 'preset': {
          const preset = presets[action.index];
          if (preset) lab.open(presetAddress(preset.id));
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
  }, [lab, onHelp]);
}
