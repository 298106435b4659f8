/** Offers the runs that the last visit left, until others are started. */
import { useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { findLoss } from '../../losses';
import { formatCount } from '../format';
import styles from '../notices/notices.module.css';
import type { SessionKeeper } from './sessionKeeper';

export default function ResumeNotice({ session }: { readonly session: SessionKeeper }) {
  const runs = useSyncExternalStore(session.subscribe, session.getSnapshot);
  const [first] = runs ?? [];
  if (!runs || !first) return null;
  const names = runs.map((run) => findLoss(run.values['loss'] ?? '').label).join(' beside ');
  return (
    <div className={styles.notice} role="status">
      <p>
        Your last session stands at step {formatCount(first.step)} of {names}.
      </p>
      <div className={styles.actions}>
        <Button className={styles.action ?? ''} onPress={session.resume}>
          Resume last session
        </Button>
        <Button className={styles.action ?? ''} onPress={session.keep}>
          Keep it in the list of runs
        </Button>
      </div>
    </div>
  );
}
