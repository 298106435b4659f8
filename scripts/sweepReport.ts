/** The report of a sweep: an HTML file that needs nothing but the folders beside it. Curves are means over the seeds with their 95 % interval. */
import { baseFields, formatRunConfig, lossFields } from '../src/engine/runConfig';
import { findLoss } from '../src/losses';
import { meanInterval } from '../src/metrics/statistics';
import { formatAddress } from '../src/ui/address';
import { escapeXml, type Line, lineChart } from '../src/ui/figures/lineChart';
import { PAPER_COLORS } from '../src/ui/figures/runFigures';
import { type FinishedRun, type Group, groupRuns, measureInterval, measureNames } from './sweepFolder';
import type { SweepPlan } from './sweepPlan';

/** Places on the step axis at which curves are averaged: runs measure at steps of their own. */
const GRID = 80;
const DASHES = ['', '7 3', '2 3'];
const COLORS = PAPER_COLORS;

interface Measure {
  readonly label: string;
  readonly unit: string;
  /** Absent: known at the end only. */
  readonly series?: string;
  readonly limits: readonly [number, number];
}

const SHARE = [0, 1] as const;
const ANGLE = [0, 180] as const;
const MEASURES: Readonly<Record<string, Measure>> = {
  loss: { label: 'Loss', unit: '', series: 'loss', limits: [0, Infinity] },
  testAccuracy: { label: 'Test accuracy', unit: '', series: 'testAccuracy', limits: SHARE },
  intraDeg: { label: 'Angle within a class', unit: 'degrees', series: 'intra', limits: ANGLE },
  interDeg: { label: 'Angle to the nearest other class', unit: 'degrees', series: 'inter', limits: ANGLE },
  wEcDeg: { label: 'Weight to class centre', unit: 'degrees', series: 'wEc', limits: ANGLE },
  wInterDeg: { label: 'Weight to the nearest other weight', unit: 'degrees', series: 'wInter', limits: ANGLE },
  auc: { label: 'Verification of held-out classes: AUC', unit: '', limits: SHARE },
  eer: { label: 'Verification of held-out classes: equal error rate', unit: '', limits: SHARE },
};

export interface FailedRun {
  readonly name: string;
  readonly problem: string;
}

export function sweepReport(plan: SweepPlan, runs: readonly FinishedRun[], failed: readonly FailedRun[]): string {
  const groups = groupRuns(runs);
  const style = (i: number): Pick<Line, 'color' | 'dash'> => ({
    color: COLORS[i % COLORS.length] ?? '',
    dash: DASHES[Math.floor(i / COLORS.length) % DASHES.length] ?? '',
  });
  const labels = new Map(groups.map((group) => [group.name, labelOf(group, plan)]));
  const measures = measureNames(runs).filter((name) => MEASURES[name]);
  const curves = measures.map((measure) => {
    const { label = '', unit = '', series, limits = SHARE } = MEASURES[measure] ?? {};
    if (series === undefined) return '';
    const lines = groups.map((group, i) => ({
      ...style(i),
      label: labels.get(group.name) ?? group.name,
      points: averagedSeries(group, series),
    }));
    return lineChart(lines, { title: label, xLabel: 'step', yLabel: unit, marks: false, limits });
  });
  const bySetting = numericKeys(plan).flatMap((key) => measures.map((name) => settingChart(key, name, plan, groups)));
  const table = groups.map((group, i) => {
    const cells = measures.map((name) => `<td>${intervalText(measureInterval(group, name))}</td>`).join('');
    const key = `<svg viewBox="0 0 28 10" class="key" aria-hidden="true"><line x1="0" x2="28" y1="5" y2="5" stroke="${style(i).color}" stroke-width="3" stroke-dasharray="${style(i).dash}"/></svg>`;
    return `<tr><th scope="row">${key} ${escapeXml(labels.get(group.name) ?? '')}</th><td>${group.runs.length}</td>${cells}</tr>`;
  });
  const links = runs.map(
    ({ name, config, result }) =>
      `<li><a href="${encodeURI(name)}/run.zip">${escapeXml(name)}</a>, ${escapeXml(result.backend)}: <code>${escapeXml(formatAddress({ config }))}</code></li>`,
  );
  const problems = failed.map(({ name, problem }) => `<li>${escapeXml(name)}: ${escapeXml(problem)}</li>`);
  const heads = measures.map((name) => `<th scope="col">${escapeXml(MEASURES[name]?.label ?? name)}</th>`).join('');
  return page(`<h1>Sweep of ${plan.runs.length} runs</h1>
<p>${escapeXml(common(plan))}</p>
<p>${runs.length} of ${plan.runs.length} runs are finished. Curves and numbers are means over the seeds; bands and ± are 95 % intervals of the mean
(Student’s t), and absent with one seed. Loss values of different margins or scales are not comparable; the other measures are.</p>
<table><thead><tr><th scope="col">Runs</th><th scope="col">Seeds</th>${heads}</tr></thead><tbody>${table.join('\n')}</tbody></table>
${figures('By setting, at the last step', bySetting)}
${figures('While training', curves)}
${figures(
  'The stage at the last step, first seed',
  groups.map((group) => stageFigure(group, labels.get(group.name) ?? group.name)),
)}
${problems.length > 0 ? `<h2>Failed</h2><ul>${problems.join('\n')}</ul>` : ''}
<h2>Every run</h2>
<p>The zip of a run plays when it is dropped on the page; what stands after the name trains it anew there, appended to its address.</p>
<ul>${links.join('\n')}</ul>`);
}

