/** What every view of the stage is given. */
import type { StagePoints } from '../../engine/protocol';
import type { StageOptions } from './stageOptions';
import type { DrawnTarget } from './targetCosine';
import type { FrameSource } from './useStageFrame';

/** A point that somebody looks at. */
export interface Pick {
  readonly index: number;
  /** Chosen by click, tap or key: stays when the pointer leaves. */
  readonly pinned: boolean;
  /** Where it was on the stage when it was picked, 0..1 from the left and the top. */
  readonly x: number;
  readonly y: number;
}

/** How a view paints itself into a picture, in its present pose. */
export interface StagePicture {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** `context` is scaled by `ratio` already. */
  readonly paint: (context: CanvasRenderingContext2D, ratio: number) => void;
}

export interface StageViewProps {
  readonly source: FrameSource;
  readonly points: StagePoints;
  readonly classNames: readonly string[];
  readonly options: StageOptions;
  readonly target: DrawnTarget | null;
  readonly pick: Pick | null;
  readonly onPick: (pick: Pick | null) => void;
  /** Of the picture, for screen readers. */
  readonly label: string;
  /** Hands over how a picture is taken, while the view is there. */
  readonly onPicture: (picture: (() => StagePicture | null) | null) => void;
}
