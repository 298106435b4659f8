/** Where the label of a horizontal reference line stands: beside its line, but never on the curve. */

interface Place {
  /** Height of the line in pixels from the top. */
  readonly lineY: number;
  /** Where the curve runs below the label's width; absent: nowhere. */
  readonly curve?: { readonly top: number; readonly bottom: number };
  /** Baselines of the labels that stand already. */
  readonly taken?: readonly number[];
  readonly plotTop: number;
  readonly plotBottom: number;
}

/** Height of a label, its baseline a little above its lower edge. */
const HEIGHT = 11;
const DESCENT = 3;
/** Free pixels to the curve. */
const GAP = 2;

/**
 * Tries above the line, below it, above the curve, below the curve, beside another label, and takes the first place that is inside the plot and clear of the
 * curve; where there is none, above the line.
 *
 * @returns the baseline of the text
 */
export function placeReferenceLabel({ lineY, curve, taken = [], plotTop, plotBottom }: Place): number {
  const bottoms = [lineY - GAP, lineY + GAP + HEIGHT];
  if (curve) bottoms.push(curve.top - GAP, curve.bottom + GAP + HEIGHT);
  for (const baseline of taken) bottoms.push(baseline + DESCENT - HEIGHT, baseline + DESCENT + HEIGHT);
  const free = bottoms.find((bottom) => {
    const top = bottom - HEIGHT;
    if (top < plotTop || bottom > plotBottom) return false;
    if (taken.some((baseline) => Math.abs(bottom - DESCENT - baseline) < HEIGHT)) return false;
    return !curve || bottom + GAP <= curve.top || top - GAP >= curve.bottom;
  });
  return (free ?? lineY - GAP) - DESCENT;
}
