/** Keeps the address bar and the page in step: the address always reproduces the page; back and forward open what they lead to. */
import { useEffect, useRef } from 'react';
import { formatAddress, readAddress } from './address';
import type { Lab, LabSnapshot } from './compare/lab';
import { type Lock, pageLock } from './lock';
import { openAddress } from './openAddress';
import type { RunSnapshot } from './runStore';
import { stageCamera } from './stage/camera';
import { currentLook } from './stage/pageLook';
import { stageState } from './stage/stageState';

/** A sphere that is being turned changes the address when it rests: browsers allow few changes a second. */
const REST_MS = 300;

/** The hash of the page as it is, with a lock of its own choice. */
export function addressOf([first, ...others]: readonly RunSnapshot[], lock: Lock | null): string {
  if (!first) throw new Error('addressOf: expected at least one run, found none.');
  const { draft: config, presetId } = first;
  return formatAddress({ config, presetId, others: others.map((run) => run.draft), look: currentLook(), lock });
}

export function useAddressBar({ runs }: LabSnapshot, lab: Lab): void {
  const configs = JSON.stringify(runs.map((run) => run.draft));
  /** What makes a place of its own in the history; a moved slider changes the place it stands in. */
  const place = `${runs[0]?.presetId ?? ''} ${runs.map((run) => run.draft.loss).join(' ')}`;
  const lastPlace = useRef(place);
  const write = useRef<() => void>(() => undefined);
  useEffect(() => {
    write.current = () => {
      const address = addressOf(runs, pageLock.get());
      if (location.hash !== address) {
        if (lastPlace.current === place) history.replaceState(null, '', address);
        else history.pushState(null, '', address);
      }
      lastPlace.current = place;
    };
  });
  useEffect(() => write.current(), [configs, place]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => write.current(), REST_MS);
    };
    const stops = [stageCamera.subscribe(later), stageState.subscribe(later), pageLock.subscribe(later)];
    return () => {
      clearTimeout(timer);
      stops.forEach((stop) => stop());
    };
  }, []);
  useEffect(() => {
    const open = (): void => {
      openAddress(lab, readAddress(location.hash, location.search));
      // Also where it says the same as before in other words: what could not be taken must not stay in the address.
      setTimeout(() => write.current(), 0);
    };
    window.addEventListener('popstate', open);
    return () => window.removeEventListener('popstate', open);
  }, [lab]);
}
