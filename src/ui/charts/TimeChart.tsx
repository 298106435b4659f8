/**
 * Lines over training steps. All charts of the page share one time axis and one crosshair; the values under it stand in the legend,
 * so nothing covers the curves. Drawn are at most 300 points a series; what is read out is exact.
 */
import { memo, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  Tooltip,
  useActiveTooltipLabel,
  useIsTooltipActive,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { formatCount } from '../format';
import type { RunHistory, RunSnapshot } from '../runStore';
import { RunOverlays } from '../runs/runOverlays';
import type { Series, SettingMark } from '../series';
import { linearTicks } from './axisTicks';
import { binSeries, nearestIndex } from './binning';
import { ChartFrame } from './ChartFrame';
import styles from './charts.module.css';
import { seriesTable } from './chartTable';
import { type Crosshair, createCrosshair, useCrosshairStep } from './crosshair';
import { Legend } from './Legend';
import { placeMarkLabels } from './placeMarkLabels';
import { placeReferenceLabel } from './placeReferenceLabel';
import { useElementWidth } from './useElementWidth';

export interface TimeSeries {
  readonly key: string;
  readonly name: string;
  /** One plain sentence. */
  readonly meaning: string;
  readonly series: Series;
  /** Name of a colour of the page. */
  readonly color: string;
  readonly dashed?: boolean;
  /** Of another run, laid under the curves of this one. */
  readonly isOverlay?: boolean;
}

/** Which series of runs that are over may lie under a chart. */
export interface OverlaidSeries {
  readonly name: keyof RunHistory;
  /** Before the run's name, where a chart has more than one; empty: nothing. */
  readonly label: string;
}

export interface ValueAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly scale: 'linear' | 'log';
}

export interface ReferenceValue {
  readonly value: number;
  readonly label: string;
}

interface TimeChartProps {
  readonly run: RunSnapshot;
  readonly title: string;
  readonly unit: string;
  /** What the curves say, in one sentence. */
  readonly summary: string;
  readonly explanation: string;
  readonly fileName: string;
  readonly series: readonly TimeSeries[];
  /** Drawn values are these times the series' values. */
  readonly factor?: number;
  /** The axis for drawn values between `low` and `high`. */
  readonly axisFor: (low: number, high: number) => ValueAxis;
  readonly formatValue: (value: number) => string;
  readonly formatTick: (value: number) => string;
  readonly references?: readonly ReferenceValue[];
  /** The same list always. */
  readonly overlays?: readonly OverlaidSeries[];
  /** Below the curves: what must not be read into them. */
  readonly note?: string;
  readonly controls?: ReactNode;
  /** In place of the curves before there are any. */
  readonly empty: string;
}

const SYNC_ID = 'margin-lab-steps';
const HEIGHT = 114;
/** The row above the curves holds the labels of changed settings. */
const MARGIN = { top: 13, right: 8, bottom: 0, left: 0 };
const AXIS_WIDTH = 34;
const AXIS_HEIGHT = 17;
const TICK = { fontSize: 10, fill: 'var(--text-muted)' };

type Row = { step: number } & Record<string, number>;

