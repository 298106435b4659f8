/** Page layout only: where the rail, the transport, the stage and the charts stand at each width. */
import { lazy, Suspense, useCallback, useState, useSyncExternalStore } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import styles from './App.module.css';
import { ControlRail } from './controls/ControlRail';
import { Callouts } from './lessons/Callouts';
import { Notices } from './notices/Notices';
import type { RunStore } from './runStore';
import { StagePanel } from './StagePanel';
import { ThemeSwitch } from './ThemeSwitch';
import { Timeline } from './timeline/Timeline';
import { BackendBadge } from './transport/BackendBadge';
import { TransportBar } from './transport/TransportBar';
import { useAddressBar } from './useAddressBar';
import { useMediaQuery } from './useMediaQuery';
import { useShortcuts } from './useShortcuts';

const ChartsPanel = lazy(() => import('./ChartsPanel'));
const AboutDialog = lazy(() => import('./lessons/AboutDialog'));
const KeysDialog = lazy(() => import('./lessons/KeysDialog'));

export function App({ store }: { readonly store: RunStore }) {
  const run = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const narrow = useMediaQuery('(max-width: 900px)');
  const [dialog, setDialog] = useState<'about' | 'keys' | null>(null);
  const close = useCallback(() => setDialog(null), []);
  useAddressBar(run, store);
  useShortcuts(
    store,
    useCallback(() => setDialog('keys'), []),
  );

  const rail = <ControlRail draft={run.draft} pending={run.pending} presetId={run.presetId} store={store} />;
  const charts = (
    <Suspense fallback={<p className={styles.waiting}>The charts are loading …</p>}>
      <ChartsPanel run={run} />
    </Suspense>
  );
  return (
    <div className={styles.app}>
      <header className={styles.header}>
        <h1 className={styles.brand}>Margin Lab</h1>
        {!narrow && <TransportBar run={run} store={store} />}
        <div className={styles.headerEnd}>
          <BackendBadge description={run.description} stepsPerSecond={run.stepsPerSecond} />
          <Button className={styles.ask ?? ''} onPress={() => setDialog('about')}>
            {narrow ? '?' : 'What am I looking at?'}
            {narrow && <span className={styles.hidden}> What am I looking at?</span>}
          </Button>
          {!narrow && (
            <Button className={styles.ask ?? ''} onPress={() => setDialog('keys')}>
              Keys
            </Button>
          )}
          <ThemeSwitch />
        </div>
      </header>
      <Notices run={run} store={store} />
      {narrow ? (
        <main className={styles.narrow}>
          <section className={styles.stage} aria-label="Stage">
            <StagePanel run={run} />
            <Timeline run={run} store={store} />
          </section>
          <TransportBar run={run} store={store} />
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
            <StagePanel run={run} />
            <Timeline run={run} store={store} />
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
