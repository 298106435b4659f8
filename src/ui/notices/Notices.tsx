/** What the user must know now: a link that was adjusted, a run that stopped; each with a way on. */
import { Button } from 'react-aria-components';
import type { Failure } from '../../engine/protocol';
import { type Adjustment, describeAdjustment } from '../../engine/runConfig';
import type { RunSnapshot, RunStore } from '../runStore';
import styles from './notices.module.css';

export function Notices({ run, store }: { readonly run: RunSnapshot; readonly store: RunStore }) {
  return (
    <>
      {run.adjustments.length > 0 && (
        <AdjustedNotice adjustments={run.adjustments} onDismiss={store.dismissAdjustments} />
      )}
      {run.state.kind === 'failed' && <FailureNotice failure={run.state.failure} store={store} />}
    </>
  );
}

interface AdjustedNoticeProps {
  readonly adjustments: readonly Adjustment[];
  readonly onDismiss: () => void;
}

function AdjustedNotice({ adjustments, onDismiss }: AdjustedNoticeProps) {
  return (
    <div className={styles.notice} role="status">
      <p>
        {adjustments.length} {adjustments.length === 1 ? 'setting' : 'settings'} of the link{' '}
        {adjustments.length === 1 ? 'was' : 'were'} adjusted: {adjustments.map(describeAdjustment).join('; ')}.
      </p>
      <Button className={styles.action ?? ''} onPress={onDismiss}>
        Dismiss
      </Button>
    </div>
  );
}

function FailureNotice({ failure, store }: { readonly failure: Failure; readonly store: RunStore }) {
  return (
    <div className={`${styles.notice} ${styles.failure}`} role="alert">
      <p>
        <strong>{failure.message}</strong> {failure.remedy}
      </p>
      <div className={styles.actions}>
        {(failure.cause === 'diverged' || failure.cause === 'device-lost') && (
          <Button className={styles.action ?? ''} onPress={store.goBack}>
            {failure.cause === 'diverged' ? 'Go back to the last good state' : 'Go on from the last good state'}
          </Button>
        )}
        <Button className={styles.action ?? ''} onPress={store.restartSameWeights}>
          {failure.cause === 'data' ? 'Load again' : 'Restart'}
        </Button>
      </div>
    </div>
  );
}
