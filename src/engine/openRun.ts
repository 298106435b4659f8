/** Opens a run: data, backend, trainer; and answers the session's questions about it. The wiring of the engine stands here alone. */
import { loadPackedDataset } from '../data/loadPacked';
import type { Dataset } from '../data/dataset';
import { selectClasses, stratifiedSample } from '../data/subset';
import { findLoss } from '../losses';
import { cosineAccuracy } from '../metrics/accuracy';
import { measureAngles } from '../metrics/angles';
import { marginsOfStep } from './batches';
import type { Failure, KeyFrame, Measures, RunDescription, RunState, StagePoints } from './protocol';
import { uniformAt } from './random';
import type { RunConfig } from './runConfig';
import { explainDivergence } from './divergence';
import { openTrainer } from './openTrainer';
import type { LiveSettings, Trainer } from './trainer';

/** Points on the stage from each split. Both are embedded for every key frame, so more of them cost training time. */
const STAGE_POINTS_PER_SPLIT = 500;

export interface OpenRun {
  readonly trainer: Trainer;
  readonly description: RunDescription;
  applyLive(settings: LiveSettings): void;
  /** Margins of `step`'s batch as drawn, with the mean and sigma they were drawn with. */
  drawnMargins(step: number): { margins: Float32Array<ArrayBuffer>; mean: number; sigma: number };
  takeKeyFrame(): Promise<KeyFrame>;
  /** Measures of the whole test split. */
  measure(): Promise<Measures>;
  explainDivergence(atStep: number, lastGoodStep: number): Failure;
  /** Calls back when the device is gone. */
  onLost(listener: (failure: Failure) => void): void;
}

/** Data sets stay loaded between runs: a restart fetches nothing. */
const loadedDatasets = new Map<string, Promise<Dataset>>();
