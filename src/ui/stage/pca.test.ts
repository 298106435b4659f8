import { expect, test } from 'vitest';
import { alignAxes, principalAxes, project, symmetricEigen, unitRows } from './pca';

/** Deterministic values in [-1, 1). */
function values(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Points whose coordinates have the given standard deviations (times 1 / sqrt 3). */
function stretched(deviations: readonly number[], count: number, seed: number): Float32Array {
  return values(count * deviations.length, seed).map((x, i) => x * deviations[i % deviations.length]!);
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

test('eigenvectors of a symmetric matrix reproduce it', () => {
  const dim = 6;
  const raw = values(dim * dim, 3);
  const matrix = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j < dim; j++) matrix[i * dim + j] = raw[i * dim + j]! + raw[j * dim + i]!;
  const { values: lambda, vectors } = symmetricEigen(matrix, dim);
  for (let k = 1; k < dim; k++) expect(lambda[k]).toBeLessThanOrEqual(lambda[k - 1]!);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      let sum = 0;
      for (let k = 0; k < dim; k++) sum += lambda[k]! * vectors[k * dim + i]! * vectors[k * dim + j]!;
      expect(sum).toBeCloseTo(matrix[i * dim + j]!, 9);
    }
  }
});

test('the axes are those of the largest spread, whatever the mean', () => {
  const points = stretched([0.1, 5, 0.1, 3, 2, 0.1, 0.1, 0.1], 400, 7).map((x, i) => (i % 8 === 0 ? x + 9 : x));
  const { axes, explained } = principalAxes(points, 8);
  expect(Math.abs(axes[1]!)).toBeGreaterThan(0.99);
  expect(Math.abs(axes[8 + 3]!)).toBeGreaterThan(0.99);
  expect(Math.abs(axes[16 + 4]!)).toBeGreaterThan(0.99);
  expect(explained).toBeGreaterThan(0.99);
  expect(explained).toBeLessThan(1);
});

test('equal spread everywhere explains three of eight dimensions at most a little above 3 / 8', () => {
  const { explained } = principalAxes(values(8 * 5000, 11), 8);
  expect(explained).toBeGreaterThan(0.375);
  expect(explained).toBeLessThan(0.42);
});

test('aligning undoes another order, other signs, and a turn within the span', () => {
  const dim = 5;
  const { axes } = principalAxes(stretched([4, 3, 2, 0.1, 0.1], 300, 5), dim);
  const row = (k: number) => axes.slice(k * dim, (k + 1) * dim);
  const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
  const other = new Float64Array([
    ...row(2).map((x) => -x),
    ...row(0).map((x, d) => c * x + s * row(1)[d]!),
    ...row(0).map((x, d) => s * x - c * row(1)[d]!),
  ]);
  const aligned = alignAxes(other, axes, dim);
  aligned.forEach((x, i) => expect(x).toBeCloseTo(axes[i]!, 8));
});

test('aligned axes stay orthonormal and keep their span', () => {
  const dim = 6;
  const before = principalAxes(stretched([4, 3, 2, 1, 1, 1], 200, 5), dim).axes;
  const after = principalAxes(stretched([4, 3, 2.2, 1, 1.4, 1], 200, 6), dim).axes;
  const aligned = alignAxes(after, before, dim);
  for (let i = 0; i < 3; i++) {
    const a = aligned.slice(i * dim, (i + 1) * dim);
    for (let j = 0; j < 3; j++) {
      expect(dot(a, aligned.slice(j * dim, (j + 1) * dim))).toBeCloseTo(i === j ? 1 : 0, 8);
    }
    const within = [0, 1, 2].reduce((sum, j) => sum + dot(a, after.slice(j * dim, (j + 1) * dim)) ** 2, 0);
    expect(within).toBeCloseTo(1, 8);
    expect(dot(a, before.slice(i * dim, (i + 1) * dim))).toBeGreaterThan(0.5);
  }
});

test('projecting onto coordinate axes picks the coordinates', () => {
  const axes = Float64Array.of(0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0);
  expect([...project(Float32Array.of(1, 2, 3, 4), axes, 4)]).toEqual([2, 4, 1]);
});

test('unit rows have length one and zeros stay zeros', () => {
  expect([...unitRows(Float32Array.of(3, 4, 0, 0), 2)].map((x) => +x.toFixed(6))).toEqual([0.6, 0.8, 0, 0]);
});

test('fewer dimensions than axes is named', () => {
  expect(() => principalAxes(new Float32Array(4), 2)).toThrow(/at least 3, got 2/);
});
