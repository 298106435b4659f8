import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHalf, fromHalfBits, halfBits, toHalf } from './float16';
import type { Measures, Verification } from './protocol';
import { frameBytes, type Moment, playFrame, Recorder } from './recorder';

const moment = (step: number, points = 10): Moment => ({
  keyFrame: {
    step,
    dim: 2,
    embeddings: new Float32Array(2 * points).fill(step),
    classWeights: Float32Array.of(1, 2, 3, 4),
  },
  measures: null,
  verification: null,
  margins: Float32Array.of(0.5, 0.25),
  marginMean: 0.5,
  marginSigma: 0.05,
});
const ONE = 2 * 20 + 4 * 4 + 2 * 2;

test('halves: exact where they can be, nearest elsewhere, all 65,536 come back', () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = fromHalfBits(bits);
    if (!Number.isNaN(value)) expect(halfBits(value)).toBe(bits);
  }
  expect([1, -2, 0.5, 65504, 1e6, -1e6, 2 ** -24, 1e-9].map((v) => fromHalfBits(halfBits(v)))).toEqual([
    1,
    -2,
    0.5,
    65504,
    Infinity,
    -Infinity,
    2 ** -24,
    0,
  ]);
  expect(fromHalfBits(halfBits(NaN))).toBeNaN();
  fc.assert(
    fc.property(fc.double({ min: -60000, max: 60000, noNaN: true }), (value) => {
      const error = Math.abs(fromHalf(toHalf([value]))[0]! - value);
      expect(error).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -11 * 1.0001));
    }),
  );
});

test('the budget is never exceeded, the first and the last frame stay, and the rest covers the run evenly', () => {
  const recorder = new Recorder(ONE * 20);
  for (let step = 0; step <= 5000; step += 7) {
    recorder.add(moment(step));
    expect(recorder.bytes).toBeLessThanOrEqual(recorder.budgetBytes);
    expect(recorder.bytes).toBe(recorder.frames.reduce((sum, frame) => sum + frameBytes(frame), 0));
  }
  const steps = recorder.frames.map((frame) => frame.step);
  expect(steps[0]).toBe(0);
  expect(steps.at(-1)).toBe(4998);
  expect(steps.length).toBe(20);
  const gaps = steps.slice(1).map((step, i) => step - steps[i]!);
  expect(Math.max(...gaps)).toBeLessThan(5 * (5000 / 20));
});

test('class weights are kept exactly, embeddings to the nearest half', () => {
  const recorder = new Recorder(1e6);
  const keyFrame = {
    step: 1,
    dim: 2,
    embeddings: Float32Array.of(1 / 3, -2.5),
    classWeights: Float32Array.of(0.1, Math.PI),
  };
  recorder.add({ ...moment(1), keyFrame });
  const played = playFrame(recorder.frameAt(1)!).keyFrame;
  expect(played.classWeights).toEqual(keyFrame.classWeights);
  expect(played.embeddings[1]).toBe(-2.5);
  expect(Math.abs(played.embeddings[0]! - 1 / 3)).toBeLessThan(2 ** -12 / 3);
});

test('frames by step, replaced, cut off', () => {
  const recorder = new Recorder(1e6);
  expect(recorder.frameAt(3)).toBeUndefined();
  for (const step of [10, 20, 30]) recorder.add(moment(step));
  expect([0, 10, 19, 20, 99].map((step) => recorder.frameAt(step)?.step)).toEqual([10, 10, 10, 20, 30]);
  recorder.add({ ...moment(30), marginMean: 0.7 });
  expect(recorder.frames).toHaveLength(3);
  expect(playFrame(recorder.frameAt(30)!).marginMean).toBe(0.7);
  expect(() => recorder.add(moment(25))).toThrow(/expected a step after 30, got 25/);
  recorder.cutAfter(20);
  expect(recorder.frames.map((frame) => frame.step)).toEqual([10, 20]);
  recorder.add(moment(25));
  expect(playFrame(recorder.frameAt(25)!).keyFrame.embeddings[3]).toBe(25);
});

test('what is measured counts towards the budget, survives a second frame of its step, and is found from later ones', () => {
  const recorder = new Recorder(1e6);
  const measures = { step: 10, perClassIntraDeg: [1, 2, 3] } as unknown as Measures;
  const verification = {
    far: new Float32Array(4),
    tar: new Float32Array(4),
    genuineBins: new Uint32Array(80),
    impostorBins: new Uint32Array(80),
    worstGenuine: [],
    worstImpostor: [],
    operatingPoints: [],
  } as unknown as Verification;
  recorder.add({ ...moment(10), measures, verification });
  expect(recorder.bytes).toBe(ONE + 8 * (7 + 3) + 2 * 16 + 2 * 320);
  recorder.add(moment(10));
  recorder.add(moment(20));
  expect(recorder.measuredAt(25)).toEqual({ measures, verification });
  expect(recorder.measuredAt(5)).toEqual({ measures: null, verification: null });
});

test('checkpoints: few, spread over the run, the newest always there', () => {
  const recorder = new Recorder(1e6);
  for (let step = 0; step <= 1000; step += 10) recorder.addCheckpoint({ step, parameters: {}, moments: [] });
  expect(recorder.checkpoints).toHaveLength(12);
  expect(recorder.checkpoints[0]?.step).toBe(0);
  expect(recorder.checkpoints.at(-1)?.step).toBe(1000);
  expect(recorder.checkpointAt(5)?.step).toBe(0);
  recorder.cutAfter(500);
  expect(recorder.checkpoints.at(-1)!.step).toBeLessThanOrEqual(500);
});
