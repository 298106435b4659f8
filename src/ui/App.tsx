/** Page layout only: where the rail, the transport, the stage and the charts stand at each width. */
import { lazy, Suspense, useEffect, useMemo, useSyncExternalStore } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import styles from './App.module.css';
import { formatAddress } from './address';
import { ControlRail } from './controls/ControlRail';
import { Notices } from './notices/Notices';
import type { RunSnapshot, RunStore } from './runStore';
import { StagePanel } from './StagePanel';
import { ThemeSwitch } from './ThemeSwitch';
import { BackendBadge } from './transport/BackendBadge';
import { TransportBar } from './transport/TransportBar';
import { useMediaQuery } from './useMediaQuery';

const ChartsPanel = lazy(() => import('./ChartsPanel'));

export function App({ store }: { readonly store: RunStore }) {
  const run = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const narrow = useMediaQuery('(max-width: 900px)');
  useAddressBar(run);

  const rail = <ControlRail draft={run.draft} pending={run.pending} store={store} />;
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
          <ThemeSwitch />
        </div>
      </header>
      <Notices run={run} store={store} />
      {narrow ? (
        <main className={styles.narrow}>
          <section className={styles.stage} aria-label="Stage">
            <StagePanel run={run} />
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
          </section>
          <section className={styles.charts} aria-label="Charts">
            {charts}
          </section>
        </main>
      )}
    </div>
  );
}

/** The address bar always reproduces the page. */
function useAddressBar({ draft }: RunSnapshot): void {
  const address = useMemo(() => formatAddress(draft), [draft]);
  useEffect(() => {
    if (location.hash !== address) history.replaceState(null, '', address);
  }, [address]);
}
