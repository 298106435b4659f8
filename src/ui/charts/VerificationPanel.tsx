/** Verification on classes that training never sees: the ROC curve beside its two baselines, both histograms with a threshold to drag, and the worst pairs. */
import { useState } from 'react';
import { Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { CartesianGrid, Line, LineChart, XAxis, YAxis } from 'recharts';
import type { HeldOutImages, Verification } from '../../engine/protocol';
import { formatCount, formatFixed, formatPercent } from '../format';
import type { RunSnapshot } from '../runStore';
import { Thumbnail } from '../stage/Thumbnail';
import styles from './verification.module.css';

const WIDTH = 330;
const TICK = { fontSize: 10, fill: 'var(--text-muted)' };

export function VerificationPanel({ run }: { readonly run: RunSnapshot }) {
  const { verification, firstVerification, description } = run;
  const heldOut = description?.heldOut;
  if (!verification || !heldOut) return null;
  const curves = [
    { key: 'now', name: `Network, step ${formatCount(verification.step)}`, color: '--series-1', of: verification },
    ...(firstVerification && firstVerification.step < verification.step
      ? [{ key: 'untrained', name: 'Untrained network', color: '--series-3', of: firstVerification }]
      : []),
    { key: 'pixels', name: 'Raw pixels', color: '--series-2', of: heldOut.pixels },
  ];
  return (
    <section className={styles.panel} aria-label="Verification of classes never trained on">
      <h3 className={styles.title}>Verification of {heldOut.classNames.length} classes never trained on</h3>
      <p className={styles.note}>
        {formatCount(verification.imageCount)} images: {formatCount(verification.genuineCount)} pairs of one class,{' '}
        {formatCount(verification.impostorCount)} of two.
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Embedding</th>
            <th scope="col">AUC</th>
            <th scope="col">EER</th>
            <th scope="col">10 folds</th>
          </tr>
        </thead>
        <tbody>
          {curves.map(({ key, name, color, of }) => (
            <tr key={key}>
              <th scope="row">
                <span className={styles.chip} style={{ background: `var(${color})` }} /> {name}
              </th>
              <td>{formatFixed(of.auc, 3)}</td>
              <td>{formatPercent(of.eer)}</td>
              <td>
                {of.folds ? `${formatFixed(100 * of.folds.mean, 1)} ± ${formatFixed(100 * of.folds.std, 1)} %` : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Roc curves={curves} />
      <ul className={styles.points} aria-label="True accept rate at false accept rates">
        {verification.operatingPoints.map((point) => (
          <li key={point.far}>
            {point.tar === null
              ? point.reason
              : `TAR ${formatPercent(point.tar)} at FAR ${point.far}, from a cosine of ${formatFixed(point.threshold, 2)}`}
          </li>
        ))}
      </ul>
      <Histogram verification={verification} />
      <WorstPairs verification={verification} heldOut={heldOut} />
    </section>
  );
}

interface RocProps {
  readonly curves: readonly { key: string; name: string; color: string; of: Verification }[];
}

function Roc({ curves }: RocProps) {
  const [first] = curves;
  if (!first) return null;
  const rows = Array.from(first.of.far, (far, i) => ({
    far,
    ...Object.fromEntries(curves.map(({ key, of }) => [key, of.tar[i] ?? NaN])),
  }));
  const lowest = first.of.far[0] ?? 1e-4;
  const decades = Array.from({ length: Math.floor(-Math.log10(lowest)) + 1 }, (_, k) => 10 ** -k).reverse();
  return (
    <figure
      className={styles.figure}
      aria-label={`ROC curve: area ${curves.map(({ name, of }) => `${name} ${formatFixed(of.auc, 3)}`).join(', ')}`}
    >
      <figcaption>True accept rate over false accept rate</figcaption>
      <LineChart
        width={WIDTH}
        height={170}
        data={rows}
        margin={{ top: 4, right: 10, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          dataKey="far"
          type="number"
          scale="log"
          domain={[lowest, 1]}
          ticks={decades}
          tickFormatter={(far: number) => (far >= 0.01 ? `${far}` : far.toExponential(0).replace('-', '−'))}
          tick={TICK}
          height={18}
          stroke="var(--line-strong)"
        />
        <YAxis
          domain={[0, 1]}
          ticks={[0, 0.25, 0.5, 0.75, 1]}
          width={34}
          tick={TICK}
          axisLine={false}
          tickLine={false}
        />
        {curves.map(({ key, color }) => (
          <Line
            key={key}
            dataKey={key}
            stroke={`var(${color})`}
            strokeWidth={1.75}
            dot={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </figure>
  );
}

function Histogram({ verification }: { readonly verification: Verification }) {
  const { genuineBins, impostorBins, genuineCount, impostorCount, eerThreshold } = verification;
  const [chosen, setChosen] = useState<number | null>(null);
  const threshold = chosen ?? eerThreshold;
  const bins = genuineBins.length;
  const share = (counts: Uint32Array, total: number): number[] =>
    Array.from(counts, (count) => count / Math.max(1, total));
  const genuine = share(genuineBins, genuineCount);
  const impostor = share(impostorBins, impostorCount);
  const highest = Math.max(...genuine, ...impostor, 1e-9);
  const above = (shares: readonly number[]): number =>
    shares.reduce((sum, value, bin) => sum + ((2 * (bin + 0.5)) / bins - 1 >= threshold ? value : 0), 0);
  const path = (shares: readonly number[]): string =>
    shares
      .map((value, bin) => `${bin === 0 ? 'M' : 'L'}${(bin / (bins - 1)) * 320} ${78 - (74 * value) / highest}`)
      .join(' ');
  const x = ((threshold + 1) / 2) * 320;
  return (
    <figure className={styles.figure} aria-label="Cosines of genuine and impostor pairs">
      <figcaption>
        Cosine of a pair: <span className={styles.genuine}>one class</span>,{' '}
        <span className={styles.impostor}>two classes</span>
      </figcaption>
      <svg viewBox="0 0 320 80" className={styles.histogram} aria-hidden="true">
        <path d={path(impostor)} className={styles.impostorLine} />
        <path d={path(genuine)} className={styles.genuineLine} />
        <line x1={x} x2={x} y1={0} y2={80} className={styles.threshold} />
      </svg>
      <Slider
        className={styles.slider ?? ''}
        minValue={-1}
        maxValue={1}
        step={0.01}
        value={threshold}
        onChange={(value) => setChosen(value)}
      >
        <Label className={styles.note ?? ''}>
          Threshold {formatFixed(threshold, 2)}: accepts {formatPercent(above(genuine))} of the genuine and{' '}
          {formatPercent(above(impostor))} of the impostor pairs
        </Label>
        <SliderTrack className={styles.track ?? ''}>
          <SliderThumb className={styles.thumb ?? ''} />
        </SliderTrack>
      </Slider>
    </figure>
  );
}

interface WorstPairsProps {
  readonly verification: Verification;
  readonly heldOut: HeldOutImages;
}

const SHOWN_PAIRS = 4;

function WorstPairs({ verification, heldOut }: WorstPairsProps) {
  const rows = [
    { name: 'One class, least alike', pairs: verification.worstGenuine },
    { name: 'Two classes, most alike', pairs: verification.worstImpostor },
  ];
  return (
    <div className={styles.worst}>
      {rows.map(({ name, pairs }) => (
        <div key={name}>
          <h4 className={styles.note}>{name}</h4>
          <div className={styles.pairs}>
            {pairs.slice(0, SHOWN_PAIRS).map(({ first, second, cosine }) => (
              <figure key={`${first} ${second}`} className={styles.pair}>
                <Thumbnail
                  points={heldOut.images}
                  index={first}
                  label="First of the pair"
                  className={styles.thumbnail}
                />
                <Thumbnail
                  points={heldOut.images}
                  index={second}
                  label="Second of the pair"
                  className={styles.thumbnail}
                />
                <figcaption>{formatFixed(cosine, 2)}</figcaption>
              </figure>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
