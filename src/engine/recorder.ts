/**
 * A run as a recording: key frames in half precision, thinned so that they never exceed a budget, and the checkpoints from which
 * training can go on. Scrubbing, export and resuming are players of it.
 */
import { fromHalf, toHalf } from './float16';
import type { KeyFrame, Measures, Verification } from './protocol';
import type { TrainerSnapshot } from './trainer';

/** What one moment of a run holds. */
export interface RecordedFrame {
  readonly step: number;
  readonly dim: number;
  /** Half precision, [points * dim]. */
  readonly embeddings: Uint16Array<ArrayBuffer>;
  /** [dim * classes], as trained. */
  readonly classWeights: Float32Array<ArrayBuffer>;
  /** Of this step, or taken since the frame before; null: none was. */
  readonly measures: Measures | null;
  /** Likewise; null where no class is held out. */
  readonly verification: Verification | null;
  /** Half precision, as drawn for the newest batch. */
  readonly margins: Uint16Array<ArrayBuffer>;
  readonly marginMean: number;
  readonly marginSigma: number;
}

export interface Moment {
  readonly keyFrame: KeyFrame;
  readonly measures: Measures | null;
  readonly verification: Verification | null;
  readonly margins: Float32Array;
  readonly marginMean: number;
  readonly marginSigma: number;
}

/** Checkpoints are large (three copies of the network): few are enough to go on from anywhere near. */
const MAX_CHECKPOINTS = 12;

export class Recorder {
  #frames: RecordedFrame[] = [];
  #bytes = 0;
  #checkpoints: TrainerSnapshot[] = [];

  /** @param budgetBytes for the frames; checkpoints come on top */
  constructor(readonly budgetBytes: number) {
    if (!(budgetBytes > 0)) throw new RangeError(`Recorder: expected a budget in bytes above 0, got ${budgetBytes}.`);
  }

  /** A recording as it was saved; thinned where the budget is smaller. */
  static of(budgetBytes: number, frames: readonly RecordedFrame[], checkpoints: readonly TrainerSnapshot[]): Recorder {
    const recorder = new Recorder(budgetBytes);
    for (const frame of frames) recorder.#push(frame);
    for (const checkpoint of checkpoints) recorder.addCheckpoint(checkpoint);
    return recorder;
  }

  get frames(): readonly RecordedFrame[] {
    return this.#frames;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get checkpoints(): readonly TrainerSnapshot[] {
    return this.#checkpoints;
  }

  /** Adds a moment; one of the same step takes the place of the older. Frames of later steps must be cut off first. */
  add({ keyFrame, measures, verification, margins, marginMean, marginSigma }: Moment): void {
    const last = this.#frames.at(-1);
    if (last && last.step > keyFrame.step) {
      throw new Error(`Recorder.add: expected a step after ${last.step}, got ${keyFrame.step}. Call cutAfter first.`);
    }
    const replaced = last?.step === keyFrame.step ? last : undefined;
    if (replaced) this.#remove(this.#frames.length - 1);
    const frame: RecordedFrame = {
      step: keyFrame.step,
      dim: keyFrame.dim,
      embeddings: toHalf(keyFrame.embeddings),
      classWeights: Float32Array.from(keyFrame.classWeights),
      measures: measures ?? replaced?.measures ?? null,
      verification: verification ?? replaced?.verification ?? null,
      margins: toHalf(margins),
      marginMean,
      marginSigma,
    };
    this.#push(frame);
  }

  #push(frame: RecordedFrame): void {
    this.#frames.push(frame);
    this.#bytes += frameBytes(frame);
    while (this.#bytes > this.budgetBytes && this.#frames.length > 2) this.#thin();
  }

  addCheckpoint(checkpoint: TrainerSnapshot): void {
    if (this.#checkpoints.at(-1)?.step === checkpoint.step) this.#checkpoints.pop();
    this.#checkpoints.push(checkpoint);
    if (this.#checkpoints.length > MAX_CHECKPOINTS) this.#checkpoints.splice(densest(this.#checkpoints), 1);
  }

  /** The newest frame at or before a step; the first one before all frames; undefined when empty. */
  frameAt(step: number): RecordedFrame | undefined {
    return this.#frames.findLast((frame) => frame.step <= step) ?? this.#frames[0];
  }

  /** The newest measures and verification at or before a step: they are taken less often than frames. */
  measuredAt(step: number): Pick<RecordedFrame, 'measures' | 'verification'> {
    const before = this.#frames.filter((frame) => frame.step <= step);
    return {
      measures: before.findLast((frame) => frame.measures)?.measures ?? null,
      verification: before.findLast((frame) => frame.verification)?.verification ?? null,
    };
  }

  /** The newest checkpoint at or before a step. */
  checkpointAt(step: number): TrainerSnapshot | undefined {
    return this.#checkpoints.findLast((checkpoint) => checkpoint.step <= step);
  }

  /** Forgets what came after `step`: training went back to it. */
  cutAfter(step: number): void {
    while ((this.#frames.at(-1)?.step ?? -1) > step) this.#remove(this.#frames.length - 1);
    this.#checkpoints = this.#checkpoints.filter((checkpoint) => checkpoint.step <= step);
  }

  /** Takes out the frame whose neighbours are nearest to each other, never the first or the last: what remains covers the run evenly. */
  #thin(): void {
    this.#remove(densest(this.#frames));
  }

  #remove(index: number): void {
    const [frame] = this.#frames.splice(index, 1);
    if (frame) this.#bytes -= frameBytes(frame);
  }
}

/** Index of the entry whose neighbours lie closest together; the earliest of equals. */
function densest(entries: readonly { readonly step: number }[]): number {
  let best = 1;
  let bestGap = Infinity;
  for (let i = 1; i + 1 < entries.length; i++) {
    const gap = (entries[i + 1]?.step ?? 0) - (entries[i - 1]?.step ?? 0);
    if (gap < bestGap) {
      best = i;
      bestGap = gap;
    }
  }
  return best;
}

/** Everything whose size depends on the run; what is left out are a few dozen bytes a frame. */
export const frameBytes = ({ embeddings, classWeights, margins, measures, verification }: RecordedFrame): number =>
  embeddings.byteLength +
  classWeights.byteLength +
  margins.byteLength +
  (measures ? NUMBER_BYTES * (MEASURES + measures.perClassIntraDeg.length) : 0) +
  (verification ? verificationBytes(verification) : 0);

const NUMBER_BYTES = 8;
/** Numbers in `Measures` beside those of each class. */
const MEASURES = 7;

const verificationBytes = (verification: Verification): number =>
  [verification.far, verification.tar, verification.genuineBins, verification.impostorBins].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  ) +
  3 * NUMBER_BYTES * (verification.worstGenuine.length + verification.worstImpostor.length) +
  3 * NUMBER_BYTES * verification.operatingPoints.length;

/** The moment of a frame as the stage takes it. */
export function playFrame(frame: RecordedFrame): Moment {
  return {
    keyFrame: {
      step: frame.step,
      dim: frame.dim,
      embeddings: fromHalf(frame.embeddings),
      classWeights: frame.classWeights,
    },
    measures: frame.measures,
    verification: frame.verification,
    margins: fromHalf(frame.margins),
    marginMean: frame.marginMean,
    marginSigma: frame.marginSigma,
  };
}
