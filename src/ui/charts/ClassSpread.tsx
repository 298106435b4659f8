/** How tightly each class holds together, sorted: fixed margins assume that all classes vary alike, and here one sees whether they do. */
import { formatDegrees } from '../format';
import type { RunSnapshot } from '../runStore';
import { classCss } from '../stage/classColors';
import { Thumbnail } from '../stage/Thumbnail';
import styles from './classSpread.module.css';

/** With more classes than this only the tightest and the widest are shown. */
const MOST_ROWS = 16;

export function ClassSpread({ run }: { readonly run: RunSnapshot }) {
  const { measures, description } = run;
  if (!measures || !description) return null;
  const { points, classNames } = description;
  const sorted = Array.from(measures.perClassIntraDeg.keys())
    .filter((c) => Number.isFinite(measures.perClassIntraDeg[c]))
    .sort((a, b) => (measures.perClassIntraDeg[a] ?? 0) - (measures.perClassIntraDeg[b] ?? 0));
  const shown =
    sorted.length <= MOST_ROWS ? sorted : [...sorted.slice(0, MOST_ROWS / 2), ...sorted.slice(-MOST_ROWS / 2)];
  const degrees = (c: number | undefined): number => measures.perClassIntraDeg[c ?? -1] ?? NaN;
  const widest = degrees(sorted.at(-1));
  return (
    <section className={styles.panel} aria-label="Spread of each class">
      <h3 className={styles.title}>
        Spread of each class<span className={styles.unit}>, degrees</span>
      </h3>
      <p className={styles.note}>
        Mean angle of the test images to the centre of their class: from {formatDegrees(degrees(sorted[0]))} to{' '}
        {formatDegrees(widest)}
        {shown.length < sorted.length &&
          `; the ${MOST_ROWS / 2} tightest and the ${MOST_ROWS / 2} widest of ${sorted.length}`}
        .
      </p>
      <ol className={styles.rows}>
        {shown.map((c) => (
          <li key={c} className={styles.row}>
            <Thumbnail
              points={points}
              index={Math.max(0, points.labels.indexOf(c))}
              label={`Image of class ${classNames[c] ?? ''}`}
              className={styles.thumbnail}
            />
            <span className={styles.name}>{classNames[c]}</span>
            <span className={styles.track}>
              <span
                className={styles.bar}
                style={{ width: `${(100 * degrees(c)) / Math.max(widest, 1e-6)}%`, background: classCss(c) }}
              />
            </span>
            <span className={styles.value}>{formatDegrees(degrees(c))}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
