/** The catalogue of losses. A new loss is one file and one line here. */
import { arcface } from './arcface';
import { cosface } from './cosface';
import { elasticFaceArc } from './elasticface-arc';
import { elasticFaceArcPlus } from './elasticface-arc-plus';
import { elasticFaceCos } from './elasticface-cos';
import { elasticFaceCosPlus } from './elasticface-cos-plus';
import type { LossDefinition } from './lossDefinition';
import { normface } from './normface';
import { softmax } from './softmax';

export { evaluateLoss } from './evaluateLoss';

/** In the order of the picker: from the plain baseline to the drawn margins. */
export const losses: readonly LossDefinition[] = [
  softmax,
  normface,
  cosface,
  arcface,
  elasticFaceArc,
  elasticFaceCos,
  elasticFaceArcPlus,
  elasticFaceCosPlus,
];

/** Throws an `Error` that lists the known ids. */
export function findLoss(id: string): LossDefinition {
  const found = losses.find((loss) => loss.id === id);
  if (!found) throw new Error(`findLoss: expected one of ${losses.map((l) => l.id).join(', ')}, got "${id}".`);
  return found;
}
