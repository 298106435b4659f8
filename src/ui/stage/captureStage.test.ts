import { expect, test } from 'vitest';
import { parseRunConfig } from '../../engine/runConfig';
import type { RunSnapshot } from '../runStore';
import { captionOf, keyPlaces, wrapWords } from './captureStage';

const tenPixelsALetter = (text: string): number => 10 * text.length;

test('the key breaks into lines that fit', () => {
  // Each entry needs 15 + 20, and 16 to the next: two in 128 - 2 * 16.
  const places = keyPlaces(['aa', 'bb', 'cc'], 128, tenPixelsALetter);
  expect(places).toEqual([
    { name: 'aa', x: 16, line: 0 },
    { name: 'bb', x: 67, line: 0 },
    { name: 'cc', x: 16, line: 1 },
  ]);
});

test('captions break between words, and a word too long stays whole', () => {
  expect(wrapWords('one two incomprehensible', 80, tenPixelsALetter)).toEqual(['one two', 'incomprehensible']);
});

test('the caption names loss, parameters, step and seed', () => {
  const { config } = parseRunConfig({ loss: 'arcface', margin: '0.25', seed: '7' });
  const run = { running: config, step: 12, keyFrame: { step: 1200 } } as unknown as RunSnapshot;
  expect(captionOf(run)).toBe('ArcFace, scale 16, margin 0.25; step 1,200, seed 7');
});
