/** Takes saved runs that are dropped anywhere on the page, or says why it cannot. */
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Lab } from '../compare/lab';
import styles from '../notices/notices.module.css';

/** Opens the runs of a zip in the place of those on the page. Throws an `Error` with a sentence for the user. */
export async function openZip(lab: Lab, file: File): Promise<void> {
  const { unpackBundle } = await import('./bundle');
  lab.resume(unpackBundle(new Uint8Array(await file.arrayBuffer())));
}

export default function DroppedRun({ lab }: { readonly lab: Lab }) {
  const [problem, setProblem] = useState('');
  useEffect(
    () =>
      onDroppedFile((file) => {
        openZip(lab, file).then(
          () => setProblem(''),
          (error: unknown) => setProblem(`${file.name}: ${error instanceof Error ? error.message : String(error)}`),
        );
      }),
    [lab],
  );
  if (!problem) return null;
  return (
    <div className={`${styles.notice} ${styles.failure}`} role="alert">
      <p>{problem}</p>
      <Button className={styles.action ?? ''} onPress={() => setProblem('')}>
        Dismiss
      </Button>
    </div>
  );
}

/** What takes files itself comes first. Returns the function that ends it. */
function onDroppedFile(open: (file: File) => void): () => void {
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
