/** What the user may choose about the look of the stage. */
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
  opacity: 0.75,
  isolated: null,
  rawPlane: false,
};
