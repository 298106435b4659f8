/** One colour a run, in charts and beside its name. */
export const LANE_COLORS = ['--series-1', '--series-2', '--series-3', '--series-4'] as const;
