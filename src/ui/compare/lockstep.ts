/**
 * Keeps compared runs together: it sets the steps at which all of them meet and take the same samples, a little ahead of the slowest, and
 * brings them to a halt at one step. Plain state: it sends nothing itself.
 */
import type { Itinerary, Sample, Waypoint } from '../../engine/protocol';

/** What it must know of a run. */
export interface Pacer {
  readonly isRunning: boolean;
  /** As last reported: it may have made more. */
  readonly step: number;
  readonly stepsPerSecond: number;
  readonly due: readonly Sample[];
  /** Number of the itinerary at whose end it waits: of that one, `step` is exact. */
  readonly arrived: number;
}

export interface Plan {
  readonly itinerary: Itinerary;
  /** All stand at the step where they were to halt, and none is under way. */
  readonly hasHalted: boolean;
}

/** Between two waypoints: shorter stalls the runs on the way of messages, longer makes the pictures jump. */
const INTERVAL_SECONDS = 0.15;
/** Waypoints under way: while the slowest goes to one, the fastest may go on to the next. */
const AHEAD = 2;

export class Lockstep {
  #itinerary: Itinerary = { number: 1, waypoints: [] };
  #isHalting = false;

  /** From now on to the nearest step at which all can stand. */
  halt(): void {
    this.#isHalting = true;
  }

  /** Takes back `halt`. */
  go(): void {
    this.#isHalting = false;
  }

  /** Where the runs may go now. */
  plan(runs: readonly Pacer[]): Plan {
    const moving = runs.filter((run) => run.isRunning);
    if (moving.length === 0) {
      this.#isHalting = false;
      return this.#set([]);
    }
    if (this.#isHalting) {
      // A run may have made steps that were not reported when it was told: then the others follow it.
      const step = Math.max(...moving.map((run) => run.step));
      const plan = this.#set([{ step, take: [] }]);
      const hasHalted = moving.every((run) => run.step === step && run.arrived === plan.itinerary.number);
      if (hasHalted) this.#isHalting = false;
      return { ...plan, hasHalted };
    }
    const slowest = Math.min(...moving.map((run) => run.step));
    const ahead = this.#itinerary.waypoints.filter((waypoint) => waypoint.step > slowest);
    const spacing = Math.max(1, Math.round(Math.min(...moving.map((run) => run.stepsPerSecond)) * INTERVAL_SECONDS));
    while (ahead.length < AHEAD) {
      const asked = new Set(ahead.flatMap((waypoint) => waypoint.take));
      const take = SAMPLES.filter((sample) => !asked.has(sample) && moving.every((run) => run.due.includes(sample)));
      ahead.push({ step: (ahead.at(-1)?.step ?? slowest) + spacing, take });
    }
    return this.#set(ahead);
  }

  /** The same itinerary while nothing changes: whoever sends it sees by its identity what is new. */
  #set(waypoints: readonly Waypoint[]): Plan {
    const last = (list: readonly Waypoint[]): string => `${list.length} ${list.at(-1)?.step ?? ''}`;
    if (last(waypoints) !== last(this.#itinerary.waypoints)) {
      this.#itinerary = { number: this.#itinerary.number + 1, waypoints };
    }
    return { itinerary: this.#itinerary, hasHalted: false };
  }
}

const SAMPLES = ['keyFrame', 'measures', 'verification'] as const satisfies readonly Sample[];
