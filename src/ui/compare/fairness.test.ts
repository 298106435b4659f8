import { expect, test } from 'vitest';
import { parseRunConfig } from '../../engine/runConfig';
import { fairnessNotes } from './fairness';

const config = (values: Record<string, string>) => parseRunConfig(values).config;
const kinds = (...all: Record<string, string>[]) => fairnessNotes(all.map(config)).map((note) => note.kind);

test('one run needs no note; equal heads with a control need only the one on loss values', () => {
  expect(kinds({ loss: 'arcface' })).toEqual([]);
  expect(kinds({ loss: 'arcface' }, { loss: 'normface' })).toEqual(['losses']);
});

test('another scale, another batch and a missing control are named', () => {
  expect(kinds({ loss: 'arcface' }, { loss: 'cosface', scale: '30', batch: '128' })).toEqual([
    'scale',
    'shared',
    'control',
    'losses',
  ]);
  expect(fairnessNotes([config({ loss: 'arcface' }), config({ loss: 'arcface', seed: '2' })])[0]?.sentence).toMatch(
    /seed differs \(1, 2\)/,
  );
});
