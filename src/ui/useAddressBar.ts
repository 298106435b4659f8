/** Keeps the address bar and the page in step: the address always reproduces the page; back and forward open what they lead to. */
import { useEffect, useMemo, useRef } from 'react';
import { formatAddress, readAddress } from './address';
import type { RunSnapshot, RunStore } from './runStore';

export function useAddressBar({ draft, presetId }: RunSnapshot, store: RunStore): void {
  const address = useMemo(() => formatAddress(draft, presetId), [draft, presetId]);
  /** What makes a place of its own in the history; a moved slider changes the place it stands in. */
  const place = `${presetId ?? ''} ${draft.loss}`;
  const lastPlace = useRef(place);
  useEffect(() => {
    if (location.hash !== address) {
      if (lastPlace.current === place) history.replaceState(null, '', address);
      else history.pushState(null, '', address);
    }
    lastPlace.current = place;
  }, [address, place]);
  useEffect(() => {
    const open = (): void => store.open(readAddress(location.hash, location.search));
    window.addEventListener('popstate', open);
    return () => window.removeEventListener('popstate', open);
  }, [store]);
}
