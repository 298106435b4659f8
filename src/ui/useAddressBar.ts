/** Keeps the address bar and the page in step: the address always reproduces the page; back and forward open what they lead to. */
import { useEffect, useRef } from 'react';
import { formatAddress, readAddress } from './address';
import type { Lab, LabSnapshot } from './compare/lab';

export function useAddressBar({ runs }: LabSnapshot, lab: Lab): void {
  const [first, ...others] = runs;
  const address = first
    ? formatAddress(
        first.draft,
        first.presetId,
        others.map((run) => run.draft),
      )
    : '';
  /** What makes a place of its own in the history; a moved slider changes the place it stands in. */
  const place = `${first?.presetId ?? ''} ${runs.map((run) => run.draft.loss).join(' ')}`;
  const lastPlace = useRef(place);
  useEffect(() => {
    if (location.hash !== address) {
      if (lastPlace.current === place) history.replaceState(null, '', address);
      else history.pushState(null, '', address);
    }
    lastPlace.current = place;
  }, [address, place]);
  useEffect(() => {
    const open = (): void => lab.open(readAddress(location.hash, location.search));
    window.addEventListener('popstate', open);
    return () => window.removeEventListener('popstate', open);
  }, [lab]);
}
