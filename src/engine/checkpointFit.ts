/** Whether a checkpoint belongs to a network: a saved one may come from other images or settings. */
import type { NamedTensor, TrainerSnapshot } from './trainer';

type Tensors = Readonly<Record<string, NamedTensor>>;

const shapesOf = (tensors: Tensors): string =>
  Object.entries(tensors)
    .map(([name, { shape }]) => `${name} [${shape.join(', ')}]`)
    .sort()
    .join(', ');

const isWhole = (tensors: Tensors): boolean =>
  Object.values(tensors).every(({ shape, values }) => values.length === shape.reduce((a, b) => a * b, 1));

/**
 * @param own any checkpoint of the network as it is
 * @returns what is wrong, in one sentence; null: nothing
 */
export function checkpointMisfit(checkpoint: TrainerSnapshot, own: TrainerSnapshot): string | null {
  const expected = shapesOf(own.parameters);
  const groups = [checkpoint.parameters, ...checkpoint.moments.filter((moment) => Object.keys(moment).length > 0)];
  const wrong = groups.find((group) => shapesOf(group) !== expected || !isWhole(group));
  return wrong
    ? `The saved state does not fit this network: expected the parameters ${expected}, got ${shapesOf(wrong)}.`
    : null;
}
