/** The margin caps of the sphere: how far around its weight a class still wins against its nearest neighbour, margin included. */
import type { DrawnTarget } from './targetCosine';
import { softEdge } from './targetCosine';

export interface CapAngles {
  /** Radians from the weight: where nearly all drawn margins still win, half of them, and nearly none. Equal where the margin is fixed. */
  readonly inner: number;
  readonly mean: number;
  readonly outer: number;
}

/** @param weights [classes * 3], unit rows */
export function capAngles(weights: Float32Array, classes: number, target: DrawnTarget): CapAngles[] {
  return Array.from({ length: classes }, (_, c) => {
    const { angles, shares } = softEdge(nearestAngle(weights, classes, c), target);
    const mean = angles[Math.max(0, shares.indexOf(0.5))] ?? 0;
    return { inner: angles[0] ?? 0, mean, outer: angles.at(-1) ?? 0 };
  });
}

/** Angle to the nearest other weight; pi where there is none. */
export function nearestAngle(weights: Float32Array, classes: number, c: number): number {
  let largest = -1;
  for (let j = 0; j < classes; j++) {
    if (j === c) continue;
    let cosine = 0;
    for (let d = 0; d < 3; d++) cosine += (weights[3 * c + d] ?? 0) * (weights[3 * j + d] ?? 0);
    largest = Math.max(largest, cosine);
  }
  return Math.acos(Math.min(1, Math.max(-1, largest)));
}
