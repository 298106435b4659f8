/** Carries out the keys of `shortcuts.ts`. */
import { useEffect } from 'react';
import { presets } from '../engine/presets';
import type { Lab } from './compare/lab';
import { pageLock } from './lock';
import { openPreset } from './openAddress';
import { elementOwnsKey, readShortcut } from './shortcuts';
import { stageCamera } from './stage/camera';

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
          stageCamera.reset();
          return;
        case 'preset': {
          const preset = presets[action.index];
          if (preset && !pageLock.get()) openPreset(lab, preset.id);
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
