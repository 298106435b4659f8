/** One image: what it is, what the network takes it for, its angle to every class, and what the margin does to its logit. */
import { lazy, Suspense } from 'react';
import { Button } from 'react-aria-components';
import type { KeyFrame, StagePoints } from '../../engine/protocol';
import type { RunConfig } from '../../engine/runConfig';
import { formatDegrees, formatFixed, formatSetting } from '../format';
import { classCss } from './classColors';
import { shortNames } from './plotTags';
import { pointAngles } from './pointAngles';
import styles from './stage.module.css';
import type { DrawnTarget } from './targetCosine';
import { Thumbnail } from './Thumbnail';

const OwnEquation = lazy(() => import('../explain/OwnEquation'));

interface PickCardProps {
  readonly index: number;
  readonly keyFrame: KeyFrame;
  readonly points: StagePoints;
  readonly classNames: readonly string[];
  readonly target: DrawnTarget | null;
  readonly config: RunConfig;
  /** Away from the point that it speaks of. */
  readonly side: 'left' | 'right';
  readonly edge: 'top' | 'bottom';
  readonly onClose: () => void;
}

/** More classes than this: the nearest ones. */
const MAX_BARS = 10;

export function PickCard(props: PickCardProps) {
  const { index, keyFrame, points, classNames, target, config, side, edge, onClose } = props;
  const { thetaDeg, predicted } = pointAngles(keyFrame, index);
  const label = points.labels[index] ?? 0;
  const own = thetaDeg[label] ?? NaN;
  const nearest = Array.from(thetaDeg.keys()).sort((a, b) => (thetaDeg[a] ?? 0) - (thetaDeg[b] ?? 0));
  const bars = classNames.length <= MAX_BARS ? Array.from(thetaDeg.keys()) : nearest.slice(0, MAX_BARS);
  const short = shortNames(classNames);
  const theta = (own * Math.PI) / 180;
  const scale = config.lossParameters['scale'] ?? 1;
  const plain = scale * Math.cos(theta);
  const withMargin = target && scale * target.at(theta, target.mean);
  return (
    <aside className={styles.card} data-side={side} data-edge={edge} aria-label="Picked image">
      <div className={styles.cardHead}>
        <Thumbnail
          points={points}
          index={index}
          label={`Image of class ${classNames[label] ?? ''}`}
          className={styles.picture}
        />
        <p role="status" className={styles.cardText}>
          <strong>Class {classNames[label]}</strong>, {points.isTest[index] ? 'test' : 'training'} image
          <br />
          <span className={predicted === label ? undefined : styles.wrong}>
            {predicted === label ? '✓ recognised' : `✗ taken for ${classNames[predicted] ?? ''}`}
          </span>
          <br />θ to its class {formatDegrees(own)}
        </p>
        <Button className={styles.cardClose ?? ''} aria-label="Close the picked image" onPress={onClose}>
          ✕
        </Button>
      </div>
      <p className={styles.cardNote}>
        θ to {classNames.length <= MAX_BARS ? 'each class weight' : `the ${MAX_BARS} nearest class weights`}, degrees
      </p>
      <ul className={styles.bars}>
        {bars.map((c) => (
          <li
            key={c}
            className={styles.bar}
            data-own={c === label ? '' : undefined}
            aria-label={`${classNames[c] ?? ''}: ${formatDegrees(thetaDeg[c] ?? NaN)}`}
          >
            <span className={styles.barValue}>{formatFixed(thetaDeg[c] ?? NaN, 0)}</span>
            <span className={styles.barTrack}>
              <span
                className={styles.barFill}
                style={{ height: `${((thetaDeg[c] ?? 0) / 180) * 100}%`, background: classCss(c) }}
              />
            </span>
            <span>{short[c]}</span>
          </li>
        ))}
      </ul>
      {withMargin !== null && (
        <p className={styles.cardNote}>
          {target && target.mean > 0 ? `A margin of ${formatSetting(target.mean)}` : 'The margin'} takes its logit from{' '}
          {formatFixed(plain, 1)} to {formatFixed(withMargin, 1)}.
        </p>
      )}
      {target && withMargin !== null && (
        /* Focusable, because a wide equation scrolls. */
        <div className={styles.equation} role="group" aria-label="Its own equation, angles in radians" tabIndex={0}>
          <Suspense fallback={null}>
            <OwnEquation config={config} theta={theta} margin={target.mean} logit={withMargin} />
          </Suspense>
        </div>
      )}
    </aside>
  );
}
