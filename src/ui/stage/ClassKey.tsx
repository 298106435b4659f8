/** The key on the plot: a colour and a shape per class. A click isolates a class, another (or a double click) shows all again. */
import { memo } from 'react';
import { ToggleButton } from 'react-aria-components';
import { classCss, classShape } from './classColors';
import styles from './stage.module.css';
import { stageState, useStageState } from './stageState';

interface ClassKeyProps {
  readonly classNames: readonly string[];
  /** The circle shows the mean direction of each class; spheres do not. */
  readonly hasCentres: boolean;
  readonly hasMargin: boolean;
}

const SHAPES = {
  disc: <circle cx="6" cy="6" r="5" />,
  square: <rect x="1.5" y="1.5" width="9" height="9" />,
  diamond: <path d="M6 0 L12 6 L6 12 L0 6 Z" />,
  triangle: <path d="M6 0.5 L11.8 11 L0.2 11 Z" />,
} as const;

export const ClassKey = memo(function ClassKey({ classNames, hasCentres, hasMargin }: ClassKeyProps) {
  const { options } = useStageState();
  const { isolated } = options;
  const onIsolate = (next: number | null): void => stageState.set({ options: { ...options, isolated: next } });
  return (
    <div className={styles.keyRow}>
      <div
        className={styles.key}
        role="group"
        aria-label="Classes: choose one to see it alone"
        onDoubleClick={() => onIsolate(null)}
      >
        {classNames.map((name, c) => (
          <ToggleButton
            key={c}
            className={styles.keyEntry ?? ''}
            isSelected={isolated === c}
            data-faded={isolated !== null && isolated !== c ? '' : undefined}
            aria-label={`Class ${name}`}
            onChange={(selected) => onIsolate(selected ? c : null)}
          >
            <svg viewBox="0 0 12 12" width="12" height="12" style={{ fill: classCss(c) }} aria-hidden="true">
              {SHAPES[classShape(c)]}
            </svg>
            {name}
          </ToggleButton>
        ))}
      </div>
      <ul className={styles.signs} aria-label="Signs">
        <li>
          <svg viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">
            <path d="M0 6 H15" stroke="currentColor" strokeWidth="2" />
            <path d="M22 6 L14 2 V10 Z" fill="currentColor" />
          </svg>
          class weight
        </li>
        {hasCentres && (
          <li>
            <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
              <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
              <circle cx="6" cy="6" r="2" fill="currentColor" />
            </svg>
            class mean
          </li>
        )}
        {hasMargin && (
          <li>
            <span className={styles.marginSign} aria-hidden="true" />
            won with the margin
          </li>
        )}
      </ul>
    </div>
  );
});
