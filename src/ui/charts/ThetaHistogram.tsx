/** How the angles to the own class weight are distributed now, against the start of the run. */
import { useMemo, useState } from 'react';
import { formatCount, formatDegrees } from '../format';
import type { RunSnapshot } from '../runStore';
import { ChartFrame } from './ChartFrame';
import styles from './charts.module.css';
import { Legend } from './Legend';
import { BIN_DEG, type ThetaDistribution, thetaDistribution } from './thetaDistribution';
import { useElementWidth } from './useElementWidth';

const HEIGHT = 84;
const AXIS = 15;
const TOP = 4;
const SIDE = 8;
const TICKS = [0, 30, 60, 90, 120, 150, 180];

export function ThetaHistogram({ run }: { readonly run: RunSnapshot }) {
  const { keyFrame, firstKeyFrame, description } = run;
  const labels = description?.points.labels;
  const now = useMemo(() => (keyFrame && labels ? thetaDistribution(keyFrame, labels) : null), [keyFrame, labels]);
  const start = useMemo(
    () => (firstKeyFrame && labels ? thetaDistribution(firstKeyFrame, labels) : null),
    [firstKeyFrame, labels],
  );
  const [isolated, setIsolated] = useState<string | null>(null);
  const [measure, width] = useElementWidth();
  const empty = 'The angles appear with the first picture of the stage.';
  const isEmpty = !now || now.count === 0;

  const summary = isEmpty
    ? empty
    : `Angle between ${formatCount(now.count)} images and their own class weight: ${formatDegrees(now.meanDeg)} on average at step ` +
      `${formatCount(keyFrame?.step ?? 0)}, ${formatDegrees(start?.meanDeg ?? NaN)} at the start.`;
  const mean = (d: ThetaDistribution | null): string => formatDegrees(d?.meanDeg ?? NaN);

  return (
    <ChartFrame
      title="Angle to own class"
      unit="degrees"
      summary={summary}
      explanation={`Share of the stage’s images by the angle θ between their embedding and the weight of their own class. ${summary}`}
      readTable={() => ({
        columns: ['Angle from (°)', 'Angle to (°)', 'Start (share)', 'Now (share)'],
        rows: Array.from(now?.shares ?? [], (share, bin) => [
          bin * BIN_DEG,
          (bin + 1) * BIN_DEG,
          start?.shares[bin] ?? NaN,
          share,
        ]),
      })}
      fileName="margin-lab-theta"
      legend={[
        { name: 'Now', color: '--series-1' },
        { name: 'Start', color: '--series-2' },
      ]}
      isEmpty={isEmpty}
      aside={isEmpty ? '' : `step ${formatCount(keyFrame?.step ?? 0)}`}
    >
      <Legend
        title="Angle to own class"
        isolated={isolated}
        onIsolate={setIsolated}
        entries={[
          {
            key: 'now',
            name: 'Now, mean',
            meaning: 'The newest picture of the stage.',
            color: '--series-1',
            value: mean(now),
          },
          {
            key: 'start',
            name: 'Start, mean',
            meaning: 'Before the first step.',
            color: '--series-2',
            dashed: true,
            value: mean(start),
          },
        ]}
      />
      <div ref={measure} className={styles.plot} style={{ height: HEIGHT }} data-drawing="">
        {isEmpty && <p className={styles.empty}>{empty}</p>}
        {!isEmpty && width > 0 && (
          <Histogram
            width={width}
            now={isolated === 'start' ? null : now}
            start={isolated === 'now' ? null : start}
            label={summary}
          />
        )}
      </div>
    </ChartFrame>
  );
}

interface HistogramProps {
  readonly width: number;
  readonly now: ThetaDistribution | null;
  readonly start: ThetaDistribution | null;
  readonly label: string;
}

function Histogram({ width, now, start, label }: HistogramProps) {
  const base = HEIGHT - AXIS;
  const toX = (degrees: number): number => SIDE + (degrees / 180) * (width - 2 * SIDE);
  const peak = Math.max(...(now?.shares ?? []), ...(start?.shares ?? []), 0.02);
  const outline = ({ shares }: ThetaDistribution): string => {
    const steps = Array.from(shares, (share, bin) => {
      const y = (base - (share / peak) * (base - TOP)).toFixed(1);
      return `V${y}H${toX((bin + 1) * BIN_DEG).toFixed(1)}`;
    });
    return `M${toX(0)},${base}${steps.join('')}V${base}`;
  };
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={label} className={styles.histogram}>
      {now && <path d={`${outline(now)}Z`} className={styles.now} />}
      {start && <path d={outline(start)} className={styles.start} />}
      <line x1={toX(0)} x2={toX(180)} y1={base + 0.5} y2={base + 0.5} className={styles.baseline} />
      {TICKS.map((tick) => (
        <text
          key={tick}
          x={toX(tick)}
          y={HEIGHT - 3}
          className={styles.tick}
          textAnchor={tick === 180 ? 'end' : 'middle'}
        >
          {tick}°
        </text>
      ))}
    </svg>
  );
}
