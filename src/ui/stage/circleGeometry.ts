/** The plane geometry of the circle view: which arc belongs to which class, how far a margin draws it in, and the rim histogram. */

const TURN = 2 * Math.PI;

export interface Wedge {
  readonly classIndex: number;
  /** Direction of the class weight, radians. */
  readonly weightAngle: number;
  /** Angle to the neighbouring weight, clockwise and counter-clockwise; the boundary is half way. */
  readonly gapBefore: number;
  readonly gapAfter: number;
}

/** The same angle in [0, 2 pi). */
export function wrapAngle(angle: number): number {
  const wrapped = angle % TURN;
  return wrapped < 0 ? wrapped + TURN : wrapped;
}

/**
 * The arcs in which each class has the largest cosine. Boundaries are the bisectors of neighbouring weights, so the arcs tile the
 * circle. Weights without a direction (NaN) get no arc; coinciding weights share a boundary, one with an arc of no width between.
 */
export function classWedges(weightAngles: ArrayLike<number>): Wedge[] {
  const sorted = Array.from(weightAngles, (angle, classIndex) => ({ classIndex, angle: wrapAngle(angle) }))
    .filter((w) => Number.isFinite(w.angle))
    .sort((a, b) => a.angle - b.angle || a.classIndex - b.classIndex);
  return sorted.map(({ classIndex, angle }, i) => {
    const before = sorted[i - 1]?.angle ?? (sorted.at(-1)?.angle ?? angle) - TURN;
    const after = sorted[i + 1]?.angle ?? (sorted[0]?.angle ?? angle) + TURN;
    return { classIndex, weightAngle: angle, gapBefore: angle - before, gapAfter: after - angle };
  });
}

/**
 * Half of an arc after the margin: the largest phi from the own weight at which the penalised cosine still beats the neighbour's
 * plain one, targetCosine(phi) >= cos(gap - phi). Without a margin gap / 2; 0 where the margin leaves nothing.
 */
export function arcWithMargin(gap: number, targetCosine: (theta: number) => number): number {
  const wins = (phi: number): boolean => targetCosine(phi) >= Math.cos(gap - phi) - 1e-12;
  const bisector = gap / 2;
  if (wins(bisector)) return bisector;
  // Scanned inwards, because for gaps above 180 degrees the difference is not monotone all the way to the weight.
  const SCAN = 48;
  let lost = bisector;
  for (let k = 1; k <= SCAN; k++) {
    let won = bisector * (1 - k / SCAN);
    if (wins(won)) {
      for (let i = 0; i < 20; i++) {
        const middle = (won + lost) / 2;
        if (wins(middle)) won = middle;
        else lost = middle;
      }
      return won;
    }
    lost = won;
  }
  return 0;
}

export interface RimHistogram {
  readonly bins: number;
  /** [bins * classes] */
  readonly counts: Uint32Array;
  /** Points in the fullest bin. */
  readonly fullest: number;
}

/** Counts the directions of points in the plane ([points * 2]) by bin and class; points at the origin have no direction. */
export function rimHistogram(
  points: Float32Array,
  labels: Uint8Array,
  classes: number,
  bins: number,
  only: number | null = null,
): RimHistogram {
  const counts = new Uint32Array(bins * classes);
  const totals = new Uint32Array(bins);
  for (let i = 0; i < labels.length; i++) {
    const x = points[2 * i] ?? 0;
    const y = points[2 * i + 1] ?? 0;
    const label = labels[i] ?? 0;
    if ((x === 0 && y === 0) || label >= classes || (only !== null && only !== label)) continue;
    const bin = Math.min(bins - 1, Math.floor((wrapAngle(Math.atan2(y, x)) / TURN) * bins));
    counts[bin * classes + label]! += 1;
    totals[bin]! += 1;
  }
  return { bins, counts, fullest: totals.reduce((a, b) => Math.max(a, b), 0) };
}
