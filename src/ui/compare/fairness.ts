/** What makes a comparison unfair, in sentences, each with a way out where there is one. */
import type { RunConfig } from '../../engine/runConfig';
import { findLoss } from '../../losses';

export interface FairnessNote {
  readonly kind: 'scale' | 'shared' | 'control' | 'losses';
  readonly sentence: string;
  readonly fix?: 'match-scale' | 'add-control';
}

export const CONTROL_LOSS = 'normface';

/** @param configs of the runs side by side, the first one is the reference */
export function fairnessNotes(configs: readonly RunConfig[]): FairnessNote[] {
  const notes: FairnessNote[] = [];
  const scales = configs.map((config) => config.lossParameters['scale']).filter((scale) => scale !== undefined);
  if (new Set(scales).size > 1) {
    notes.push({
      kind: 'scale',
      sentence: `The scales differ (${scales.join(', ')}): a larger s alone already sharpens the softmax.`,
      fix: 'match-scale',
    });
  }
  const shared: [string, (config: RunConfig) => unknown][] = [
    ['batch', (c) => c.batchSize],
    ['learning rate', (c) => c.learningRate],
    ['optimiser', (c) => c.optimizer],
    ['seed', (c) => c.seed],
    ['embedding dimension', (c) => c.dim],
    ['data', (c) => `${c.dataset} ${c.classes}`],
  ];
  for (const [name, read] of shared) {
    const values = [...new Set(configs.map(read))];
    if (values.length > 1) {
      notes.push({
        kind: 'shared',
        sentence: `The ${name} differs (${values.join(', ')}), so more than the loss is compared.`,
      });
    }
  }
  if (configs.length > 1 && !configs.some((config) => findLoss(config.loss).marginDraw.kind === 'none')) {
    notes.push({
      kind: 'control',
      sentence: 'No run is without a margin: what the margin itself does cannot be seen.',
      fix: 'add-control',
    });
  }
  if (new Set(configs.map((config) => JSON.stringify([config.loss, config.lossParameters]))).size > 1) {
    notes.push({
      kind: 'losses',
      sentence: 'Loss values are not comparable across margins and scales: compare accuracy and angles.',
    });
  }
  return notes;
}
