import { describe, expect, it } from 'vitest';
import { readShortcut } from './shortcuts';

const press = (key: string, held: Partial<Parameters<typeof readShortcut>[0]> = {}) =>
  readShortcut({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('readShortcut', () => {
  it('knows the keys of the list', () => {
    expect(press(' ')).toEqual({ kind: 'playPause' });
    expect(press('s')).toEqual({ kind: 'step' });
    expect(press('r')).toEqual({ kind: 'restartSame' });
    expect(press('R', { shiftKey: true })).toEqual({ kind: 'restartNew' });
    expect(press('Home')).toEqual({ kind: 'resetView' });
    expect(press('?', { shiftKey: true })).toEqual({ kind: 'help' });
    expect(press('2')).toEqual({ kind: 'preset', index: 1 });
  });

  it("leaves the browser's own keys alone", () => {
    expect(press('r', { ctrlKey: true })).toBeNull();
    expect(press('s', { metaKey: true })).toBeNull();
    expect(press('0')).toBeNull();
    expect(press('x')).toBeNull();
  });
});
