/** Messages between the page and the training worker. Types only; every array named `transfer` below moves, it is not copied. */
import type { ComparedPair } from '../metrics/pairTally';
import type { OperatingPoint } from '../metrics/verification';
import type { RunConfig } from './runConfig';
import type { BackendReport, LiveSettings, TrainerSnapshot } from './trainer';

export type Command =
  /** Loads data, backend and network for `config` and stays paused at step 0. Also the two restarts: same seed, or a new one. */
  | { readonly type: 'prepare'; readonly config: RunConfig }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  /** After a divergence: back to the last good state. */
  | { readonly type: 'goBack' }
  /** Goes on from a checkpoint of this run; stays paused. */
  | { readonly type: 'restore'; readonly checkpoint: TrainerSnapshot }
  /** Exactly one training step, then paused. */
  | { readonly type: 'step' }
  | { readonly type: 'applyLive'; readonly settings: LiveSettings }
  /** 0: never. */
  | { readonly type: 'stopAt'; readonly step: number }
  /** Where runs that are compared meet next, in place of what was told before; null: the run goes alone. */
  | { readonly type: 'meet'; readonly itinerary: Itinerary | null }
  /** Steps a second; 0: as fast as the device goes. */
  | { readonly type: 'pace'; readonly stepsPerSecond: number };

/** What is taken of a run now and then: costly, and so never of every step. */
export type Sample = 'keyFrame' | 'measures' | 'verification';

/** A step at which compared runs meet: each takes the same samples there, so that all are seen and measured at the same steps. */
export interface Waypoint {
  readonly step: number;
  readonly take: readonly Sample[];
}

/** At or behind the last waypoint a run waits for the next itinerary, and says so: `arrived`. */
export interface Itinerary {
  /** Counts itineraries: reports of steps are older than what was sent meanwhile, an arrival tells which of them the run follows. */
  readonly number: number;
  /** Ascending. */
  readonly waypoints: readonly Waypoint[];
}

/** The state of a run; one `switch` in every consumer, ended by `satisfies never`. */
export type RunState =
  | { readonly kind: 'idle' }
  /** `loaded` and `total` in bytes or items; total 0: unknown. */
  | { readonly kind: 'loading'; readonly sentence: string; readonly loaded: number; readonly total: number }
  | { readonly kind: 'running' }
  | { readonly kind: 'paused'; readonly reason: 'user' | 'ready' | 'reached' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Failure {
  readonly cause: 'data' | 'backend' | 'diverged' | 'device-lost' | 'worker' | 'configuration';
  /** What was expected, what came. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** Measures of the whole test split (radians nowhere: degrees, shares, nats). */
export interface Measures {
  readonly step: number;
  readonly testAccuracy: number;
  /** Of a fixed, stratified sample of the training split. */
  readonly trainAccuracy: number;
  readonly intraDeg: number;
  readonly interDeg: number;
  readonly wEcDeg: number;
  readonly wInterDeg: number;
  /** Intra of each class; NaN for a class without test images. */
  readonly perClassIntraDeg: readonly number[];
}

/** Verification of classes that training never sees: all pairs of a fixed sample of their images. */
export interface Verification {
  readonly step: number;
  readonly imageCount: number;
  readonly genuineCount: number;
  readonly impostorCount: number;
  readonly auc: number;
  readonly eer: number;
  readonly eerThreshold: number;
  readonly operatingPoints: readonly OperatingPoint[];
  /** Ten folds, as papers report it; null where there are too few pairs. */
  readonly folds: { readonly mean: number; readonly std: number; readonly pairs: number } | null;
  /** The ROC curve, thinned for drawing: false accept rates ascending, above 0. */
  readonly far: Float32Array;
  readonly tar: Float32Array;
  /** Pairs by cosine, 80 bins over -1..1. */
  readonly genuineBins: Uint32Array;
  readonly impostorBins: Uint32Array;
  /** Positions in `RunDescription.heldOut`. */
  readonly worstGenuine: readonly ComparedPair[];
  readonly worstImpostor: readonly ComparedPair[];
}

/** What stands on the stage: a key frame of a fixed, stratified set of test images. */
export interface KeyFrame {
  readonly step: number;
  readonly dim: number;
  /** [points * dim], not normalised. transfer */
  readonly embeddings: Float32Array;
  /** [dim * classes], row-major [D, C], not normalised. transfer */
  readonly classWeights: Float32Array;
}

export interface StagePoints {
  /** Class of each point. */
  readonly labels: Uint8Array;
  /** 1: test split, 0: training split. */
  readonly isTest: Uint8Array;
  /** [points, height, width, channels], 0..255. */
  readonly images: Uint8Array;
  readonly imageHeight: number;
  readonly imageWidth: number;
  readonly imageChannels: number;
}

/** The images that are verified, and what raw pixels reach on them: the baseline to beat. */
export interface HeldOutImages {
  readonly images: StagePoints;
  readonly classNames: readonly string[];
  readonly pixels: Verification;
}

/** Sent once after `prepare` succeeded. */
export interface RunDescription {
  readonly config: RunConfig;
  readonly backend: BackendReport;
  readonly classNames: readonly string[];
  readonly trainCount: number;
  readonly testCount: number;
  /** The points of every key frame: a fixed, stratified choice of images of both splits. */
  readonly points: StagePoints;
  readonly parameterCount: number;
  /** Null where no class is held out. */
  readonly heldOut: HeldOutImages | null;
}

export type Event =
  | { readonly type: 'state'; readonly state: RunState }
  | { readonly type: 'described'; readonly description: RunDescription }
  /** The same run goes on, on a new device: `rewound` tells from where. */
  | { readonly type: 'reopened'; readonly description: RunDescription }
  | {
      readonly type: 'progress';
      /** Steps done. */
      readonly step: number;
      /** In epochs of the training split, with fraction. */
      readonly epoch: number;
      readonly stepsPerSecond: number;
      readonly imagesPerSecond: number;
      /** Number of the first step in `losses`. */
      readonly firstStep: number;
      readonly losses: Float32Array;
      /** Margins drawn for the newest batch, as drawn (before any reassignment); empty where the loss draws none. */
      readonly margins: Float32Array;
      /** Mean the margins were drawn with at the newest step (the ramp included), and sigma. */
      readonly marginMean: number;
      readonly marginSigma: number;
      readonly keyFrame?: KeyFrame;
      readonly measures?: Measures;
      readonly verification?: Verification;
      /** Samples that are due by this run's own clock and cost; whoever sets waypoints asks for those that are due in every run. */
      readonly due: readonly Sample[];
    }
  /** The run waits at the end of its itinerary; the step was told in the progress before. */
  | { readonly type: 'arrived'; readonly itinerary: number }
  /** The exact state of the trainer, from time to time. */
  | { readonly type: 'checkpoint'; readonly checkpoint: TrainerSnapshot }
  /** The run stands at `step` again; what was recorded after it is void. */
  | { readonly type: 'rewound'; readonly step: number };
