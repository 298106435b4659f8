/** The frame to draw, moving from key frame to key frame. The views ask for it in each animation frame; React hears of none. */
import { useEffect, useMemo, useRef } from 'react';
import type { KeyFrame } from '../../engine/protocol';
import { FrameBuilder, FrameTween, type StageFrame } from './stageFrame';

export interface FrameSource {
  /** The frame at a time of `performance.now()`; null before the first. */
  readonly at: (nowMs: number) => StageFrame | null;
  readonly isMoving: (nowMs: number) => boolean;
  /** Calls back when there is a reason to draw again. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** @param animate false under reduced motion: frames then change at once */
export function useStageFrame(
  keyFrame: KeyFrame | null,
  animate: boolean,
): { source: FrameSource; newest: StageFrame | null } {
  const builder = useRef(new FrameBuilder());
  const tween = useRef<FrameTween | null>(null);
  const listeners = useRef(new Set<() => void>());
  // eslint-disable-next-line react-hooks/refs
  const newest = useMemo(() => (keyFrame ? builder.current.build(keyFrame) : null), [keyFrame]);
  useEffect(() => {
    if (!newest) tween.current = null;
    else if (tween.current) tween.current.moveTo(newest, performance.now(), animate);
    else tween.current = new FrameTween(newest);
    for (const listener of listeners.current) listener();
  }, [newest, animate]);
  const source = useMemo<FrameSource>(
    () => ({
      at: (nowMs) => tween.current?.at(nowMs) ?? null,
      isMoving: (nowMs) => tween.current?.isMoving(nowMs) ?? false,
      subscribe: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [],
  );
  return { source, newest };
}
