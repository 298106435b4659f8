/** Parts of a data set: its first classes, and fixed samples that hold every class alike. */
import type { Dataset } from './dataset';

/** The data set with its first `count` classes, the `heldOut` classes after those held out; the images stay where they are. */
export function selectClasses(dataset: Dataset, count: number, heldOut = 0): Dataset {
  if (count >= dataset.classNames.length) return dataset;
  const isHeldOut = (row: number): boolean => {
    const label = dataset.labels[row] ?? 255;
    return label >= count && label < count + heldOut;
  };
  const chosen = (row: number): boolean => (dataset.labels[row] ?? 255) < count;
  return {
    ...dataset,
    classNames: dataset.classNames.slice(0, count),
    trainIndices: dataset.trainIndices.filter(chosen),
    testIndices: dataset.testIndices.filter(chosen),
    ...(heldOut > 0
      ? {
          heldOut: {
            indices: Uint32Array.of(
              ...dataset.trainIndices.filter(isHeldOut),
              ...dataset.testIndices.filter(isHeldOut),
            ),
            classNames: dataset.classNames.slice(count, count + heldOut),
          },
        }
      : {}),
  };
}

/**
 * `count` of `indices` (all, if there are fewer), as equally many of each class as there are, in the order of `indices`. `order(i)`
 * ranks the i-th of them: the smallest ranks of each class are taken, so that a seeded rank gives a seeded sample.
 */
export function stratifiedSample(
  indices: Uint32Array,
  labels: Uint8Array,
  classes: number,
  count: number,
  order: (position: number) => number,
): Uint32Array {
  if (indices.length <= count) return indices.slice();
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  indices.forEach((row, position) => byClass[labels[row] ?? 0]?.push(position));
  for (const positions of byClass) positions.sort((a, b) => order(a) - order(b) || a - b);
  const taken: number[] = [];
  // Round by round one of each class: rare classes give all they have, the others fill up.
  for (let round = 0; taken.length < count; round++) {
    for (const positions of byClass) {
      const position = positions[round];
      if (position !== undefined && taken.length < count) taken.push(position);
    }
  }
  return Uint32Array.from(
    taken.sort((a, b) => a - b),
    (position) => indices[position] ?? 0,
  );
}
