/** Page layout only: where the rail, the transport, the stage and the charts stand at each width. */
import { lazy, Suspense, useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import styles from './App.module.css';
import { Callouts } from './lessons/Callouts';
import { Notices } from './notices/Notices';
import type { Lab } from './compare/lab';
import { createRepeats } from './compare/repeats';
import { LaneStages } from './compare/LaneStages';
import { useLab } from './compare/useLab';
import type { Archive } from './runs/archive';
import { PanelTabs, Settings } from './PanelTabs';
import type { SessionKeeper } from './session/sessionKeeper';
import { ThemeSwitch } from './ThemeSwitch';
import { Timeline } from './timeline/Timeline';
import { BackendBadge } from './transport/BackendBadge';
import { TransportBar } from './transport/TransportBar';
import { useAddressBar } from './useAddressBar';
import { useMediaQuery } from './useMediaQuery';
import { useShortcuts } from './useShortcuts';

const AboutDialog = lazy(() => import('./lessons/AboutDialog'));
const ShareMenu = lazy(() => import('./share/ShareMenu'));
const DroppedRun = lazy(() => import('./share/DroppedRun'));
const ResumeNotice = lazy(() => import('./session/ResumeNotice'));
const KeysDialog = lazy(() => import('./lessons/KeysDialog'));

interface AppProps {
  readonly lab: Lab;
  readonly archive: Archive;
  readonly session: SessionKeeper;
}

export function App({ lab, archive, session }: AppProps) {
  const snapshot = useLab(lab);
  const [lane] = snapshot.lanes;
  const [run] = snapshot.runs;
  const narrow = useMediaQuery('(max-width: 900px)');
  const [dialog, setDialog] = useState<'about' | 'keys' | null>(null);
  const [repeats] = useState(createRepeats);
  const close = useCallback(() => setDialog(null), []);
  useAddressBar(snapshot, lab);
  useShortcuts(
    lab,
    useCallback(() => setDialog('keys'), []),
  );

  if (!lane || !run) return null;

  return (
    <div className={styles.app}>
      <header className={styles.header}>
        <h1 className={styles.brand}>Margin Lab</h1>
        {!narrow && <TransportBar run={run} actions={lab.all} />}
        <div className={styles.headerEnd}>
          <BackendBadge description={run.description} stepsPerSecond={run.stepsPerSecond} />
          <Button className={styles.ask ?? ''} onPress={() => setDialog('about')}>
            {narrow ? '?' : 'What am I looking at?'}
            {narrow && <span className={styles.hidden}> What am I looking at?</span>}
          </Button>
          {!narrow && (
            <Button className={styles.ask ?? ''} onPress={() => setDialog('keys')}>
              <span aria-hidden="true">?</span>
              <span className={styles.hidden}>Keys</span>
            </Button>
          )}
          <Suspense fallback={null}>
            <ShareMenu lab={lab} />
          </Suspense>
          <ThemeSwitch />
        </div>
      </header>
      {snapshot.lanes.map(({ id, store }, i) => {
        const shown = snapshot.runs[i];
        return shown && <Notices key={id} run={shown} store={store} />;
      })}
      <Suspense fallback={null}>
        <ResumeNotice session={session} />
        <DroppedRun lab={lab} />
      </Suspense>
      {narrow ? (
        <main className={styles.narrow}>
          <section className={styles.stage} aria-label="Stage">
            <LaneStages {...snapshot} />
            <Timeline run={run} store={lane.store} actions={lab.all} checkpoints={lab.checkpoints()} />
          </section>
          <TransportBar run={run} actions={lab.all} />
          <PanelTabs lab={lab} archive={archive} repeats={repeats} withSettings />
        </main>
      ) : (
        <main className={styles.columns}>
          <section className={styles.rail} aria-label="What is trained">
            <Settings lab={lab} />
          </section>
          <section className={styles.stage} aria-label="Stage">
            <LaneStages {...snapshot} />
            <Timeline run={run} store={lane.store} actions={lab.all} checkpoints={lab.checkpoints()} />
          </section>
          <section className={styles.charts} aria-label="Charts and runs">
            <PanelTabs lab={lab} archive={archive} repeats={repeats} withSettings={false} />
          </section>
        </main>
      )}
      <Callouts />
      <Suspense fallback={null}>
        {dialog === 'about' && <AboutDialog isOpen onClose={close} />}
        {dialog === 'keys' && <KeysDialog isOpen onClose={close} />}
      </Suspense>
    </div>
  );
}
