/** The four class angles of the ArcFace paper over time. */
import { useMemo } from 'react';
import { formatCount, formatDegrees } from '../format';
import type { RunSnapshot } from '../runStore';
import { type OverlaidSeries, TimeChart, type TimeSeries, type ValueAxis } from './TimeChart';

export const ANGLE_MEANINGS = {
  intra: 'Mean angle between an embedding and the centre of its class: small is tight.',
  inter: 'Mean angle from a class centre to the nearest other centre: large is far apart.',
  wEc: 'Mean angle between the weight of a class and its centre: small means that they agree.',
  wInter: 'Mean angle from a class weight to the nearest other weight.',
} as const;

const OVERLAYS: readonly OverlaidSeries[] = [
  { name: 'intra', label: 'Intra' },
  { name: 'inter', label: 'Inter' },
];

export function AnglesChart({ run }: { readonly run: RunSnapshot }) {
  const { intra, inter, wEc, wInter } = run.history;
  const series = useMemo<TimeSeries[]>(
    () => [
      { key: 'intra', name: 'Intra', meaning: ANGLE_MEANINGS.intra, series: intra, color: '--series-1' },
      { key: 'inter', name: 'Inter', meaning: ANGLE_MEANINGS.inter, series: inter, color: '--series-2' },
      { key: 'wEc', name: 'W-EC', meaning: ANGLE_MEANINGS.wEc, series: wEc, color: '--series-3', dashed: true },
      {
        key: 'wInter',
        name: 'W-Inter',
        meaning: ANGLE_MEANINGS.wInter,
        series: wInter,
        color: '--series-4',
        dashed: true,
      },
    ],
    [intra, inter, wEc, wInter],
  );
  const newest = (values: Float32Array): string => formatDegrees(values.at(-1) ?? NaN);
  return (
    <TimeChart
      run={run}
      title="Angles"
      unit="degrees"
      summary={
        `Angles after ${formatCount(intra.steps.at(-1) ?? 0)} steps: intra ${newest(intra.values)}, inter ${newest(inter.values)}, ` +
        `W-EC ${newest(wEc.values)}, W-Inter ${newest(wInter.values)}.`
      }
      explanation={`Intra: ${ANGLE_MEANINGS.intra} Inter: ${ANGLE_MEANINGS.inter} W-EC: ${ANGLE_MEANINGS.wEc} W-Inter: ${ANGLE_MEANINGS.wInter} (ArcFace, arXiv 1801.07698, table 3.)`}
      fileName="margin-lab-angles"
      series={series}
      overlays={OVERLAYS}
      axisFor={angleAxis}
      formatValue={formatDegrees}
      formatTick={(value) => `${value}°`}
      empty="The first measurement comes with the first steps."
    />
  );
}

/** Multiples of 30 degrees: what a reader can picture. */
function angleAxis(_low: number, high: number): ValueAxis {
  const top = Math.min(180, Math.max(30, 30 * Math.ceil(high / 30 || 1)));
  const step = top > 90 ? 60 : top > 30 ? 30 : 10;
  const ticks = Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
  return { domain: [0, top], ticks, scale: 'linear' };
}
