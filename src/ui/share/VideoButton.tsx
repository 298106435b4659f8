/** Records the video and shows how far it is; a second press ends it there. */
import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Lab } from '../compare/lab';
import { recordVideo, videoType } from './recordVideo';
import styles from './share.module.css';

interface VideoButtonProps {
  readonly lab: Lab;
  readonly onSave: (video: Blob) => void;
  readonly onProblem: (sentence: string) => void;
}

export function VideoButton({ lab, onSave, onProblem }: VideoButtonProps) {
  const [progress, setProgress] = useState<string | null>(null);
  const abort = useRef<AbortController | null>(null);
  if (videoType() === null) {
    return <p className={styles.note}>This browser records no WebM video. Chrome, Edge and Firefox do.</p>;
  }
  const record = async (): Promise<void> => {
    const [first] = lab.getSnapshot().runs;
    if (!first) return;
    abort.current = new AbortController();
    setProgress('0 %');
    try {
      const video = await recordVideo({
        steps: first.recording.steps,
        show: lab.all.view,
        onProgress: (done, total) => setProgress(`${Math.floor((100 * done) / total)} %`),
        signal: abort.current.signal,
      });
      onSave(video);
    } catch (error) {
      onProblem(error instanceof Error ? error.message : String(error));
    } finally {
      lab.all.view(first.viewStep);
      setProgress(null);
    }
  };
  return progress === null ? (
    <Button
      className={styles.action ?? ''}
      isDisabled={(lab.getSnapshot().runs[0]?.recording.steps.length ?? 0) < 2}
      onPress={() => void record()}
    >
      Record WebM
    </Button>
  ) : (
    <Button className={styles.action ?? ''} onPress={() => abort.current?.abort()}>
      Recording {progress}: end here
    </Button>
  );
}
