import { expect, test } from 'vitest';
import { formatRunConfig, parseRunConfig } from '../../engine/runConfig';
import { nameByDifference } from './archivedRun';

const values = (given: Record<string, string>) => formatRunConfig(parseRunConfig(given).config);
const first = values({ loss: 'elasticface-arc' });

test('the first run is named by its loss and that loss’s settings', () => {
  expect(nameByDifference(first, null)).toBe('ElasticFace-Arc, Scale s 16, Margin m 0.5, Sigma σ 0.05');
});

test.each([
  [{ loss: 'elasticface-arc', sigma: '0.1' }, 'Sigma σ 0.1 (was 0.05)'],
  [{ loss: 'elasticface-arc', seed: '2', batch: '128' }, 'Batch 128 (was 64), Seed 2 (was 1)'],
  [{ loss: 'cosface' }, 'CosFace instead of ElasticFace-Arc'],
  [{ loss: 'cosface', lr: '0.01' }, 'CosFace instead of ElasticFace-Arc, Learning rate 0.01 (was 0.003)'],
  [{ loss: 'elasticface-arc' }, 'ElasticFace-Arc, the same again'],
  [{ loss: 'elasticface-arc', steps: '900' }, 'ElasticFace-Arc, the same again'],
  [
    { loss: 'elasticface-arc', dim: '2', width: '16', kernel: '5', batch: '32', seed: '9' },
    'Kernel 5 × 5 (was 3 × 3), Channels 16, 32 (was 8, 16), Embedding 2-D circle (was 3-D sphere), 2 more settings',
  ],
])('after it, %o is %s', (given, name) => {
  expect(nameByDifference(values(given), first)).toBe(name);
});
