/** Lets several heavy parts of the page follow the same value one after the other: each in a task of its own, none of them long. */
import { useEffect, useRef, useState } from 'react';

/** Between two turns: the browser answers input in it. Five turns fit between two versions of the charts. */
const TURN_MS = 32;

/** @returns the newest value as of this part's turn, 0 the first. */
export function useInTurn<Value>(value: Value, turn: number): Value {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    newest.current = value;
    // A value that comes before the turn replaces the waiting one; it does not put the turn off.
    timer.current ??= setTimeout(() => {
      timer.current = null;
      setShown(newest.current);
    }, turn * TURN_MS);
  }, [value, turn]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return shown;
}
