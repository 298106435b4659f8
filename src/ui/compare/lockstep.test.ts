import { expect, test } from 'vitest';
import type { Itinerary, Sample } from '../../engine/protocol';
import { Lockstep, type Pacer } from './lockstep';

const run = (step: number, due: readonly Sample[] = [], stepsPerSecond = 20): Pacer => ({
  isRunning: true,
  step,
  stepsPerSecond,
  due,
  arrived: 0,
});
const stopped: Pacer = { isRunning: false, step: 0, stepsPerSecond: 0, due: [], arrived: 0 };
const waiting = (step: number, { number }: Itinerary): Pacer => ({ ...run(step), arrived: number });
const steps = (lockstep: Lockstep, runs: Pacer[]): number[] =>
  lockstep.plan(runs).itinerary.waypoints.map(({ step }) => step);

test('two waypoints lie ahead of the slowest, as far apart as it trains in 0.15 s', () => {
  const lockstep = new Lockstep();
  expect(steps(lockstep, [run(0), run(0, [], 100)])).toEqual([3, 6]);
  expect(steps(lockstep, [run(6), run(2)])).toEqual([3, 6]);
  expect(steps(lockstep, [run(6), run(3)])).toEqual([6, 9]);
  expect(steps(lockstep, [run(9), run(9)])).toEqual([12, 15]);
});

test('a sample is asked for where it is due in every run, and not again before it has been taken', () => {
  const lockstep = new Lockstep();
  const takes = (...runs: Pacer[]) => lockstep.plan(runs).itinerary.waypoints.map(({ take }) => take);
  expect(takes(run(0, ['keyFrame', 'measures']), run(0, ['keyFrame']))).toEqual([['keyFrame'], []]);
  expect(takes(run(3, ['keyFrame', 'measures']), run(3, ['keyFrame', 'measures']))).toEqual([
    [],
    ['keyFrame', 'measures'],
  ]);
});

test('the list keeps its identity until it changes', () => {
  const lockstep = new Lockstep();
  const { itinerary } = lockstep.plan([run(0), run(0)]);
  expect(lockstep.plan([run(1), run(2)]).itinerary).toBe(itinerary);
});

test('a run that failed or stands still holds up nobody', () => {
  const lockstep = new Lockstep();
  expect(steps(lockstep, [run(30), stopped])).toEqual([33, 36]);
  expect(steps(lockstep, [stopped, stopped])).toEqual([]);
});

test('halt: all to the step of the foremost, and no farther', () => {
  const lockstep = new Lockstep();
  lockstep.plan([run(4), run(2)]);
  lockstep.halt();
  const first = lockstep.plan([run(4), run(2)]);
  expect(first).toMatchObject({ itinerary: { waypoints: [{ step: 4, take: [] }] }, hasHalted: false });
  const second = lockstep.plan([run(5), waiting(4, first.itinerary)]);
  expect(second.itinerary.waypoints).toEqual([{ step: 5, take: [] }]);
  expect(lockstep.plan([waiting(5, second.itinerary), waiting(5, second.itinerary)]).hasHalted).toBe(true);
  lockstep.halt();
  lockstep.go();
  expect(steps(lockstep, [run(5), run(5)])).toEqual([8, 11]);
});

test('halt: a run that has not answered may be under way, whatever it last reported', () => {
  const lockstep = new Lockstep();
  const { itinerary: before } = lockstep.plan([run(4), run(4)]);
  lockstep.halt();
  const { itinerary, hasHalted } = lockstep.plan([waiting(4, before), waiting(4, before)]);
  expect(itinerary.waypoints).toEqual([{ step: 4, take: [] }]);
  expect(hasHalted).toBe(false);
  // The second had made a step when it was told.
  const next = lockstep.plan([waiting(4, itinerary), waiting(5, itinerary)]);
  expect(next).toMatchObject({ itinerary: { waypoints: [{ step: 5 }] }, hasHalted: false });
  expect(lockstep.plan([waiting(5, next.itinerary), waiting(5, itinerary)]).hasHalted).toBe(false);
  expect(lockstep.plan([waiting(5, next.itinerary), waiting(5, next.itinerary)]).hasHalted).toBe(true);
});
