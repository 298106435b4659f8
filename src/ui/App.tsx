/** Page layout only: where the rail, the transport, the stage and the charts stand at each width. */
import { lazy, Suspense, useCallback, useState, useSyncExternalStore } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import styles from './App.module.css';
import { FigureCaption, useFigureCaption } from './charts/figureCaption';
import { ControlRail } from './controls/ControlRail';
import { Callouts } from './lessons/Callouts';
import { Notices } from './notices/Notices';
import type { Lab } from './compare/lab';
import { createRepeats } from './compare/repeats';
import { LaneStages } from './compare/LaneStages';
import type { Archive } from './runs/archive';
import { RunOverlays, useArchive, useRunOverlays } from './runs/runOverlays';
import type { SessionKeeper } from './session/sessionKeeper';
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
const DroppedRun = lazy(() => import('./share/DroppedRun'));
const RunsPanel = lazy(() => import('./runs/RunsPanel'));
const ResumeNotice = lazy(() => import('./session/ResumeNotice'));
const KeysDialog = lazy(() => import('./lessons/KeysDialog'));

interface AppProps {
  readonly lab: Lab;
  readonly archive: Archive;
  readonly session: SessionKeeper;
}

export function App({ lab, archive, session }: AppProps) {
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

  const [repeats] = useState(createRepeats);
  const caption = useFigureCaption(snapshot.runs);
  const archived = useArchive(archive);
  const overlays = useRunOverlays(archived);

  if (!lane || !run) return null;

  const rail = <ControlRail lab={lab} snapshot={snapshot} />;
  const waiting = <p className={styles.waiting}>The charts are loading …</p>;
  const charts = (
    <FigureCaption value={caption}>
      <RunOverlays value={overlays}>
        <Suspense fallback={waiting}>
          <PublishedFigure runs={snapshot.runs} />
          {snapshot.runs.length > 1 ? (
            <CompareCharts runs={snapshot.runs} lab={lab} repeats={repeats} />
          ) : (
            <ChartsPanel run={run} />
          )}
        </Suspense>
      </RunOverlays>
    </FigureCaption>
  );
  const runs = (
    <Suspense fallback={<p className={styles.waiting}>The list of runs is loading …</p>}>
      <RunsPanel archive={archive} lab={lab} runs={snapshot.runs} />
    </Suspense>
  );
  const tab = (id: string, label: string) => (
    <Tab id={id} className={styles.tab ?? ''}>
      {label}
    </Tab>
  );
  const runsTab = tab('runs', archived.runs.length > 0 ? `Runs (${archived.runs.length})` : 'Runs');
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
            <ShareMenu lab={lab} snapshot={snapshot} />
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
          <Tabs className={styles.tabs ?? ''}>
            <TabList aria-label="Settings, charts and runs" className={styles.tabList ?? ''}>
              {tab('settings', 'Settings')}
              {tab('charts', 'Charts')}
              {runsTab}
            </TabList>
            <TabPanel id="settings">{rail}</TabPanel>
            <TabPanel id="charts">{charts}</TabPanel>
            <TabPanel id="runs">{runs}</TabPanel>
          </Tabs>
        </main>
      ) : (
        <main className={styles.columns}>
          <section className={styles.rail} aria-label="What is trained">
            {rail}
          </section>
          <section className={styles.stage} aria-label="Stage">
            <LaneStages {...snapshot} />
            <Timeline run={run} store={lane.store} actions={lab.all} checkpoints={lab.checkpoints()} />
          </section>
          <section className={styles.charts} aria-label="Charts and runs">
            <Tabs>
              <TabList aria-label="Charts and runs" className={styles.tabList ?? ''}>
                {tab('charts', 'Charts')}
                {runsTab}
              </TabList>
              <TabPanel id="charts">{charts}</TabPanel>
              <TabPanel id="runs">{runs}</TabPanel>
            </Tabs>
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
