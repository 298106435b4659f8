/** What stands beside or under the stage, as tabs: charts and runs, and the settings where the page is narrow. */
import { lazy, memo, type ReactNode, Suspense, useCallback } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import styles from './App.module.css';
import { FigureCaption } from './charts/figureCaption';
import type { Lab } from './compare/lab';
import type { Repeats } from './compare/repeats';
import { useLab } from './compare/useLab';
import { ControlRail } from './controls/ControlRail';
import type { Archive } from './runs/archive';
import { RunOverlays, useArchive, useRunOverlays } from './runs/runOverlays';
import { captionOf } from './stage/captureStage';

const CompareCharts = lazy(() => import('./compare/CompareCharts'));
const ChartsPanel = lazy(() => import('./ChartsPanel'));
const PublishedFigure = lazy(() => import('./figures/PublishedFigure'));
const RunsPanel = lazy(() => import('./runs/RunsPanel'));

interface PanelTabsProps {
  readonly lab: Lab;
  readonly archive: Archive;
  readonly repeats: Repeats;
  readonly withSettings: boolean;
}

/** Progress renders what is inside the open tab, never the tabs themselves. */
export const PanelTabs = memo(function PanelTabs({ lab, archive, repeats, withSettings }: PanelTabsProps) {
  const archived = useArchive(archive);
  const overlays = useRunOverlays(archived);
  const readCaption = useCallback(() => lab.getSnapshot().runs.map(captionOf).join(' | '), [lab]);
  const runCount = archived.runs.length;
  const tab = (id: string, label: string): ReactNode => (
    <Tab id={id} className={styles.tab ?? ''}>
      {label}
    </Tab>
  );
  return (
    <Tabs className={withSettings ? (styles.tabs ?? '') : ''}>
      <TabList
        aria-label={withSettings ? 'Settings, charts and runs' : 'Charts and runs'}
        className={styles.tabList ?? ''}
      >
        {withSettings && tab('settings', 'Settings')}
        {tab('charts', 'Charts')}
        {tab('runs', runCount > 0 ? `Runs (${runCount})` : 'Runs')}
      </TabList>
      {withSettings && (
        <TabPanel id="settings">
          <Settings lab={lab} />
        </TabPanel>
      )}
      <TabPanel id="charts">
        <FigureCaption value={readCaption}>
          <RunOverlays value={overlays}>
            <Suspense fallback={<p className={styles.waiting}>The charts are loading …</p>}>
              <Charts lab={lab} repeats={repeats} />
            </Suspense>
          </RunOverlays>
        </FigureCaption>
      </TabPanel>
      <TabPanel id="runs">
        <Suspense fallback={<p className={styles.waiting}>The list of runs is loading …</p>}>
          <RunsPanel archive={archive} lab={lab} />
        </Suspense>
      </TabPanel>
    </Tabs>
  );
});

export function Settings({ lab }: { readonly lab: Lab }) {
  return <ControlRail lab={lab} snapshot={useLab(lab)} />;
}

function Charts({ lab, repeats }: { readonly lab: Lab; readonly repeats: Repeats }) {
  const { runs } = useLab(lab);
  const [run] = runs;
  return (
    <>
      <PublishedFigure runs={runs} />
      {runs.length > 1 ? <CompareCharts runs={runs} lab={lab} repeats={repeats} /> : run && <ChartsPanel run={run} />}
    </>
  );
}