function stageFigure({ runs: [run] }: Group, label: string): string {
  if (!run) return '';
  const source = `${encodeURI(run.name)}/stage.png`;
  return `<img src="${source}" loading="lazy" alt="Stage of ${escapeXml(label)}"><figcaption>${escapeXml(label)}</figcaption>`;
}

function figures(title: string, charts: readonly string[]): string {
  const there = charts.filter((chart) => chart !== '');
  return there.length === 0
    ? ''
    : `<h2>${title}</h2><div class="figures">${there.map((chart) => `<figure>${chart}</figure>`).join('\n')}</div>`;
}

/** The loss, and what else varies. */
function labelOf({ name, runs }: Group, plan: SweepPlan): string {
  const [run] = runs;
  if (!run) return name;
  const values = formatRunConfig(run.config);
  const settings = plan.varied.filter((key) => key !== baseFields.loss.key && values[key] !== undefined);
  return [findLoss(run.config.loss).label, ...settings.map((key) => `${key} ${values[key]}`)].join(', ');
}

/** What all runs share. */
function common(plan: SweepPlan): string {
  const all = plan.runs.map(({ config }) => formatRunConfig(config));
  const [first = {}] = all;
  const shared = Object.entries(first).filter(([key, value]) => all.every((values) => values[key] === value));
  return `In every run: ${shared.map(([key, value]) => `${key} ${value}`).join(', ')}.`;
}

function intervalText({ mean, halfWidth }: { mean: number; halfWidth: number }): string {
  if (!Number.isFinite(mean)) return '';
  const digits = Math.abs(mean) < 10 ? 4 : 2;
  return Number.isFinite(halfWidth) ? `${mean.toFixed(digits)} ± ${halfWidth.toFixed(digits)}` : mean.toFixed(digits);
}

/** Varied settings that are numbers: each is an axis. */
function numericKeys(plan: SweepPlan): string[] {
  return plan.varied.filter((key) =>
    plan.runs.every(({ config }) => {
      const value = formatRunConfig(config)[key];
      return value === undefined || Number.isFinite(Number(value));
    }),
  );
}

