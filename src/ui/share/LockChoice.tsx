/** For a class: whether the link that is taken away locks the settings, and which of the live ones it leaves free. */
import type { RunConfig } from '../../engine/runConfig';
import { type Lock, settingsOf } from '../lock';
import styles from './share.module.css';

interface LockChoiceProps {
  /** Of the runs on the page. */
  readonly configs: readonly RunConfig[];
  readonly lock: Lock | null;
  readonly onChange: (lock: Lock | null) => void;
}

export function LockChoice({ configs, lock, onChange }: LockChoiceProps) {
  const choices = settingsOf(configs).filter(({ effect }) => effect === 'live');
  const toggle = (key: string, isFree: boolean): void => {
    const others = lock?.free.filter((other) => other !== key) ?? [];
    onChange({ free: isFree ? [...others, key] : others });
  };
  return (
    <div className={styles.group} role="group" aria-label="For a class">
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={lock !== null}
          onChange={(event) => onChange(event.target.checked ? { free: [] } : null)}
        />
        Lock the settings in the link
      </label>
      {lock && (
        <div className={styles.free}>
          <span className={styles.note}>but leave free</span>
          {choices.map(({ key, label }) => (
            <label key={key} className={styles.check}>
              <input
                type="checkbox"
                checked={lock.free.includes(key)}
                onChange={(event) => toggle(key, event.target.checked)}
              />
              {label}
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
