/** ElasticFace "+" hands the drawn margins out by hardness: margin against cosine, as in the paper and as the released code does it. */
import type { AssignmentId } from '../../losses/lossDefinition';
import { assignMargins } from '../../losses/marginDraw';
import { formatFixed } from '../format';
import type { RunSnapshot } from '../runStore';
import { pointAngles } from '../stage/pointAngles';
import styles from './explain.module.css';

const WIDTH = 230;
const HEIGHT = 150;

const ASSIGNMENTS: readonly { readonly id: AssignmentId; readonly name: string }[] = [
  { id: 'paper', name: 'As in the paper' },
  { id: 'as-released', name: 'As in the released code' },
];

export function AssignmentScatter({ run }: { readonly run: RunSnapshot }) {
  const { keyFrame, description, margins } = run;
  if (!keyFrame || !description || !margins) return <p>The margins appear with the first step.</p>;
  const { labels } = description.points;
  const drawn = margins.newest;
  // As many of the stage's training images as a batch has, with the margins of the newest batch.
  const cosines = Array.from(drawn, (_, i) =>
    Math.cos(((pointAngles(keyFrame, i).thetaDeg[labels[i] ?? 0] ?? 0) * Math.PI) / 180),
  );
  return (
    <div className={styles.curves}>
      {ASSIGNMENTS.map(({ id, name }) => (
        <Scatter key={id} name={name} cosines={cosines} margins={assignMargins(id, cosines, drawn)} />
      ))}
    </div>
  );
}

interface ScatterProps {
  readonly name: string;
  readonly cosines: readonly number[];
  readonly margins: Float64Array;
}

function Scatter({ name, cosines, margins }: ScatterProps) {
  const [low, high] = [Math.min(...margins), Math.max(...margins)];
  const spread = Math.max(high - low, 1e-9);
  const r = correlation(cosines, margins);
  return (
    <figure className={styles.curve} aria-label={`${name}: correlation of cosine and margin ${formatFixed(r, 2)}`}>
      <figcaption>
        <strong>{name}</strong>
        <span>correlation {formatFixed(r, 2)}</span>
      </figcaption>
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <line x1="0" x2={WIDTH} y1={HEIGHT - 16} y2={HEIGHT - 16} stroke="var(--line-strong)" />
        <text x={WIDTH} y={HEIGHT - 3} textAnchor="end" fontSize="10" fill="var(--text-muted)">
          target cosine →
        </text>
        <text x="0" y="10" fontSize="10" fill="var(--text-muted)">
          margin ↑
        </text>
        {cosines.map((cosine, i) => (
          <circle
            key={i}
            cx={((cosine + 1) / 2) * WIDTH}
            cy={HEIGHT - 20 - ((HEIGHT - 40) * ((margins[i] ?? 0) - low)) / spread}
            r="2.5"
            fill="var(--series-1)"
            fillOpacity="0.7"
          />
        ))}
      </svg>
    </figure>
  );
}

/** Pearson's; NaN where one of them does not vary. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((x, y) => x + y, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += ((a[i] ?? 0) - ma) * ((b[i] ?? 0) - mb);
    aa += ((a[i] ?? 0) - ma) ** 2;
    bb += ((b[i] ?? 0) - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
