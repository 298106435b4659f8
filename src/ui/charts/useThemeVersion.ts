/** A number that changes with the page's colours: a canvas must be drawn anew, it does not follow CSS. */
import { useSyncExternalStore } from 'react';

let version = 0;

function subscribe(listener: () => void): () => void {
  const change = (): void => {
    version += 1;
    listener();
  };
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', change);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', change);
  };
}

export const useThemeVersion = (): number => useSyncExternalStore(subscribe, () => version);
