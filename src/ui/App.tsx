/** Page layout only: where the rail, the transport, the stage and the charts stand at each width. */
import { lazy, Suspense, useCallback, useState, useSyncExternalStore } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import styles from './App.module.css';
import { FigureCaption, useFigureCaption } from './charts/figureCaption';
import { ControlRail } from './controls/ControlRail';
import { Callouts } from './lessons/Callouts';
import { Notices } from './notices/Notices';
import type { Lab } from './compare/lab';
import { LaneStages } from './compare/LaneStages';
import { captureStageBlob } from './scriptApi';
import { ThemeSwitch } from './ThemeSwitch';
import { Timeline } from './timeline/Timeline';
import { BackendBadge } from './transport/BackendBadge';
import { TransportBar } from './transport/TransportBar';
import { useAddressBar } from './useAddressBar';
import { useMediaQuery } from './useMediaQuery';
import { useShortcuts } from './useShortcuts';

const CompareCharts = lazy(() => import('./compare/CompareCharts'));
const ChartsPanel = lazy(() => import('./ChartsPanel'));
const PublishedFigure = lazy(() => import('./figures/PublishedFigure'));
const AboutDialog = lazy(() => import('./lessons/AboutDialog'));
const ShareMenu = lazy(() => import('./share/ShareMenu'));
const ResumeNotice = lazy(() => import('./session/ResumeNotice'));
const KeysDialog = lazy(() => import('./lessons/KeysDialog'));

export function App({ lab }: { readonly lab: Lab }) {
  const snapshot = useSyncExternalStore(lab.subscribe, lab.getSnapshot);
  const [lane] = snapshot.lanes;
  const [run] = snapshot.runs;
  const narrow = useMediaQuery('(max-width: 900px)');
  const [dialog, setDialog] = useState<'about' | 'keys' | null>(null);
  const close = useCallback(() => setDialog(null), []);
  useAddressBar(snapshot, lab);
  useShortcuts(
    lab,
    useCallback(() => setDialog('keys'), []),
  );

  const caption = useFigureCaption(snapshot.runs);

  if (!lane || !run) return null;

  const rail = <ControlRail lab={lab} snapshot={snapshot} />;
  const charts = (
    <FigureCaption value={caption}>
      <Suspense fallback={<p className={styles.waiting}>The charts are loading …</p>}>
        <PublishedFigure runs={snapshot.runs} />
        {snapshot.runs.length > 1 ? <CompareCharts runs={snapshot.runs} lab={lab} /> : <ChartsPanel run={run} />}
      </Suspense>
    </FigureCaption>
  );
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
            <ShareMenu run={run} store={lane.store} capture={captureStageBlob} />
          </Suspense>
          <ThemeSwitch />
        </div>
      </header>
      {snapshot.lanes.map(({ id, store }, i) => {
        const shown = snapshot.runs[i];
        return shown && <Notices key={id} run={shown} store={store} />;
      })}
      <Suspense fallback={null}>
        <ResumeNotice lab={lab} step={run.step} />
      </Suspense>
      {narrow ? (
        <main className={styles.narrow}>
          <section className={styles.stage} aria-label="Stage">
            <LaneStages {...snapshot} />
            <Timeline run={run} store={lane.store} actions={lab.all} />
          </section>
          <TransportBar run={run} actions={lab.all} />
          <Tabs className={styles.tabs ?? ''}>
            <TabList aria-label="Charts and settings" className={styles.tabList ?? ''}>
              <Tab id="settings" className={styles.tab ?? ''}>
                Settings
              </Tab>
              <Tab id="charts" className={styles.tab ?? ''}>
                Charts
              </Tab>
            </TabList>
            <TabPanel id="settings">{rail}</TabPanel>
            <TabPanel id="charts">{charts}</TabPanel>
          </Tabs>
        </main>
      ) : (
        <main className={styles.columns}>
          <section className={styles.rail} aria-label="What is trained">
            {rail}
          </section>
          <section className={styles.stage} aria-label="Stage">
            <LaneStages {...snapshot} />
            <Timeline run={run} store={lane.store} actions={lab.all} />
          </section>
          <section className={styles.charts} aria-label="Charts">
            {charts}
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
