/** Offers the run that was under way when the page was last left, until another one is started. */
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { findLoss } from '../../losses';
import { formatCount } from '../format';
import styles from '../notices/notices.module.css';
import type { Lab } from '../compare/lab';
import { keepSession, loadSession } from './keepSession';
import type { SavedRun } from './savedRun';

interface ResumeNoticeProps {
  readonly lab: Lab;
  /** Steps done of the run on the page. */
  readonly step: number;
}

export default function ResumeNotice({ lab, step }: ResumeNoticeProps) {
  const [saved, setSaved] = useState<SavedRun | null>(null);
  useEffect(() => {
    let shown = true;
    void loadSession().then((found) => {
      if (shown && found) setSaved(found);
    });
    const stop = keepSession(lab);
    return () => {
      shown = false;
      stop();
    };
  }, [lab]);
  if (!saved || step > 0) return null;
  const resume = (): void => {
    lab.getSnapshot().lanes[0]?.store.resume(saved);
    setSaved(null);
  };
  return (
    <div className={styles.notice} role="status">
      <p>
        Your last session stands at step {formatCount(saved.step)} of {findLoss(saved.values['loss'] ?? '').label}.
      </p>
      <div className={styles.actions}>
        <Button className={styles.action ?? ''} onPress={resume}>
          Resume last session
        </Button>
        <Button className={styles.action ?? ''} onPress={() => setSaved(null)}>
          Dismiss
        </Button>
      </div>
    </div>
  );
}
