/**
 * Principal axes of points in D dimensions, for showing more than three. Small on purpose: D is at most 64, so cyclic Jacobi on the
 * covariance is exact and quick. Axes are rows: [count * D].
 */

export interface PrincipalAxes {
  /** [count * dim], orthonormal rows. */
  readonly axes: Float64Array;
  readonly dim: number;
  /** Share of the variance in the span of the axes, 0..1. */
  readonly explained: number;
}

/** Rows of length one; rows of zeros stay. */
export function unitRows(values: Float32Array, dim: number): Float32Array {
  const unit = new Float32Array(values.length);
  for (let start = 0; start + dim <= values.length; start += dim) {
    let squares = 0;
    for (let d = 0; d < dim; d++) squares += values[start + d]! ** 2;
    const inverse = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let d = 0; d < dim; d++) unit[start + d] = values[start + d]! * inverse;
  }
  return unit;
}

function covarianceOf(points: Float32Array, dim: number): Float64Array {
  const count = points.length / dim;
  const mean = new Float64Array(dim);
  for (let i = 0; i < points.length; i++) mean[i % dim]! += points[i]! / count;
  const covariance = new Float64Array(dim * dim);
  const centred = new Float64Array(dim);
  for (let start = 0; start < points.length; start += dim) {
    for (let d = 0; d < dim; d++) centred[d] = points[start + d]! - mean[d]!;
    for (let a = 0; a < dim; a++) {
      const value = centred[a]! / count;
      for (let b = a; b < dim; b++) covariance[a * dim + b]! += value * centred[b]!;
    }
  }
  for (let a = 0; a < dim; a++) for (let b = 0; b < a; b++) covariance[a * dim + b] = covariance[b * dim + a]!;
  return covariance;
}

/** Eigenvalues, largest first, and eigenvectors as rows, of a symmetric matrix [dim, dim]. Cyclic Jacobi rotations. */
export function symmetricEigen(matrix: Float64Array, dim: number): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(dim * dim); // rows are eigenvectors
  for (let d = 0; d < dim; d++) v[d * dim + d] = 1;
  let scale = 0;
  for (const x of a) scale += x * x;
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < dim; p++) for (let q = p + 1; q < dim; q++) off += a[p * dim + q]! ** 2;
    if (off <= 1e-22 * scale) break;
    for (let p = 0; p < dim; p++) {
      for (let q = p + 1; q < dim; q++) {
        const apq = a[p * dim + q]!;
        if (apq === 0) continue;
        const tau = (a[q * dim + q]! - a[p * dim + p]!) / (2 * apq);
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
        const c = 1 / Math.hypot(1, t);
        const s = t * c;
        for (let k = 0; k < dim; k++) {
          const kp = a[k * dim + p]!;
          const kq = a[k * dim + q]!;
          a[k * dim + p] = c * kp - s * kq;
          a[k * dim + q] = s * kp + c * kq;
        }
        for (let k = 0; k < dim; k++) {
          const pk = a[p * dim + k]!;
          const qk = a[q * dim + k]!;
          a[p * dim + k] = c * pk - s * qk;
          a[q * dim + k] = s * pk + c * qk;
          const vp = v[p * dim + k]!;
          const vq = v[q * dim + k]!;
          v[p * dim + k] = c * vp - s * vq;
          v[q * dim + k] = s * vp + c * vq;
        }
      }
    }
  }
  const order = Array.from({ length: dim }, (_, d) => d).sort((p, q) => a[q * dim + q]! - a[p * dim + p]!);
  const vectors = new Float64Array(dim * dim);
  order.forEach((from, to) => vectors.set(v.subarray(from * dim, (from + 1) * dim), to * dim));
  return { values: Float64Array.from(order, (d) => a[d * dim + d]!), vectors };
}

