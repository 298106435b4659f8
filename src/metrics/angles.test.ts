import { describe, expect, test } from 'vitest';
import golden from '../../golden/verification.json';
import { accuracy, predictClasses } from './accuracy';
import { measureAngles } from './angles';

describe('class angles match the reference', () => {
  test.each(golden.angles.map((reference, i) => ({ i, reference })))('case $i', ({ reference }) => {
    const dim = reference.embeddings[0]!.length;
    const angles = measureAngles(reference.embeddings.flat(), transpose(reference.weights), reference.labels, dim);
    // The inputs of the golden file are rounded to six digits or more: degrees agree to 1e-5.
    expect(angles.wEcDeg).toBeCloseTo(reference.wEC, 5);
    expect(angles.wInterDeg).toBeCloseTo(reference.wInter, 5);
    expect(angles.intraDeg).toBeCloseTo(reference.intra, 5);
    expect(angles.interDeg).toBeCloseTo(reference.inter, 5);
    angles.perClassIntraDeg.forEach((degrees, c) => expect(degrees).toBeCloseTo(reference.perClassIntra[c]!, 5));
  });
});

test('a class without samples has no centre and takes no part', () => {
  const angles = measureAngles([1, 0, 0, 1], [1, 0, -1, 0, 1, 0], [0, 1], 2);
  expect(angles.interDeg).toBeCloseTo(90, 10);
  expect(angles.wEcDeg).toBeCloseTo(0, 10);
  expect(angles.perClassIntraDeg[2]).toBeNaN();
});

/** Class rows of the golden file as the columns of [D, C]. */
const transpose = (rows: number[][]): number[] => rows[0]!.flatMap((_, d) => rows.map((row) => row[d]!));

test('cosines decide, whatever the length of the weights', () => {
  const weights = [1, 10, 0, 10]; // columns (1, 0) and (10, 10)
  const embeddings = [2, 0.2, 0.1, 3];
  expect([...predictClasses(embeddings, weights, 2)]).toEqual([0, 1]);
  expect(accuracy(Uint8Array.of(0, 1, 1, 0), Uint8Array.of(0, 1, 0, 0))).toBe(0.75);
});
