/** Light or dark, as the page shows it now: the system's choice, or the switch's (`data-theme`). */
import { useSyncExternalStore } from 'react';

export function subscribeTheme(listener: () => void): () => void {
  const themes = new MutationObserver(listener);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', listener);
  return () => {
    themes.disconnect();
    scheme.removeEventListener('change', listener);
  };
}

const isDark = (): boolean => getComputedStyle(document.documentElement).colorScheme === 'dark';

export const useIsDark = (): boolean => useSyncExternalStore(subscribeTheme, isDark);
