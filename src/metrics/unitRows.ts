/** Rows of a matrix on the unit sphere. */

/** Rows [count * dim] of length one, in float64; rows of zeros stay zero. */
export function unitRows(values: ArrayLike<number>, dim: number): Float64Array {
  const unit = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += dim) {
    let squares = 0;
    for (let d = 0; d < dim; d++) squares += (values[start + d] ?? 0) ** 2;
    const inverse = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let d = 0; d < dim; d++) unit[start + d] = (values[start + d] ?? 0) * inverse;
  }
  return unit;
}

/** Columns of [dim, classes] as rows [classes * dim]. */
export function columnsAsRows(matrix: ArrayLike<number>, dim: number): Float64Array {
  const classes = matrix.length / dim;
  return Float64Array.from({ length: matrix.length }, (_, i) => matrix[(i % dim) * classes + Math.floor(i / dim)] ?? 0);
}
