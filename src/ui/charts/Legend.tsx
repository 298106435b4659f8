/** The legend is the readout too: each entry shows its value under the crosshair. A click isolates an entry, a second one brings all back. */
import styles from './charts.module.css';

export interface LegendEntry {
  readonly key: string;
  readonly name: string;
  /** One plain sentence. */
  readonly meaning: string;
  readonly color: string;
  readonly dashed?: boolean;
  readonly isOverlay?: boolean;
  readonly value: string;
}

interface LegendProps {
  readonly title: string;
  readonly entries: readonly LegendEntry[];
  /** Key of the only entry shown; null: all. */
  readonly isolated: string | null;
  readonly onIsolate: (key: string | null) => void;
}

export function Legend({ title, entries, isolated, onIsolate }: LegendProps) {
  return (
    <div
      className={styles.legend}
      role="group"
      aria-label={`${title}, legend`}
      data-count={entries.some((entry) => entry.isOverlay) ? undefined : entries.length}
    >
      {entries.map(({ key, name, meaning, color, dashed, isOverlay, value }) => (
        <button
          key={key}
          type="button"
          className={styles.entry}
          aria-pressed={isolated === key}
          data-faded={isolated !== null && isolated !== key}
          title={`${meaning} Click to show it alone.`}
          onClick={() => onIsolate(isolated === key ? null : key)}
        >
          <svg className={styles.swatch} width="14" height="8" aria-hidden="true">
            <line
              x1="0"
              y1="4"
              x2="14"
              y2="4"
              stroke={`var(${color})`}
              strokeWidth="2.5"
              strokeDasharray={isOverlay ? '2 2' : dashed ? '4 2' : undefined}
            />
          </svg>
          <span className={styles.name}>{name}</span>
          <span className={styles.value}>{value}</span>
        </button>
      ))}
    </div>
  );
}
