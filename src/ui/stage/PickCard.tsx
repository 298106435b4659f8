/** One image: what it is, what the network takes it for, its angle to every class, and what the margin does to its logit. */
import { Button } from 'react-aria-components';
import type { KeyFrame, StagePoints } from '../../engine/protocol';
import { formatDegrees, formatFixed } from '../format';
import { classColor } from './classColors';
import { pointAngles } from './pointAngles';
import styles from './stage.module.css';
import type { DrawnTarget } from './targetCosine';
import { Thumbnail } from './Thumbnail';

interface PickCardProps {
  readonly index: number;
  readonly keyFrame: KeyFrame;
  readonly points: StagePoints;
  readonly classNames: readonly string[];
  readonly target: DrawnTarget | null;
  readonly scale: number;
  readonly onClose: () => void;
}

/** More classes than this: the nearest ones. */
const MAX_ROWS = 10;

export function PickCard({ index, keyFrame, points, classNames, target, scale, onClose }: PickCardProps) {
  const { thetaDeg, predicted } = pointAngles(keyFrame, index);
  const label = points.labels[index] ?? 0;
  const own = thetaDeg[label] ?? NaN;
  const nearest = Array.from(thetaDeg.keys()).sort((a, b) => (thetaDeg[a] ?? 0) - (thetaDeg[b] ?? 0));
  const rows = classNames.length <= MAX_ROWS ? Array.from(thetaDeg.keys()) : nearest.slice(0, MAX_ROWS);
  const theta = (own * Math.PI) / 180;
  const plain = scale * Math.cos(theta);
  const withMargin = target && scale * target.at(theta, target.mean);
  return (
    <aside className={styles.card} aria-label="Picked image">
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
          {predicted === label ? 'recognised' : `taken for ${classNames[predicted] ?? ''}`}
          <br />θ to its class {formatDegrees(own)}
        </p>
        <Button className={styles.cardClose ?? ''} aria-label="Close the picked image" onPress={onClose}>
          ✕
        </Button>
      </div>
      <dl className={styles.bars} aria-label="Angle to each class weight">
        {rows.map((c) => (
          <div key={c} className={styles.bar} data-own={c === label ? '' : undefined}>
            <dt>{classNames[c]}</dt>
            <dd>
              <span
                className={styles.barFill}
                style={{ width: `${((thetaDeg[c] ?? 0) / 180) * 100}%`, background: classColor(c) }}
              />
              <span className={styles.barValue}>{formatDegrees(thetaDeg[c] ?? NaN)}</span>
            </dd>
          </div>
        ))}
      </dl>
      {withMargin !== null && (
        <p className={styles.cardNote}>
          The mean margin takes its logit from {formatFixed(plain, 2)} to {formatFixed(withMargin, 2)}.
        </p>
      )}
    </aside>
  );
}