/** The `count` axes of largest variance of points [points * dim]. */
export function principalAxes(points: Float32Array, dim: number, count = 3): PrincipalAxes {
  if (dim < count)
    throw new RangeError(`principalAxes: dim must be at least ${count}, got ${dim}. Show such points without PCA.`);
  const { values, vectors } = symmetricEigen(covarianceOf(points, dim), dim);
  let total = 0;
  let kept = 0;
  values.forEach((value, d) => {
    total += Math.max(0, value);
    if (d < count) kept += Math.max(0, value);
  });
  return { axes: vectors.slice(0, count * dim), dim, explained: total > 0 ? kept / total : 1 };
}

/**
 * The basis of the same span that lies nearest to `previous`. Order and sign of eigenvectors are arbitrary, and near-equal
 * eigenvalues (well separated classes have many) let them turn freely, so without this the picture would jump between frames.
 * First order and sign by the largest products, then the polar factor of axes * previous^T turns the rest.
 */
export function alignAxes(axes: Float64Array, previous: Float64Array, dim: number): Float64Array {
  const count = axes.length / dim;
  const product = (a: Float64Array, i: number, b: Float64Array, j: number): number => {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += a[i * dim + d]! * b[j * dim + d]!;
    return sum;
  };
  const ordered = new Float64Array(axes.length);
  const freeAxes = new Set(Array.from({ length: count }, (_, i) => i));
  const freePlaces = new Set(freeAxes);
  while (freeAxes.size > 0) {
    let best = { axis: 0, place: 0, value: 0, size: -1 };
    for (const axis of freeAxes) {
      for (const place of freePlaces) {
        const value = product(axes, axis, previous, place);
        if (Math.abs(value) > best.size) best = { axis, place, value, size: Math.abs(value) };
      }
    }
    const sign = best.value < 0 ? -1 : 1;
    for (let d = 0; d < dim; d++) ordered[best.place * dim + d] = sign * axes[best.axis * dim + d]!;
    freeAxes.delete(best.axis);
    freePlaces.delete(best.place);
  }
  return count === 3 ? turnTowards(ordered, previous, dim, product) : ordered;
}

type RowProduct = (a: Float64Array, i: number, b: Float64Array, j: number) => number;

function turnTowards(axes: Float64Array, previous: Float64Array, dim: number, product: RowProduct): Float64Array {
  // m[i][j] = previous_i . axes_j; its polar factor is the rotation of the basis that comes nearest.
  let m = Array.from({ length: 9 }, (_, k) => product(previous, Math.floor(k / 3), axes, k % 3));
  for (let i = 0; i < 30; i++) {
    const inverse = inverseTransposed(m);
    if (!inverse) return axes; // the old and new span have a direction in common with neither: order and sign must do
    m = m.map((value, k) => (value + inverse[k]!) / 2);
  }
  const turned = new Float64Array(axes.length);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      for (let d = 0; d < dim; d++) turned[i * dim + d]! += m[i * 3 + j]! * axes[j * dim + d]!;
    }
  }
  return turned;
}

function inverseTransposed(m: readonly number[]): number[] | null {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m;
  const cofactors = [e * i - f * h, f * g - d * i, d * h - e * g, c * h - b * i, a * i - c * g, b * g - a * h];
  cofactors.push(b * f - c * e, c * d - a * f, a * e - b * d);
  const determinant = a * cofactors[0]! + b * cofactors[1]! + c * cofactors[2]!;
  return Math.abs(determinant) < 1e-4 ? null : cofactors.map((x) => x / determinant);
}

/** Points [points * dim] in the coordinates of the axes: [points * count]. The origin stays where it is. */
export function project(points: Float32Array, axes: Float64Array, dim: number): Float32Array {
  const count = axes.length / dim;
  const projected = new Float32Array((points.length / dim) * count);
  for (let i = 0; i < points.length / dim; i++) {
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let d = 0; d < dim; d++) sum += points[i * dim + d]! * axes[k * dim + d]!;
      projected[i * count + k] = sum;
    }
  }
  return projected;
}
