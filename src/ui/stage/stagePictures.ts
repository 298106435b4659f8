/** The stages that are on the page, in their order, and how each paints itself into a figure: for saving, for scripts, for the video. */
import type { RunSnapshot } from '../runStore';
import type { StagePicture } from './stageView';

export interface StageFigure {
  readonly picture: StagePicture;
  readonly run: RunSnapshot;
  /** What is shown, for example `PCA of 16-D, 83.0 % of the variance`. */
  readonly title: string;
}

interface Source {
  /** From 0, left to right. */
  readonly place: number;
  /** Null while it is not drawn. */
  readonly read: () => StageFigure | null;
}

const sources = new Set<Source>();

/** Returns the function that ends it. */
export function registerStage(source: Source): () => void {
  sources.add(source);
  return () => sources.delete(source);
}

/** In the order of the runs. Throws where a stage is not drawn. */
export function readStages(): StageFigure[] {
  const figures = [...sources].sort((a, b) => a.place - b.place).map((source) => source.read());
  if (figures.length === 0 || figures.some((figure) => !figure || figure.picture.width === 0)) {
    throw new Error('The stage is not drawn yet: wait for its first frame.');
  }
  return figures as StageFigure[];
}
