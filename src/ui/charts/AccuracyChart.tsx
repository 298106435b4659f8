/** The share of images whose nearest class weight is their own. */
import { useMemo } from 'react';
import { formatCount, formatFixed, formatPercent } from '../format';
import type { RunSnapshot } from '../runStore';
import { type OverlaidSeries, TimeChart, type TimeSeries, type ValueAxis } from './TimeChart';

/** Always the whole range: a curve that stays at chance should look like it. */
const AXIS: ValueAxis = { domain: [0, 100], ticks: [0, 25, 50, 75, 100], scale: 'linear' };

const OVERLAYS: readonly OverlaidSeries[] = [{ name: 'testAccuracy', label: '' }];

export function AccuracyChart({ run }: { readonly run: RunSnapshot }) {
  const { testAccuracy, trainAccuracy } = run.history;
  const series = useMemo<TimeSeries[]>(
    () => [
      {
        key: 'test',
        name: 'Test',
        meaning: 'Images that were never trained on.',
        series: testAccuracy,
        color: '--series-1',
      },
      {
        key: 'train',
        name: 'Training',
        meaning: 'A fixed sample of the images that are trained on.',
        series: trainAccuracy,
        color: '--series-2',
        dashed: true,
      },
    ],
    [testAccuracy, trainAccuracy],
  );
  const chance = 100 / run.running.classes;
  return (
    <TimeChart
      run={run}
      title="Accuracy"
      unit="%"
      summary={
        `Accuracy after ${formatCount(testAccuracy.steps.at(-1) ?? 0)} steps: ${formatPercent(testAccuracy.values.at(-1) ?? NaN)} of the ` +
        `test images and ${formatPercent(trainAccuracy.values.at(-1) ?? NaN)} of the training images; chance is ${formatFixed(chance, 0)} %.`
      }
      explanation={
        'The share of images whose embedding is nearest, by angle, to the weight of their own class. No margin takes part in it. ' +
        `Guessing among ${run.running.classes} classes gives ${formatFixed(chance, 0)} %.`
      }
      fileName="margin-lab-accuracy"
      series={series}
      overlays={OVERLAYS}
      factor={100}
      axisFor={() => AXIS}
      formatValue={(value) => formatPercent(value / 100)}
      formatTick={(value) => `${value}`}
      empty="The first measurement comes with the first steps."
    />
  );
}
