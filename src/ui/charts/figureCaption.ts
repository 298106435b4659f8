/** What stands below a saved chart: which runs it shows. Charts do not know; whoever lays them out does. */
import { createContext, useCallback, useEffect, useRef } from 'react';
import type { RunSnapshot } from '../runStore';
import { captionOf } from '../stage/captureStage';

/** Read when somebody saves, so that no chart renders anew with every step. */
export const FigureCaption = createContext<() => string>(() => '');

/** Captions of all runs; the same function always. */
export function useFigureCaption(runs: readonly RunSnapshot[]): () => string {
  const newest = useRef(runs);
  useEffect(() => {
    newest.current = runs;
  }, [runs]);
  return useCallback(() => newest.current.map(captionOf).join(' | '), []);
}
