/** Three short hints for the first visit; dismissed once, they stay away. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { readPreference, writePreference } from '../preferences';
import styles from './lessons.module.css';

const HINTS = [
  'Press Play: a small network learns on your computer, and the points find their places.',
  'Move s, m or σ while it trains: the change marks every chart, and the points answer.',
  'Tap a point to see its image, its angles, and what the margin did to it.',
];

export function Callouts() {
  const [next, setNext] = useState(() => (readPreference('hints') === 'seen' ? HINTS.length : 0));
  const hint = HINTS[next];
  if (hint === undefined) return null;
  const show = (index: number) => {
    setNext(index);
    if (index >= HINTS.length) writePreference('hints', 'seen');
  };
  return (
    <aside className={styles.callout} aria-label="First steps">
      <p>
        <strong>
          {next + 1} of {HINTS.length}
        </strong>{' '}
        {hint}
      </p>
      <Button className={styles.calloutButton ?? ''} onPress={() => show(next + 1)}>
        {next + 1 < HINTS.length ? 'Next' : 'Done'}
      </Button>
      <Button className={styles.calloutButton ?? ''} aria-label="Dismiss the hints" onPress={() => show(HINTS.length)}>
        ✕
      </Button>
    </aside>
  );
}
