/** One curve of a loss over the angle, with where the images are now behind it. */
import { CartesianGrid, Line, LineChart, ReferenceArea, XAxis, YAxis } from 'recharts';
import { BIN_DEG, type ThetaDistribution } from '../charts/thetaDistribution';
import { formatFixed } from '../format';
import styles from './explain.module.css';
import type { CurvePoint } from './lossCurves';

const WIDTH = 330;
const HEIGHT = 190;
const TICKS = [0, 30, 60, 90, 120, 150, 180];

interface LossCurveProps {
  readonly title: string;
  readonly read: (point: CurvePoint) => number;
  readonly own: readonly CurvePoint[];
  readonly spread: readonly (readonly CurvePoint[] | null)[];
  readonly other: readonly CurvePoint[] | null;
  readonly thetas: ThetaDistribution | null;
  /** Of `own` and `other`. */
  readonly names: readonly string[];
}

export function LossCurve({ title, read, own, spread, other, thetas, names }: LossCurveProps) {
  const rows = own.map((point, i) => ({
    theta: point.thetaDeg,
    own: read(point),
    ...(other?.[i] ? { other: read(other[i]) } : {}),
    ...Object.fromEntries(spread.map((curve, k) => [`spread${k}`, curve?.[i] ? read(curve[i]) : NaN])),
  }));
  const at = (degrees: number): string =>
    formatFixed(read(own[Math.round(degrees / 2)] ?? { thetaDeg: 0, logit: NaN, pull: NaN }), 2);
  const fullest = thetas ? Math.max(...thetas.shares) : 1;
  return (
    <figure className={styles.curve} aria-label={`${title}: ${at(30)} at 30°, ${at(60)} at 60°, ${at(90)} at 90°`}>
      <figcaption>
        <strong>{title}</strong>
        {names.map((name, i) => (
          <span key={name} className={styles.curveName} data-other={i > 0 ? '' : undefined}>
            {name}
          </span>
        ))}
      </figcaption>
      <LineChart
        width={WIDTH}
        height={HEIGHT}
        data={rows}
        margin={{ top: 4, right: 8, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        {thetas &&
          Array.from(thetas.shares, (share, bin) => (
            <ReferenceArea
              key={bin}
              x1={bin * BIN_DEG}
              x2={(bin + 1) * BIN_DEG}
              fill="var(--accent)"
              fillOpacity={(0.35 * share) / fullest}
              stroke="none"
            />
          ))}
        <XAxis
          dataKey="theta"
          type="number"
          domain={[0, 180]}
          ticks={TICKS}
          tickFormatter={(degrees: number) => `${degrees}°`}
          tick={{ fontSize: 10, fill: 'var(--text-muted)' }}
          stroke="var(--line-strong)"
          height={18}
        />
        <YAxis width={38} tick={{ fontSize: 10, fill: 'var(--text-muted)' }} axisLine={false} tickLine={false} />
        {spread.map((_, k) => (
          <Line
            key={k}
            dataKey={`spread${k}`}
            stroke="var(--series-1)"
            strokeOpacity={0.35}
            strokeWidth={1}
            dot={false}
            isAnimationActive={false}
          />
        ))}
        <Line dataKey="own" stroke="var(--series-1)" strokeWidth={2} dot={false} isAnimationActive={false} />
        {other && (
          <Line
            dataKey="other"
            stroke="var(--series-2)"
            strokeWidth={2}
            strokeDasharray="5 3"
            dot={false}
            isAnimationActive={false}
          />
        )}
      </LineChart>
    </figure>
  );
}
