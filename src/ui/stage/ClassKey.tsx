/** The key on the plot: a colour and a shape per class. A click isolates a class, another (or a double click) shows all again. */
import { ToggleButton } from 'react-aria-components';
import { classColor, classShape } from './classColors';
import styles from './stage.module.css';

interface ClassKeyProps {
  readonly classNames: readonly string[];
  readonly isolated: number | null;
  readonly onIsolate: (classIndex: number | null) => void;
}

const SHAPES = {
  disc: <circle cx="6" cy="6" r="5" />,
  square: <rect x="1.5" y="1.5" width="9" height="9" />,
  diamond: <path d="M6 0 L12 6 L6 12 L0 6 Z" />,
  triangle: <path d="M6 0.5 L11.8 11 L0.2 11 Z" />,
} as const;

export function ClassKey({ classNames, isolated, onIsolate }: ClassKeyProps) {
  return (
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
          <svg viewBox="0 0 12 12" width="12" height="12" fill={classColor(c)} aria-hidden="true">
            {SHAPES[classShape(c)]}
          </svg>
          {name}
        </ToggleButton>
      ))}
    </div>
  );
}
