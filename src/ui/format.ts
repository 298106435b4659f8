/** Numbers as people read them: real minus sign, no needless digits, no width that jumps. */

/** Up to `digits` decimals, trailing zeros kept so that a changing number keeps its width. */
export function formatFixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits).replace('-', '−') : '–';
}

/** A setting: as many digits as it needs, at most four significant ones. */
export function formatSetting(value: number): string {
  return Number.isFinite(value) ? `${Number(value.toPrecision(4))}`.replace('-', '−') : '–';
}

export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${formatFixed(100 * share, 1)} %` : '–';
}

export function formatDegrees(degrees: number): string {
  return Number.isFinite(degrees) ? `${formatFixed(degrees, 1)}°` : '–';
}

/** Made once: `toLocaleString` makes one in each call, at a hundred times the cost. */
const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 12,345 */
export function formatCount(count: number): string {
  return counts.format(Math.round(count));
}
