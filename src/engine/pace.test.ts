import { describe, expect, it } from 'vitest';
import { Cadence } from './cadence';
import { Pace } from './pace';

describe('Pace', () => {
  it('starts with one step and then fills the 75 ms between two messages', () => {
    const pace = new Pace();
    expect(pace.stepsNow(0)).toBe(1);
    pace.ran(1, 0, 5);
    expect(pace.stepsNow(5)).toBe(15); // 75 / 5
    expect(pace.stepsPerSecond).toBe(200);
  });

  it('never runs fewer than one step, nor so many that a command waits long', () => {
    const slow = new Pace();
    slow.ran(1, 0, 10_000);
    expect(slow.stepsNow(10_000)).toBe(1);
    const fast = new Pace();
    fast.ran(100, 0, 1);
    expect(fast.stepsNow(1)).toBe(64);
  });

  it('keeps the appointed times of slow motion', () => {
    const pace = new Pace();
    pace.setStepsPerSecond(5);
    expect(pace.stepsNow(1000)).toBe(1);
    pace.ran(1, 1000, 1010);
    expect(pace.stepsNow(1100)).toBe(0);
    expect(pace.waitMs(1100)).toBe(100); // the next is due at 1000 + 200
    expect(pace.stepsNow(1200)).toBe(1);
    expect(pace.stepsPerSecond).toBe(5);
  });
});

describe('Cadence', () => {
  it('is due at once, then keeps its share of the time', () => {
    const cadence = new Cadence(0.25, 10);
    expect(cadence.isDue(0)).toBe(true);
    cadence.ran(0, 100); // 100 ms of work at a share of 1/4: 300 ms of rest
    expect(cadence.isDue(399)).toBe(false);
    expect(cadence.isDue(400)).toBe(true);
  });
});
