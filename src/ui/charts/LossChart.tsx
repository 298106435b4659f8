/** The loss of every step, against where it should begin and what it cannot fall below. */
import { useContext, useMemo, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { formatRunConfig } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import { formatCount, formatFixed } from '../format';
import { readPreference, writePreference } from '../preferences';
import type { RunSnapshot } from '../runStore';
import { lossKey, RunOverlays } from '../runs/runOverlays';
import { linearTicks, logTicks, niceDomain } from './axisTicks';
import styles from './charts.module.css';
import { expectedFirstLoss, referenceSetting } from './lossReference';
import { type OverlaidSeries, type ReferenceValue, TimeChart, type TimeSeries, type ValueAxis } from './TimeChart';
import { useStartConfig } from './useChartSnapshot';
import { useReachableFloor } from './useReachableFloor';

const PREFERENCE = 'loss-axis';
/** A floor farther below the curve than this would leave it no room on a log axis. */
const FARTHEST_FLOOR = 30;
/** A log axis shows nothing below. */
const SMALLEST = 1e-6;

const OVERLAYS: readonly OverlaidSeries[] = [{ name: 'loss', label: '' }];

export function LossChart({ run }: { readonly run: RunSnapshot }) {
  const [isLog, setIsLog] = useState(() => readPreference(PREFERENCE) === 'log');
  const start = useStartConfig(run);
  const expected = useMemo(() => expectedFirstLoss(referenceSetting(start, 'first step')), [start]);
  const floor = useReachableFloor(run.running);

  const series = useMemo<TimeSeries[]>(
    () => [
      {
        key: 'loss',
        name: 'Loss',
        meaning: 'Mean cross-entropy of the margin logits over one batch.',
        series: run.history.loss,
        color: '--series-1',
      },
    ],
    [run.history.loss],
  );
  const references: ReferenceValue[] = [
    { value: expected, label: `expected first value ${formatLoss(expected)}` },
    ...(floor === null ? [] : [{ value: floor, label: `reachable floor ${formatLoss(floor)}` }]),
  ];
  const axisFor = (low: number, high: number): ValueAxis =>
    isLog ? logAxis(low, high, expected, floor ?? 0) : linearAxis(Math.max(high, expected));

  const floorText = floor === null ? 'not known yet' : formatLoss(floor);
  const { values } = run.history.loss;
  const newest = values.at(-1) ?? NaN;
  const overlaid = useContext(RunOverlays);
  const own = lossKey(formatRunConfig(run.running));
  const incomparable = overlaid.some((other) => other.lossKey !== own);
  const label = findLoss(run.running.loss).label;
  const summary =
    `Loss of ${label}: it began at ${formatLoss(values[0] ?? NaN)} and stands at ${formatLoss(newest)} nats after ` +
    `${formatCount(run.step)} steps; its expected first value is ${formatLoss(expected)}, its reachable floor ${floorText}.`;

  return (
    <TimeChart
      run={run}
      title="Loss"
      unit="nats"
      summary={summary}
      explanation={
        `The mean cross-entropy of the margin logits over the batch of each step. Expected first value, ${formatLoss(expected)}: the mean ` +
        `for an untrained network, whose embeddings and class weights point anywhere; single runs lie around it. Reachable floor, ` +
        `${floorText}: every image on the weight of its class and the ${run.running.classes} weights as far apart as ` +
        `${run.running.dim} dimensions allow; no training gets below what the margin leaves there.`
      }
      fileName="margin-lab-loss"
      series={series}
      overlays={OVERLAYS}
      axisFor={axisFor}
      formatValue={formatLoss}
      formatTick={(value) => `${value}`}
      references={references}
      {...(incomparable
        ? { note: 'Losses of another loss, margin or scale: read their shape, not their height.' }
        : {})}
      controls={
        <ToggleButton
          className={styles.toggle ?? ''}
          isSelected={isLog}
          onChange={(selected) => {
            setIsLog(selected);
            writePreference(PREFERENCE, selected ? 'log' : 'linear');
          }}
        >
          Log scale
        </ToggleButton>
      }
      empty="The curve begins with the first step: press play."
    />
  );
}

/** Three significant digits over the range that matters, without a width that jumps. */
function formatLoss(loss: number): string {
  if (loss === 0) return '0';
  if (loss < 0.001) return Number.isFinite(loss) ? '< 0.001' : '–';
  return formatFixed(loss, loss >= 100 ? 1 : loss >= 10 ? 2 : 3);
}

function linearAxis(top: number): ValueAxis {
  const domain = niceDomain(0, Number.isFinite(top) && top > 0 ? top : 1, 3);
  return { domain, ticks: linearTicks(...domain, 3), scale: 'linear' };
}

function logAxis(low: number, high: number, expected: number, floor: number): ValueAxis {
  const lowest = Math.max(SMALLEST, floor > low / FARTHEST_FLOOR ? Math.min(low, floor) : low);
  const highest = Math.max(high, expected, 10 * lowest);
  const domain = [lowest / 1.25, highest * 1.1] as const;
  return { domain, ticks: logTicks(...domain), scale: 'log' };
}
