/** What the user may choose about the look of the stage, and what follows for a point. */
export interface StageOptions {
  readonly showTrain: boolean;
  readonly showTest: boolean;
  /** Diameter of a point in CSS pixels. */
  readonly pointSize: number;
  /** 0..1 */
  readonly opacity: number;
  /** Only this class is coloured; null: all. */
  readonly isolated: number | null;
  /** D = 2 only: embeddings as they are, not on the circle. */
  readonly rawPlane: boolean;
}

export const DEFAULT_OPTIONS: StageOptions = {
  showTrain: true,
  showTest: true,
  pointSize: 6,
  opacity: 0.8,
  isolated: null,
  rawPlane: false,
};

/** Training images are fainter: what counts is the test split. */
const TRAIN_SHARE = 0.5;
/** What remains of the other classes while one is looked at alone. */
const GHOST_SHARE = 0.08;

export const isShown = (options: StageOptions, label: number, isTest: number): boolean =>
  (isTest ? options.showTest : options.showTrain) && (options.isolated === null || options.isolated === label);

/** Opacity of a point; 0: not drawn. */
export function pointAlpha(options: StageOptions, label: number, isTest: number): number {
  if (!(isTest ? options.showTest : options.showTrain)) return 0;
  const ghost = options.isolated === null || options.isolated === label ? 1 : GHOST_SHARE;
  return options.opacity * ghost * (isTest ? 1 : TRAIN_SHARE);
}
