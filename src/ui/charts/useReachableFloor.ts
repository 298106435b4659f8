/** The floor of a run's loss: at once where that is quick, else from a worker, and nothing until it is known. */
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { lossFields, readLossField, type RunConfig } from '../../engine/runConfig';
import type { FloorReply, FloorRequest } from './floorWorker';
import { reachableFloor, referenceSetting } from './lossReference';
import { isQuick } from './spreadDirections';

const MOST_KEPT = 100;

const floors = new Map<string, number>();
const listeners = new Set<() => void>();
let worker: Worker | undefined;
let underWay: string | null = null;
/** The newest request alone: a slider that moves asks for many. */
let waiting: FloorRequest | null = null;

function request(next: FloorRequest): void {
  if (floors.has(next.key) || underWay === next.key) return;
  waiting = next;
  sendNext();
}

function sendNext(): void {
  if (!waiting || underWay !== null) return;
  if (!worker) {
    worker = new Worker(new URL('./floorWorker.ts', import.meta.url), { type: 'module', name: 'margin-lab-floor' });
    worker.onmessage = ({ data: { key, floor } }: MessageEvent<FloorReply>) => {
      if (floors.size > MOST_KEPT) floors.clear();
      floors.set(key, floor);
      underWay = null;
      for (const listener of listeners) listener();
      sendNext();
    };
  }
  underWay = waiting.key;
  worker.postMessage(waiting);
  waiting = null;
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What the floor depends on. */
const keyOf = (config: RunConfig): string =>
  JSON.stringify([
    config.loss,
    config.classes,
    config.dim,
    ...lossFields(config.loss).map(({ key }) => readLossField(config, key)),
  ]);

/** Nats; null: not known yet. */
export function useReachableFloor(config: RunConfig): number | null {
  const key = keyOf(config);
  const quick = isQuick(config.classes, config.dim);
  const atOnce = useMemo(
    () => (quick ? reachableFloor(referenceSetting(config, 'after the ramp')) : null),
    // The key holds all of the configuration that matters.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [key, quick],
  );
  const found = useSyncExternalStore(subscribe, () => floors.get(key) ?? null);
  useEffect(() => {
    if (!quick) request({ key, config });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, quick]);
  return atOnce ?? found;
}
