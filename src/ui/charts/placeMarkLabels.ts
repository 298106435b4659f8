/** Which labels of setting changes fit into one row above a chart. */

export interface PlacedLabel {
  readonly text: string;
  /** Left edge in pixels. */
  readonly x: number;
}

/** Average width of a character at the label's size. Digits and letters of the page's fonts lie within 10 % of it. */
const CHARACTER = 5.6;
const GAP = 6;

/**
 * Labels stand to the right of their mark, or to its left at the end of the axis. Newer ones go first: the last change is the one
 * that is looked for. A label without room is left out, its mark stays.
 *
 * @param marks oldest first, `x` in pixels
 */
export function placeMarkLabels(
  marks: readonly { readonly x: number; readonly label: string }[],
  left: number,
  right: number,
): PlacedLabel[] {
  const placed: (PlacedLabel & { width: number })[] = [];
  for (const { x, label } of [...marks].reverse()) {
    const width = label.length * CHARACTER;
    const start = Math.max(left, Math.min(x, right - width));
    const overlaps = placed.some((other) => start < other.x + other.width + GAP && other.x < start + width + GAP);
    if (!overlaps) placed.push({ text: label, x: start, width });
  }
  return placed.map(({ text, x }) => ({ text, x }));
}
