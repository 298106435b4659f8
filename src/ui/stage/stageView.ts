/** What every view of the stage is given. */
import type { StagePoints } from '../../engine/protocol';
import type { StageOptions } from './stageOptions';
import type { DrawnTarget } from './targetCosine';
import type { FrameSource } from './useStageFrame';

export interface StageViewProps {
  readonly source: FrameSource;
  readonly points: StagePoints;
  readonly classes: number;
  readonly options: StageOptions;
  readonly target: DrawnTarget | null;
  readonly picked: number | null;
  readonly onPick: (index: number | null) => void;
  /** Of the picture, for screen readers. */
  readonly label: string;
  /** Hands over the canvas from which a picture of the stage is taken. */
  readonly onCanvas: (canvas: HTMLCanvasElement | null) => void;
}
