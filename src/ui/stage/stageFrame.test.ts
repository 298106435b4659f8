import { expect, test } from 'vitest';
import { classMeans, FrameBuilder, FrameTween, placed, TWEEN_MS } from './stageFrame';

const keyFrame = (step: number, embeddings: number[], classWeights = [1, 2, 3, 4], dim = 2) => ({
  step,
  dim,
  embeddings: Float32Array.from(embeddings),
  classWeights: Float32Array.from(classWeights),
});

test('weights [dim, classes] become one row a class', () => {
  const frame = new FrameBuilder().build(keyFrame(0, [3, 4], [1, 2, 3, 4, 5, 6]));
  expect([...frame.weights]).toEqual([1, 4, 2, 5, 3, 6]);
  expect(frame.extent).toBe(5);
  expect([...placed(frame).points].map((x) => +x.toFixed(5))).toEqual([0.6, 0.8]);
});

test('more than three dimensions are projected and keep their axes between frames', () => {
  const dim = 6;
  const points = Array.from({ length: 40 * dim }, (_, i) => Math.sin(i * i * 0.7) * (1 + (i % dim)));
  const builder = new FrameBuilder();
  const weights = points.slice(0, dim * 4);
  const first = builder.build(keyFrame(0, points, weights, dim));
  const second = builder.build(
    keyFrame(
      1,
      points.map((x, i) => x + 0.001 * Math.cos(i)),
      weights,
      dim,
    ),
  );
  expect(first.dim).toBe(3);
  expect(first.explained).toBeGreaterThan(0.4);
  first.points.forEach((x, i) => expect(second.points[i]).toBeCloseTo(x, 1));
});

test('points move linearly, from where they are seen, and then stand still', () => {
  const builder = new FrameBuilder();
  const tween = new FrameTween(builder.build(keyFrame(0, [0, 0])));
  tween.moveTo(builder.build(keyFrame(1, [10, 0])), 1000, true);
  expect(tween.at(1000 + TWEEN_MS / 2).points[0]).toBeCloseTo(5, 5);
  tween.moveTo(builder.build(keyFrame(2, [5, 10])), 1000 + TWEEN_MS / 2, true);
  expect([...tween.at(1000 + TWEEN_MS).points]).toEqual([5, 5]);
  expect(tween.isMoving(1000 + 2 * TWEEN_MS)).toBe(false);
  expect([...tween.at(1000 + 2 * TWEEN_MS).points]).toEqual([5, 10]);
});

test('a restart, another shape and reduced motion jump', () => {
  const builder = new FrameBuilder();
  const tween = new FrameTween(builder.build(keyFrame(9, [0, 0])));
  tween.moveTo(builder.build(keyFrame(0, [1, 0])), 0, true);
  expect(tween.isMoving(1)).toBe(false);
  tween.moveTo(builder.build(keyFrame(3, [2, 0])), 0, false);
  expect(tween.at(0).points[0]).toBe(2);
  tween.moveTo(builder.build(keyFrame(4, [2, 0, 1, 1])), 0, true);
  expect(tween.at(0).points.length).toBe(4);
});

test('class means', () => {
  const means = classMeans(Float32Array.of(1, 1, 3, 5, -1, 0), 2, Uint8Array.of(0, 0, 1), 3);
  expect([...means]).toEqual([2, 3, -1, 0, NaN, NaN]);
});
