/** What the stage draws of a key frame: positions in two or three dimensions, and how they move from one key frame to the next. */
import type { KeyFrame } from '../../engine/protocol';
import { alignAxes, principalAxes, project, unitRows } from './pca';

export interface StageFrame {
  readonly step: number;
  /** Dimensions of the positions below. */
  readonly dim: 2 | 3;
  /** [points * dim] */
  readonly points: Float32Array;
  /** [classes * dim], one row a class. */
  readonly weights: Float32Array;
  /** Largest length of a point. */
  readonly extent: number;
  /** Whether the positions are to be brought to length one; projections of longer vectors lie within the ball and stay there. */
  readonly onSphere: boolean;
  /** Share of the variance that a projection shows; null: nothing was projected. */
  readonly explained: number | null;
}

/** [dim, classes] as it trains, to one row a class. */
function weightRows(classWeights: Float32Array, dim: number): Float32Array {
  const classes = classWeights.length / dim;
  return Float32Array.from(classWeights, (_, i) => classWeights[(i % dim) * classes + Math.floor(i / dim)]!);
}

function largestLength(points: Float32Array, dim: number): number {
  let largest = 0;
  for (let start = 0; start < points.length; start += dim) {
    let squares = 0;
    for (let d = 0; d < dim; d++) squares += points[start + d]! ** 2;
    largest = Math.max(largest, squares);
  }
  return Math.sqrt(largest);
}

/** Turns key frames into stage frames; remembers the axes of the last projection so that the picture does not jump. */
export class FrameBuilder {
  #axes: Float64Array | null = null;
  #dim = 0;

  build({ step, dim, embeddings, classWeights }: KeyFrame): StageFrame {
    const weights = weightRows(classWeights, dim);
    if (dim <= 3) {
      const extent = largestLength(embeddings, dim);
      return { step, dim: dim === 2 ? 2 : 3, points: embeddings, weights, extent, onSphere: true, explained: null };
    }
    const unit = unitRows(embeddings, dim);
    const { axes, explained } = principalAxes(unit, dim);
    const aligned = this.#axes && this.#dim === dim ? alignAxes(axes, this.#axes, dim) : axes;
    this.#axes = aligned;
    this.#dim = dim;
    return {
      step,
      dim: 3,
      points: project(unit, aligned, dim),
      weights: project(unitRows(weights, dim), aligned, dim),
      extent: 1,
      onSphere: false,
      explained,
    };
  }
}

const mix = (a: Float32Array, b: Float32Array, share: number): Float32Array =>
  a.map((value, i) => value + share * (b[i]! - value));

/** How long points take from one key frame to the next. */
export const TWEEN_MS = 150;

/** Linear interpolation from what is seen now to the newest frame. Time comes from the caller, in milliseconds. */
export class FrameTween {
  #from: StageFrame;
  #to: StageFrame;
  #startMs = -Infinity;

  constructor(frame: StageFrame) {
    this.#from = frame;
    this.#to = frame;
  }

  /** A frame of another shape, or an earlier one (a restart), is shown at once. */
  moveTo(frame: StageFrame, nowMs: number, animate: boolean): void {
    if (frame === this.#to) return;
    const comparable =
      frame.dim === this.#to.dim &&
      frame.onSphere === this.#to.onSphere &&
      frame.points.length === this.#to.points.length &&
      frame.weights.length === this.#to.weights.length &&
      frame.step > this.#to.step;
    this.#from = comparable && animate ? this.at(nowMs) : frame;
    this.#startMs = comparable && animate ? nowMs : -Infinity;
    this.#to = frame;
  }

  isMoving(nowMs: number): boolean {
    return nowMs - this.#startMs < TWEEN_MS;
  }

  at(nowMs: number): StageFrame {
    const [from, to] = [this.#from, this.#to];
    if (!this.isMoving(nowMs)) return to;
    const share = Math.max(0, (nowMs - this.#startMs) / TWEEN_MS);
    return {
      ...to,
      points: mix(from.points, to.points, share),
      weights: mix(from.weights, to.weights, share),
      extent: from.extent + share * (to.extent - from.extent),
    };
  }
}

/** Positions as drawn: on the sphere where the frame asks for it. */
export function placed(frame: StageFrame): { points: Float32Array; weights: Float32Array } {
  return frame.onSphere
    ? { points: unitRows(frame.points, frame.dim), weights: unitRows(frame.weights, frame.dim) }
    : { points: frame.points, weights: frame.weights };
}

/** Mean of the points of each class, [classes * dim]; NaN for a class without points. */
export function classMeans(points: Float32Array, dim: number, labels: Uint8Array, classes: number): Float32Array {
  const means = new Float32Array(classes * dim);
  const counts = new Uint32Array(classes);
  labels.forEach((label, i) => {
    counts[label]! += 1;
    for (let d = 0; d < dim; d++) means[label * dim + d]! += points[i * dim + d]!;
  });
  return means.map((sum, i) => sum / counts[Math.floor(i / dim)]!);
}
