/** The catalogue of losses. A new loss is one file and one line here. */
import { adaFace } from './adaface';
import { arcface } from './arcface';
import { combined } from './combined';
import { cosface } from './cosface';
import { curricularFace } from './curricularface';
import { elasticFaceArc } from './elasticface-arc';
import { elasticFaceArcPlus } from './elasticface-arc-plus';
import { elasticFaceCos } from './elasticface-cos';
import { elasticFaceCosPlus } from './elasticface-cos-plus';
import { findCustomLoss } from './customLossId';
import type { LossDefinition } from './lossDefinition';
import { magFace } from './magface';
import { normface } from './normface';
import { softmax } from './softmax';
import { sphereFace } from './sphereface';

export { evaluateLoss, type LossInput, type LossOutput } from './evaluateLoss';
export { customLossId, readCustomLossId } from './customLossId';
export type { LossDefinition } from './lossDefinition';

/** In the order of the picker: from the plain baseline over fixed and drawn margins to those that follow the training. */
export const losses: readonly LossDefinition[] = [
  softmax,
  normface,
  sphereFace,
  cosface,
  arcface,
  combined,
  elasticFaceArc,
  elasticFaceCos,
  elasticFaceArcPlus,
  elasticFaceCosPlus,
  curricularFace,
  adaFace,
  magFace,
];

/** A loss of the catalogue, or a typed one (see `customLossId`). Throws an `Error` that lists the known ids. */
export function findLoss(id: string): LossDefinition {
  const found = losses.find((loss) => loss.id === id) ?? findCustomLoss(id);
  if (!found) throw new Error(`findLoss: expected one of ${losses.map((l) => l.id).join(', ')}, got "${id}".`);
  return found;
}