export const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const { run, title, unit, factor = 1, axisFor, formatValue, formatTick, references, controls, empty, note } = props;
  const series = useWithOverlays(props.series, props.overlays ?? NO_OVERLAYS);
  const [isolated, setIsolated] = useState<string | null>(null);
  const [crosshair] = useState(createCrosshair);
  const [measure, width] = useElementWidth();
  const visible = series.filter(({ key }) => isolated === null || key === isolated);

  // `run` changes whenever the series have grown.
  const { rows, low, high } = useMemo(
    () =>
      drawnRows(
        series.filter(({ key }) => isolated === null || key === isolated),
        factor,
      ),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [run, series, isolated, factor],
  );
  const isEmpty = rows.length === 0;
  const axis = axisFor(low, high);
  const overlaidStep = series.reduce((last, s) => Math.max(last, s.isOverlay ? (s.series.steps.at(-1) ?? 0) : 0), 0);
  const lastStep = Math.max(run.step, overlaidStep, 10);

  return (
    <ChartFrame
      title={title}
      unit={unit}
      summary={isEmpty ? empty : props.summary}
      explanation={props.explanation}
      readTable={() => seriesTable(series, unit, factor)}
      fileName={props.fileName}
      legend={visible}
      isEmpty={isEmpty}
      controls={controls}
      aside={
        series[0] && (
          <ReadoutStep
            crosshair={crosshair}
            first={series[0]}
            run={run}
            {...(series.length > 1 ? {} : { formatValue })}
          />
        )
      }
    >
      {series.length > 1 && (
        <Readout
          crosshair={crosshair}
          run={run}
          title={title}
          series={series}
          factor={factor}
          formatValue={formatValue}
          isolated={isolated}
          onIsolate={setIsolated}
        />
      )}
      <div ref={measure} className={styles.plot} style={{ height: HEIGHT }} data-drawing="">
        {isEmpty && <p className={styles.empty}>{empty}</p>}
        {!isEmpty && width > 0 && (
          <LineChart
            width={width}
            height={HEIGHT}
            data={rows}
            margin={MARGIN}
            syncId={SYNC_ID}
            syncMethod={nearestTick}
            title={`${title} over training steps`}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="step"
              type="number"
              domain={[0, lastStep]}
              ticks={linearTicks(0, lastStep, 4)}
              tickFormatter={(step: number) => (step === 0 ? 'step 0' : formatCount(step))}
              interval="preserveStart"
              height={AXIS_HEIGHT}
              tick={TICK}
              tickLine={false}
              tickMargin={2}
              stroke="var(--line-strong)"
            />
            <YAxis
              domain={[...axis.domain] as [number, number]}
              ticks={[...axis.ticks]}
              scale={axis.scale}
              interval={0}
              allowDataOverflow
              tickFormatter={formatTick}
              width={AXIS_WIDTH}
              tick={TICK}
              tickLine={false}
              tickMargin={2}
              axisLine={false}
            />
            <Tooltip
              content={() => null}
              cursor={{ stroke: 'var(--text-muted)', strokeWidth: 1 }}
              isAnimationActive={false}
            />
            <Marks marks={run.marks} />
            {run.viewStep !== null && <ViewedStep step={run.viewStep} />}
            <ReferenceLines references={references ?? []} axis={axis} />
            {visible.map(({ key, name, color, dashed, isOverlay }) => (
              <Line
                key={key}
                dataKey={key}
                name={name}
                stroke={`var(${color})`}
                strokeWidth={isOverlay ? 1.25 : 1.5}
                {...(isOverlay ? { strokeDasharray: '2 2' } : dashed ? { strokeDasharray: '5 3' } : {})}
                type="linear"
                // A single point is no line.
                dot={rows.length === 1 && { r: 2.5, fill: `var(${color})`, strokeDasharray: '', clipDot: false }}
                activeDot={{ r: 3, stroke: 'var(--surface-raised)', strokeWidth: 1 }}
                connectNulls
                isAnimationActive={false}
              />
            ))}
            <ReferenceLabels references={references ?? []} axis={axis} rows={rows} />
            <CrosshairReporter crosshair={crosshair} />
          </LineChart>
        )}
      </div>
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </ChartFrame>
  );
});

const NO_OVERLAYS: readonly OverlaidSeries[] = [];

/** The chart's own series, then those of the runs laid over it. */
function useWithOverlays(series: readonly TimeSeries[], overlays: readonly OverlaidSeries[]): readonly TimeSeries[] {
  const runs = useContext(RunOverlays);
  return useMemo(
    () => [
      ...series,
      ...runs.flatMap((run) =>
        overlays.map(({ name, label }): TimeSeries => ({
          key: `${run.id} ${name}`,
          name: label === '' ? run.name : `${run.name}: ${label}`,
          meaning: 'A run that is over.',
          series: run.history[name],
          color: run.color,
          isOverlay: true,
        })),
      ),
    ],
    [series, runs, overlays],
  );
}

function drawnRows(series: readonly TimeSeries[], factor: number): { rows: Row[]; low: number; high: number } {
  const byStep = new Map<number, Row>();
  let low = Infinity;
  let high = -Infinity;
  for (const { key, series: all } of series) {
    const { steps, values } = binSeries(all);
    steps.forEach((step, i) => {
      const value = factor * (values[i] ?? NaN);
      low = Math.min(low, value);
      high = Math.max(high, value);
      const row = byStep.get(step);
      if (row) row[key] = value;
      else byStep.set(step, { step, [key]: value });
    });
  }
  return { rows: [...byStep.values()].sort((a, b) => a.step - b.step), low, high };
}

/** The charts measure at different steps: the crosshair of another chart stands at the nearest step of this one. */
const nearestTick = (
  ticks: readonly { value?: unknown }[],
  data: { activeLabel?: string | number | undefined },
): number =>
  nearestIndex(
    ticks.map((tick) => Number(tick.value)),
    Number(data.activeLabel),
  );

function CrosshairReporter({ crosshair }: { readonly crosshair: Crosshair }) {
  const label = useActiveTooltipLabel();
  const active = useIsTooltipActive();
  const step = active && label !== undefined ? Number(label) : null;
  useEffect(() => crosshair.setStep(step), [crosshair, step]);
  return null;
}

/** Index of the value that the readout shows: under the crosshair, else of the step on view, else the newest. */
function readoutIndex(series: Series, crosshairStep: number | null, { viewStep }: RunSnapshot): number {
  const step = crosshairStep ?? viewStep;
  return step === null ? series.length - 1 : nearestIndex(series.steps, step);
}

