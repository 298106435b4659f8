/** A small run for tests of what keeps runs. */
import { formatRunConfig, parseRunConfig } from '../../engine/runConfig';
import type { SavedRun } from '../session/savedRun';
import type { EndedRun } from './archivedRun';

const empty = { steps: new Int32Array(0), values: new Float32Array(0) };

/** @param bytes of each of its two frames, a multiple of 4 */
export function testRun(step: number, values: Record<string, string> = {}, bytes = 40): SavedRun {
  const frame = (at: number): SavedRun['frames'][number] => ({
    step: at,
    dim: 2,
    embeddings: new Uint16Array(bytes / 2),
    classWeights: new Float32Array(0),
    measures: null,
    verification: null,
    margins: new Uint16Array(0),
    marginMean: 0,
    marginSigma: 0,
  });
  return {
    version: 2,
    values: formatRunConfig(parseRunConfig(values).config),
    presetId: null,
    step,
    marks: [],
    history: {
      loss: empty,
      testAccuracy: empty,
      trainAccuracy: empty,
      intra: empty,
      inter: empty,
      wEc: empty,
      wInter: empty,
    },
    frames: [frame(0), frame(step)],
    checkpoints: [{ step, parameters: {}, moments: [] }],
  };
}

export const testEnd = (saved: SavedRun): EndedRun => ({
  saved,
  end: 'stopped',
  step: saved.step,
  measures: null,
  auc: null,
});
