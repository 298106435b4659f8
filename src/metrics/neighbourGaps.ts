/** Angles between neighbouring classes on the circle (ElasticFace, figure 2), in degrees. */

/**
 * The smallest and the largest angle between the centres of two classes that stand side by side. A centre is the mean direction of the
 * class's embeddings. NaN with fewer than two classes.
 * @param embeddings [N * 2], of any length
 * @param labels [N]
 */
export function neighbourGaps(
  embeddings: ArrayLike<number>,
  labels: ArrayLike<number>,
): { readonly smallestDeg: number; readonly largestDeg: number } {
  const sums = new Map<number, { x: number; y: number }>();
  for (let i = 0; i < labels.length; i++) {
    const [x, y] = [embeddings[2 * i] ?? 0, embeddings[2 * i + 1] ?? 0];
    const length = Math.hypot(x, y);
    const sum = sums.get(labels[i] ?? 0) ?? { x: 0, y: 0 };
    if (length > 0) sums.set(labels[i] ?? 0, { x: sum.x + x / length, y: sum.y + y / length });
  }
  const angles = [...sums.values()].map(({ x, y }) => (Math.atan2(y, x) * 180) / Math.PI).sort((a, b) => a - b);
  if (angles.length < 2) return { smallestDeg: NaN, largestDeg: NaN };
  const gaps = angles.map((angle, i) => (angles[i + 1] ?? (angles[0] ?? 0) + 360) - angle);
  return { smallestDeg: Math.min(...gaps), largestDeg: Math.max(...gaps) };
}
