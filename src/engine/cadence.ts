/** How often something costly may happen: at most a given share of the time, and never closer than a given interval. */
export class Cadence {
  #lastEnd = -Infinity;
  #costMs = 0;

  constructor(
    /** Largest share of the running time that the work may take, 0..1. */
    private readonly share: number,
    /** Smallest time from the end of one to the start of the next. */
    private readonly intervalMs: number,
  ) {}

  isDue(nowMs: number): boolean {
    const pauseMs = Math.max(this.intervalMs, this.#costMs * (1 / this.share - 1));
    return nowMs - this.#lastEnd >= pauseMs;
  }

  ran(startMs: number, endMs: number): void {
    this.#costMs = endMs - startMs;
    this.#lastEnd = endMs;
  }
}
