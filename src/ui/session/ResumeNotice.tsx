/** Offers the run that was under way when the page was last left, until another one is started; takes a saved run that is dropped on the page. */
import { useEffect, useRef, useState } from 'react';
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
  const [problem, setProblem] = useState('');
  async function openZip(file: File): Promise<void> {
    try {
      const { unpackRun } = await import('../share/bundle');
      lab.getSnapshot().lanes[0]?.store.resume(unpackRun(new Uint8Array(await file.arrayBuffer())));
      setProblem('');
    } catch (error) {
      setProblem(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  // The newest closure, without listening anew at every render.
  const opener = useRef(openZip);
  useEffect(() => {
    opener.current = openZip;
  });
  useEffect(() => onDroppedZip((file) => void opener.current(file)), []);
  if (problem) {
    return (
      <div className={`${styles.notice} ${styles.failure}`} role="alert">
        <p>{problem}</p>
        <Button className={styles.action ?? ''} onPress={() => setProblem('')}>
          Dismiss
        </Button>
      </div>
    );
  }
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

/** What takes files itself comes first. Returns the function that ends it. */
function onDroppedZip(open: (file: File) => void): () => void {
  const isOurs = (event: DragEvent): boolean => !event.defaultPrevented;
  const onOver = (event: DragEvent): void => {
    if (isOurs(event)) event.preventDefault();
  };
  const onDrop = (event: DragEvent): void => {
    const file = event.dataTransfer?.files[0];
    if (!file || !isOurs(event)) return;
    event.preventDefault();
    open(file);
  };
  window.addEventListener('dragover', onOver);
  window.addEventListener('drop', onDrop);
  return () => {
    window.removeEventListener('dragover', onOver);
    window.removeEventListener('drop', onDrop);
  };
}
