import { expect, test } from 'vitest';
import { figurePresets } from '../../engine/figurePresets';
import { findPreset, presets } from '../../engine/presets';
import type { RunDescription } from '../../engine/protocol';
import { presetAddress } from '../address';
import { measureFigure } from './measureFigure';

const description = { points: { labels: Uint8Array.of(0, 1, 1) } } as unknown as RunDescription;
/** Class 0 at 0 degrees, class 1 at 90; its weights at 0 and 60. */
const keyFrame = {
  step: 3,
  dim: 2,
  embeddings: Float32Array.of(2, 0, 0, 1, 0, 3),
  classWeights: Float32Array.of(1, 0.5, 0, Math.sqrt(3) / 2),
};

test('what a run measured, in words', () => {
  const run = { keyFrame, measures: null, description };
  expect(measureFigure('neighbourGaps', run)).toBe('90.0° to 270.0°');
  expect(measureFigure('targetAngle', run)).toBe('20.0°');
  expect(measureFigure('classAngles', run)).toBe('–');
  expect(measureFigure('neighbourGaps', { ...run, keyFrame: null })).toBe('–');
});

test('each figure has its own id, at most three runs beside it, and as many numbers as runs', () => {
  const ids = [...presets, ...figurePresets].map((preset) => preset.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const figure of figurePresets) {
    expect(findPreset(figure.id)).toBe(figure);
    const { others, adjustments } = presetAddress(figure.id);
    expect(adjustments).toEqual([]);
    expect(others.length).toBeLessThanOrEqual(3);
    if (figure.reported.length > 0) expect(figure.reported).toHaveLength(1 + others.length);
    // Two sentences on what to look for.
    expect(figure.lookFor.match(/[.](?= [A-Z]|$)/g)).toHaveLength(2);
  }
});
