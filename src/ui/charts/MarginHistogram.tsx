/** The margins as they are drawn: histogram of the last steps against the density, the newest batch beneath, numbers against the setting. */
import { useCallback, useState } from 'react';
import type { RunConfig } from '../../engine/runConfig';
import { findLoss, readCustomLossId } from '../../losses';
import { formatCount, formatFixed, formatSetting } from '../format';
import type { RunSnapshot } from '../runStore';
import { type Surface, useCanvas } from '../stage/useCanvas';
import { ChartFrame } from './ChartFrame';
import styles from './charts.module.css';
import { drawMargins, type MarginPicture, marginRange } from './drawMargins';
import { binDensities, moments, normalDensity } from './marginStatistics';

const HEIGHT = 96;
const TABLE_BINS = 48;
const NONE = new Float32Array();

export function MarginHistogram({ run }: { readonly run: RunSnapshot }) {
  const loss = findLoss(run.running.loss);
  const draw = loss.marginDraw;
  const unit = draw.kind !== 'normal' ? '' : (loss.parameters.find((p) => p.name === draw.mean)?.unit ?? '');
  const set = settingOf(run.running);
  const picture: MarginPicture = run.margins ?? { recent: NONE, newest: NONE, ...set };
  const isDrawn = draw.kind === 'normal' && picture.newest.length > 0;
  const nothing = readCustomLossId(run.running.loss)
    ? 'The formula has no drawn margin E, so nothing is drawn.'
    : `${loss.label} has no margin, so nothing is drawn.`;
  const sentence = draw.kind === 'none' ? nothing : describe(loss.label, draw.kind, picture, isDrawn, unit, set);

  return (
    <ChartFrame
      title="Drawn margins"
      unit={unit}
      summary={sentence}
      explanation={`Every image of every batch gets its own margin from the normal distribution with the set mean and standard deviation; the marks under the histogram are the newest batch. ${sentence}`}
      readTable={() => marginTable(picture)}
      fileName="margin-lab-margins"
      legend={[
        { name: 'Drawn', color: '--series-1' },
        { name: 'Density as set', color: '--series-2' },
      ]}
      isEmpty={!isDrawn}
      aside={draw.kind === 'none' ? '' : isDrawn ? `last ${formatCount(picture.recent.length)}` : 'none yet'}
    >
      {draw.kind === 'none' ? (
        <p className={styles.emptyBox} style={{ height: HEIGHT }}>
          {sentence}
        </p>
      ) : (
        <MarginCanvas picture={picture} summary={sentence} />
      )}
      {isDrawn && picture.sigma > 0 ? (
        <MarginNumbers picture={picture} />
      ) : (
        draw.kind !== 'none' && <p className={styles.note}>{sentence}</p>
      )}
    </ChartFrame>
  );
}

function settingOf(config: RunConfig): { mean: number; sigma: number } {
  const draw = findLoss(config.loss).marginDraw;
  return {
    mean: draw.kind === 'none' ? 0 : (config.lossParameters[draw.mean] ?? 0),
    sigma: draw.kind === 'normal' ? (config.lossParameters[draw.sigma] ?? 0) : 0,
  };
}

function describe(
  label: string,
  kind: 'fixed' | 'normal',
  { recent, mean, sigma }: MarginPicture,
  isDrawn: boolean,
  unit: string,
  set: { mean: number; sigma: number },
): string {
  const at = `${formatSetting(mean)}${unit === '' ? '' : ` ${unit}`}`;
  if (kind === 'fixed') return `${label} draws nothing: every image gets the same margin, ${at}.`;
  if (sigma === 0 && set.sigma === 0) return `σ is 0: every image gets the same margin, ${at}.`;
  if (!isDrawn) return 'The margins appear with the first step: press play.';
  const drawn = moments(recent);
  return (
    `The last ${formatCount(recent.length)} margins have mean ${formatFixed(drawn.mean, 3)} and standard deviation ` +
    `${formatFixed(drawn.deviation, 3)}; set are ${formatFixed(mean, 3)} and ${formatFixed(sigma, 3)}.`
  );
}

function MarginCanvas({ picture, summary }: { readonly picture: MarginPicture; readonly summary: string }) {
  const [element, setElement] = useState<HTMLCanvasElement | null>(null);
  const paint = useCallback(
    ({ context, width, height, color }: Surface): boolean => {
      drawMargins(context, width, height, picture, {
        bars: color('--series-1'),
        density: color('--series-2'),
        text: color('--text-muted'),
        line: color('--line-strong'),
        font: color('font-family'),
      });
      return false;
    },
    [picture],
  );
  useCanvas(element, paint);
  return (
    <div className={styles.plot} style={{ height: HEIGHT }}>
      <canvas
        ref={setElement}
        className={styles.canvas}
        role="img"
        aria-label={summary}
        data-drawing=""
        style={{ width: '100%', height: HEIGHT }}
      />
    </div>
  );
}

/** The newest batch follows a changed setting at once, the last steps bring the precision. */
function MarginNumbers({ picture: { recent, newest, mean, sigma } }: { readonly picture: MarginPicture }) {
  const batch = moments(newest);
  const last = moments(recent);
  const rows = [
    { name: 'Mean', values: [mean, batch.mean, last.mean] },
    { name: 'Std. deviation', values: [sigma, batch.deviation, last.deviation] },
  ];
  return (
    <table className={styles.numbers}>
      <thead>
        <tr>
          <td />
          <th scope="col">set</th>
          <th scope="col">newest {formatCount(newest.length)}</th>
          <th scope="col">last {formatCount(recent.length)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, values }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, i) => (
              <td key={i}>{formatFixed(value, 3)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function marginTable({ recent, mean, sigma, newest }: MarginPicture) {
  const [from, to] = marginRange({ recent, mean, sigma });
  const width = (to - from) / TABLE_BINS;
  const all = binDensities(recent, from, to, TABLE_BINS);
  const batch = binDensities(newest, from, to, TABLE_BINS);
  return {
    columns: ['Margin from', 'Margin to', 'Drawn (density)', 'Newest batch (density)', 'As set (density)'],
    rows: Array.from(all, (density, bin) => {
      const left = from + bin * width;
      return [
        left,
        left + width,
        density,
        batch[bin] ?? NaN,
        sigma > 0 ? normalDensity(left + width / 2, mean, sigma) : NaN,
      ];
    }),
  };
}