/** A measure at the last step over one setting, a line for each combination of the others. */
function settingChart(key: string, measure: string, plan: SweepPlan, groups: readonly Group[]): string {
  const lines = new Map<string, { x: number; y: number; halfWidth: number }[]>();
  for (const group of groups) {
    const values = group.runs[0] && formatRunConfig(group.runs[0].config);
    if (values?.[key] === undefined) continue;
    const label = labelOf(group, { ...plan, varied: plan.varied.filter((other) => other !== key) });
    const { mean, halfWidth } = measureInterval(group, measure);
    lines.set(label, [...(lines.get(label) ?? []), { x: Number(values[key]), y: mean, halfWidth }]);
  }
  const drawn = [...lines].map(([label, points], i) => ({
    label,
    color: COLORS[i % COLORS.length] ?? '',
    dash: DASHES[Math.floor(i / COLORS.length) % DASHES.length] ?? '',
    points: points.sort((a, b) => a.x - b.x),
  }));
  if (drawn.every(({ points }) => points.length < 2)) return '';
  const { label = measure, unit = '', limits = SHARE } = MEASURES[measure] ?? {};
  const field = [...Object.values(baseFields), ...plan.runs.flatMap(({ config }) => lossFields(config.loss))].find(
    (f) => f.key === key,
  );
  const svg = lineChart(drawn, { title: label, xLabel: field?.label ?? key, yLabel: unit, marks: true, limits });
  // Colours are the lines' own here: the table's key names other combinations.
  const keys = drawn.map(
    ({ label: text, color }) => `<span><i style="background:${color}"></i>${escapeXml(text)}</span>`,
  );
  return `${svg}<figcaption>${keys.join(' ')}</figcaption>`;
}

/** Mean and interval over the seeds on a common grid of steps. Each run's curve is the mean of its values around a place, or between two. */
function averagedSeries({ runs }: Group, name: string): { x: number; y: number; halfWidth: number }[] {
  const series = runs.flatMap((run) => run.result.series[name] ?? []).filter(({ steps }) => steps.length > 0);
  const last = Math.min(...series.map(({ steps }) => steps.at(-1) ?? 0));
  if (series.length === 0) return [];
  const width = last / GRID;
  return Array.from({ length: GRID + 1 }, (_, k) => {
    const step = k * width;
    const { mean, halfWidth } = meanInterval(series.map(({ steps, values }) => valueAt(steps, values, step, width)));
    return { x: step, y: mean, halfWidth };
  });
}

/** Mean of the values within half a `width` of `step`; where there is none, the straight line between its neighbours. */
export function valueAt(steps: readonly number[], values: readonly number[], step: number, width: number): number {
  const near = values.filter((_, i) => Math.abs((steps[i] ?? Infinity) - step) <= width / 2);
  if (near.length > 0) return near.reduce((a, b) => a + b, 0) / near.length;
  const after = steps.findIndex((other) => other > step);
  if (after <= 0) return values[after === 0 ? 0 : values.length - 1] ?? NaN;
  const [low, high] = [steps[after - 1] ?? 0, steps[after] ?? 0];
  const share = (step - low) / (high - low);
  return (1 - share) * (values[after - 1] ?? NaN) + share * (values[after] ?? NaN);
}

const page = (body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Margin Lab: sweep</title>
<style>
:root { color-scheme: light dark; --line: #dcdcd6; }
@media (prefers-color-scheme: dark) { :root { --line: #34383f; } }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 24px auto; padding: 0 16px; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: 4px 12px 4px 0; text-align: left; font-variant-numeric: tabular-nums; }
thead th { vertical-align: bottom; }
td { white-space: nowrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; }
figure { margin: 0; }
img { max-width: 100%; }
figcaption span { margin-right: 12px; }
figcaption i { display: inline-block; width: 14px; height: 3px; margin-right: 4px; vertical-align: middle; }
svg text { font-size: 12px; fill: currentColor; }
svg .title { font-weight: 600; font-size: 13px; }
.grid { stroke: var(--line); }
.key { width: 28px; height: 10px; }
code { overflow-wrap: anywhere; }
</style>
<body>
${body}
</body>
</html>
`;
