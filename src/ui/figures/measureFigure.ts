/** What a run of the page measured of a published figure, in words for the table beside the paper's own. */
import type { FigureMeasure } from '../../engine/figurePresets';
import { neighbourGaps } from '../../metrics/neighbourGaps';
import { thetaDistribution } from '../charts/thetaDistribution';
import { formatDegrees } from '../format';
import type { RunSnapshot } from '../runStore';

/** Head of the column. */
export const MEASURE_TITLES: Readonly<Record<FigureMeasure, string>> = {
  neighbourGaps: 'Angle between neighbouring centres, smallest to largest',
  targetAngle: 'Mean angle between an image and its class weight',
  classAngles: 'Mean angle within a class, and to the nearest other class',
};

/** `–` before there is anything to measure. */
export function measureFigure(
  measure: FigureMeasure,
  run: Pick<RunSnapshot, 'keyFrame' | 'measures' | 'description'>,
): string {
  const { keyFrame, measures, description } = run;
  const labels = description?.points.labels;
  switch (measure) {
    case 'neighbourGaps': {
      if (keyFrame?.dim !== 2 || !labels) return '–';
      const { smallestDeg, largestDeg } = neighbourGaps(keyFrame.embeddings, labels);
      return `${formatDegrees(smallestDeg)} to ${formatDegrees(largestDeg)}`;
    }
    case 'targetAngle':
      return keyFrame && labels ? formatDegrees(thetaDistribution(keyFrame, labels).meanDeg) : '–';
    case 'classAngles':
      return measures ? `${formatDegrees(measures.intraDeg)}, ${formatDegrees(measures.interDeg)}` : '–';
    default:
      return measure satisfies never;
  }
}