interface ReadoutStepProps {
  readonly crosshair: Crosshair;
  readonly first: TimeSeries;
  /** Renders anew with the run. */
  readonly run: RunSnapshot;
  /** Present where the chart has one series and so no legend: its value stands before the step. */
  readonly formatValue?: (value: number) => string;
}

function ReadoutStep({ crosshair, first: { series }, run, formatValue }: ReadoutStepProps) {
  const step = useCrosshairStep(crosshair);
  if (series.length === 0) return null;
  const index = readoutIndex(series, step, run);
  return (
    <>
      {formatValue && <span className={styles.value}>{formatValue(series.values[index] ?? NaN)}</span>} at step{' '}
      {formatCount(series.steps[index] ?? 0)}
    </>
  );
}

interface ReadoutProps {
  readonly crosshair: Crosshair;
  readonly run: RunSnapshot;
  readonly title: string;
  readonly series: readonly TimeSeries[];
  readonly factor: number;
  readonly formatValue: (value: number) => string;
  readonly isolated: string | null;
  readonly onIsolate: (key: string | null) => void;
}

function Readout({ crosshair, run, title, series, factor, formatValue, isolated, onIsolate }: ReadoutProps) {
  const step = useCrosshairStep(crosshair);
  const entries = series.map((s) => ({
    ...s,
    value: formatValue(factor * (s.series.values[readoutIndex(s.series, step, run)] ?? NaN)),
  }));
  return <Legend title={title} entries={entries} isolated={isolated} onIsolate={onIsolate} />;
}

/** A thin line where a live setting changed, its label above the curves. */
function Marks({ marks }: { readonly marks: readonly SettingMark[] }) {
  const toX = useXAxisScale();
  const area = usePlotArea();
  if (!toX || !area) return null;
  const at = marks.flatMap(({ key, step, label }) => {
    const x = toX(step);
    return x === undefined ? [] : [{ id: `${key} ${step}`, x, label: label.replace('-', '−') }];
  });
  return (
    <g className={styles.marks}>
      {at.map(({ id, x }) => (
        <line key={id} x1={x} x2={x} y1={area.y - 2} y2={area.y + area.height} />
      ))}
      {placeMarkLabels(at, area.x, area.x + area.width).map(({ text, x }) => (
        <text key={`${text} ${x}`} x={x} y={area.y - 4}>
          {text}
        </text>
      ))}
    </g>
  );
}

/** The recorded step that the stage shows. */
function ViewedStep({ step }: { readonly step: number }) {
  const x = useXAxisScale()?.(step);
  const area = usePlotArea();
  if (x === undefined || !area) return null;
  return <line className={styles.viewed} x1={x} x2={x} y1={area.y - 2} y2={area.y + area.height} />;
}

interface ReferencesProps {
  readonly references: readonly ReferenceValue[];
  readonly axis: ValueAxis;
}

const within = ({ domain: [from, to] }: ValueAxis, { value }: ReferenceValue): boolean => value >= from && value <= to;

/** Under the curves. */
function ReferenceLines({ references, axis }: ReferencesProps) {
  const toY = useYAxisScale();
  const area = usePlotArea();
  if (!toY || !area) return null;
  return (
    <g className={styles.references}>
      {references
        .filter((reference) => within(axis, reference))
        .map(({ value, label }) => (
          <line key={label} x1={area.x} x2={area.x + area.width} y1={toY(value)} y2={toY(value)} />
        ))}
    </g>
  );
}

/** Width of a reference's label, at most. */
const LABEL_WIDTH = 140;

/** Over the curves, at the end of the axis, where the curves leave room. */
function ReferenceLabels({ references, axis, rows }: ReferencesProps & { readonly rows: readonly Row[] }) {
  const toX = useXAxisScale();
  const toY = useYAxisScale();
  const area = usePlotArea();
  if (!toX || !toY || !area) return null;
  const right = area.x + area.width;
  let top = Infinity;
  let bottom = -Infinity;
  for (const { step, ...values } of rows) {
    if ((toX(step) ?? 0) < right - LABEL_WIDTH) continue;
    for (const value of Object.values(values)) {
      const y = toY(value) ?? NaN;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  const baselines: number[] = [];
  const labels = references
    .filter(({ value }) => value <= axis.domain[1])
    .map((reference) => {
      // A floor far below the curve has no line on a log axis; its label says where it is.
      const isInside = within(axis, reference);
      const label = isInside ? reference.label : `↓ ${reference.label}`;
      const y = placeReferenceLabel({
        lineY: isInside ? (toY(reference.value) ?? 0) : area.y + area.height,
        ...(bottom >= top ? { curve: { top, bottom } } : {}),
        taken: baselines,
        plotTop: area.y,
        plotBottom: area.y + area.height,
      });
      baselines.push(y);
      return { label, y };
    });
  return (
    <g className={styles.references}>
      {labels.map(({ label, y }) => (
        <text key={label} x={right - 2} y={y}>
          {label}
        </text>
      ))}
    </g>
  );
}
