/**
 * How many steps to run before the next message. At full speed as many as fit in the time between two messages, so that the page
 * hears 10-15 times a second whatever a step costs; in slow motion one step at its appointed time.
 */
const MESSAGE_INTERVAL_MS = 75;
const MOST_STEPS_AT_ONCE = 64;
/** Weight of the newest reading in the running mean of the step time: a few messages of memory, so that one hiccup does not halve the pace. */
const NEWEST_WEIGHT = 0.3;

export class Pace {
  #stepMs = 0;
  #stepsPerSecond = 0;
  #nextStepAtMs = 0;

  /** Steps a second: what the device gives, or what slow motion allows; 0 before the first step. */
  get stepsPerSecond(): number {
    if (this.#stepMs === 0) return 0;
    const possible = 1000 / this.#stepMs;
    return this.#stepsPerSecond > 0 ? Math.min(possible, this.#stepsPerSecond) : possible;
  }

  /** 0: full speed. */
  setStepsPerSecond(stepsPerSecond: number): void {
    this.#stepsPerSecond = stepsPerSecond;
    this.#nextStepAtMs = 0;
  }

  /** Steps to run now; 0: wait `waitMs(nowMs)` first. */
  stepsNow(nowMs: number): number {
    if (this.#stepsPerSecond > 0) return this.waitMs(nowMs) > 0 ? 0 : 1;
    if (this.#stepMs === 0) return 1;
    return Math.max(1, Math.min(MOST_STEPS_AT_ONCE, Math.round(MESSAGE_INTERVAL_MS / this.#stepMs)));
  }

  waitMs(nowMs: number): number {
    return this.#stepsPerSecond > 0 ? Math.max(0, this.#nextStepAtMs - nowMs) : 0;
  }

  ran(steps: number, startMs: number, endMs: number): void {
    const stepMs = (endMs - startMs) / steps;
    this.#stepMs = this.#stepMs === 0 ? stepMs : (1 - NEWEST_WEIGHT) * this.#stepMs + NEWEST_WEIGHT * stepMs;
    if (this.#stepsPerSecond > 0) {
      const periodMs = 1000 / this.#stepsPerSecond;
      // From the appointed time, not from now: the rate stays exact unless a step takes longer than its period.
      this.#nextStepAtMs = Math.max(this.#nextStepAtMs + periodMs, startMs + (this.#nextStepAtMs === 0 ? periodMs : 0));
    }
  }
}
