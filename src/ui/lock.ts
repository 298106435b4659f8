/**
 * Settings that a link keeps as they are, for a class: `lock.free=sigma+scale` locks all but these two, `lock.free=` locks all. Transport,
 * stage and charts stay free, and so does who opens it: one click unlocks.
 */
import { useSyncExternalStore } from 'react';
import { type Adjustment, baseFields, type Field, lossFields, type RunConfig } from '../engine/runConfig';

export interface Lock {
  /** Keys of the settings that can be changed all the same. */
  readonly free: readonly string[];
}

/** No parameter of a typed formula can have a dot in its name. */
export const LOCK_KEY = 'lock.free';

/** The settings of some runs, those of their losses first; one that several have comes once. */
export function settingsOf(configs: readonly RunConfig[]): readonly Field[] {
  const fields = [...configs.flatMap(({ loss }) => lossFields(loss)), ...Object.values(baseFields)];
  return [...new Map(fields.map((field) => [field.key, field])).values()];
}

/**
 * @param text of the link; absent: nothing is locked
 * @param configs the runs that the link opens; what none of them has cannot be free, and is named in `adjustments`
 */
export function readLock(
  text: string | undefined,
  configs: readonly RunConfig[],
  adjustments: Adjustment[],
): Lock | null {
  if (text === undefined) return null;
  const known = new Set(settingsOf(configs).map((field) => field.key));
  const given = new Set(text.split(/\s+/).filter((key) => key !== ''));
  const unknown = [...given].filter((key) => !known.has(key));
  if (unknown.length > 0) {
    const expected = `settings of the runs (${[...known].join(', ')})`;
    adjustments.push({ key: LOCK_KEY, given: unknown.join(', '), expected });
  }
  return { free: [...given].filter((key) => known.has(key)) };
}

export const formatLock = (lock: Lock | null): readonly (readonly [string, string])[] =>
  lock ? [[LOCK_KEY, lock.free.join(' ')]] : [];

export const isLocked = (lock: Lock | null, key: string): boolean => lock !== null && !lock.free.includes(key);

let current: Lock | null = null;
const listeners = new Set<() => void>();

/** The lock of this page. */
export const pageLock = {
  get: (): Lock | null => current,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  set: (lock: Lock | null): void => {
    current = lock;
    for (const listener of listeners) listener();
  },
};

export const usePageLock = (): Lock | null => useSyncExternalStore(pageLock.subscribe, pageLock.get);
