/** The keyboard of the page: one table serves the handler and the list that the user sees. */
import { presets } from '../engine/presets';

export type ShortcutAction =
  | { readonly kind: 'playPause' }
  | { readonly kind: 'step' }
  | { readonly kind: 'restartSame' }
  | { readonly kind: 'restartNew' }
  | { readonly kind: 'resetView' }
  | { readonly kind: 'preset'; readonly index: number }
  | { readonly kind: 'help' };

export const shortcutList: readonly { readonly keys: string; readonly what: string }[] = [
  { keys: 'Space', what: 'Play or pause' },
  { keys: 'S', what: 'One step' },
  { keys: 'R', what: 'Restart with the same weights' },
  { keys: 'Shift + R', what: 'Restart with new weights' },
  { keys: 'Home', what: 'Look from the front again' },
  { keys: `1–${presets.length}`, what: 'Open a preset' },
  { keys: '?', what: 'This list' },
];

interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key press asks for; null: nothing of ours. */
export function readShortcut({ key, shiftKey, ctrlKey, metaKey, altKey }: PressedKey): ShortcutAction | null {
  if (ctrlKey || metaKey || altKey) return null;
  switch (key) {
    case ' ':
      return { kind: 'playPause' };
    case 's':
      return { kind: 'step' };
    case 'r':
    case 'R':
      return { kind: shiftKey ? 'restartNew' : 'restartSame' };
    case 'Home':
      return { kind: 'resetView' };
    case '?':
      return { kind: 'help' };
    default: {
      const index = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
      return presets[index] ? { kind: 'preset', index } : null;
    }
  }
}

/** Elements that need the key themselves: typing, sliders, lists, and buttons that Space presses. */
const OWNS_KEYS =
  'input, textarea, select, [role="listbox"], [role="option"], [role="dialog"], [contenteditable="true"]';
const OWNS_SPACE = 'button, a, summary, [role="tab"]';

export function elementOwnsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest(OWNS_KEYS) !== null || (key === ' ' && target.closest(OWNS_SPACE) !== null);
}
