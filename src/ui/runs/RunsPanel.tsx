/** The runs: those on the page, then those that are over, each by what it changed; pin, lay over the charts, take as the baseline, open, delete. */
import { useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { Lab } from '../compare/lab';
import { LANE_COLORS } from '../compare/laneColors';
import { nameRuns } from '../compare/nameRuns';
import { useLab } from '../compare/useLab';
import { formatCount, formatDegrees, formatFixed, formatPercent } from '../format';
import { type Archive, type ArchiveSnapshot, ROOM_BYTES } from './archive';
import type { ArchivedRun, RunEnd } from './archivedRun';
import { overlayColor, useArchive } from './runOverlays';
import styles from './runs.module.css';

interface RunsPanelProps {
  readonly archive: Archive;
  readonly lab: Lab;
}

const ENDS: Readonly<Record<RunEnd, string>> = { finished: 'finished', stopped: 'stopped', failed: 'failed' };

export default function RunsPanel({ archive, lab }: RunsPanelProps) {
  const { runs } = useLab(lab);
  const snapshot = useArchive(archive);
  const [problem, setProblem] = useState('');
  const baseline = snapshot.runs.find((run) => run.id === snapshot.baselineId) ?? null;
  const names = nameRuns(runs.map((run) => run.running));
  const open = async (run: ArchivedRun): Promise<void> => {
    const recording = await archive.readRecording(run.id);
    setProblem(recording ? '' : `The recording of “${run.name}” could not be read; its numbers are still here.`);
    if (recording) lab.resume([recording]);
  };
  return (
    <div className={styles.panel}>
      <section aria-labelledby="runs-here">
        <h2 id="runs-here" className={styles.title}>
          On the page
        </h2>
        <ul className={styles.list}>
          {runs.map((run, i) => (
            <li key={i} className={styles.run}>
              <p className={styles.name}>
                <span className={styles.chip} style={{ background: `var(${LANE_COLORS[i] ?? ''})` }} />
                <strong>{names[i]}</strong>
              </p>
              <Figures
                step={run.step}
                end={null}
                measures={run.measures}
                auc={run.verification?.auc ?? null}
                baseline={baseline}
              />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="runs-over">
        <h2 id="runs-over" className={styles.title}>
          Over
        </h2>
        {snapshot.problem !== '' && <p className={styles.note}>{snapshot.problem}</p>}
        {problem !== '' && (
          <p className={styles.note} role="alert">
            {problem}
          </p>
        )}
        <p role="status" className={styles.note}>
          {snapshot.deleted && (
            <>
              Deleted: {snapshot.deleted.name}.{' '}
              <Button className={styles.action ?? ''} onPress={archive.undoRemove}>
                Undo
              </Button>
            </>
          )}
        </p>
        {snapshot.runs.length === 0 ? (
          <p className={styles.note}>
            A run comes here when another takes its place: restart, change what needs a restart, or choose a preset.
          </p>
        ) : (
          <>
            <ul className={styles.list}>
              {snapshot.runs.map((run) => (
                <EndedRow
                  key={run.id}
                  run={run}
                  snapshot={snapshot}
                  baseline={baseline}
                  archive={archive}
                  onOpen={() => void open(run)}
                />
              ))}
            </ul>
            <p className={styles.note}>
              {formatCount(snapshot.runs.length)} {snapshot.runs.length === 1 ? 'run' : 'runs'}, recordings{' '}
              {formatFixed(snapshot.bytes / 1e6, 1)} of {formatFixed(ROOM_BYTES / 1e6, 0)} MB. When they are full, the
              oldest that are not pinned give up their recording and keep their numbers. All of it stays in this
              browser.
            </p>
          </>
        )}
      </section>
    </div>
  );
}

interface EndedRowProps {
  readonly run: ArchivedRun;
  readonly snapshot: ArchiveSnapshot;
  readonly baseline: ArchivedRun | null;
  readonly archive: Archive;
  readonly onOpen: () => void;
}

function EndedRow({ run, snapshot, baseline, archive, onOpen }: EndedRowProps) {
  const color = overlayColor(snapshot, run.id);
  const isBaseline = run === baseline;
  const toggle = (label: string, isSelected: boolean, act: (id: string) => void) => (
    <ToggleButton
      className={styles.action ?? ''}
      isSelected={isSelected}
      aria-label={`${label}: ${run.name}`}
      onChange={() => act(run.id)}
    >
      {label}
    </ToggleButton>
  );
  return (
    <li className={styles.run}>
      <p className={styles.name}>
        {color !== null && <span className={styles.line} style={{ borderColor: `var(${color})` }} aria-hidden="true" />}
        <strong>{run.name}</strong>
      </p>
      <Figures
        step={run.step}
        end={run.end}
        measures={run.measures}
        auc={run.auc}
        baseline={isBaseline ? null : baseline}
      />
      <div className={styles.actions}>
        {toggle('Overlay', snapshot.overlayIds.includes(run.id), archive.toggleOverlay)}
        {toggle('Baseline', isBaseline, archive.toggleBaseline)}
        {toggle('Pin', run.isPinned, archive.togglePin)}
        <Button
          className={styles.action ?? ''}
          isDisabled={run.recordingBytes === 0}
          aria-label={`Open: ${run.name}`}
          onPress={onOpen}
        >
          Open
        </Button>
        <Button
          className={styles.action ?? ''}
          aria-label={`Delete: ${run.name}`}
          onPress={() => archive.remove(run.id)}
        >
          Delete
        </Button>
      </div>
    </li>
  );
}

interface FiguresProps extends Pick<ArchivedRun, 'step' | 'measures' | 'auc'> {
  /** Null: it goes on. */
  readonly end: RunEnd | null;
  /** What the differences are to; null: none are shown. */
  readonly baseline: ArchivedRun | null;
}

function Figures({ step, end, measures, auc, baseline }: FiguresProps) {
  const figures = [
    {
      name: 'Test acc.',
      value: formatPercent(measures?.testAccuracy ?? NaN),
      // In percentage points.
      difference: 100 * ((measures?.testAccuracy ?? NaN) - (baseline?.measures?.testAccuracy ?? NaN)),
      digits: 1,
    },
    {
      name: 'Intra',
      value: formatDegrees(measures?.intraDeg ?? NaN),
      difference: (measures?.intraDeg ?? NaN) - (baseline?.measures?.intraDeg ?? NaN),
      digits: 1,
    },
    {
      name: 'Inter',
      value: formatDegrees(measures?.interDeg ?? NaN),
      difference: (measures?.interDeg ?? NaN) - (baseline?.measures?.interDeg ?? NaN),
      digits: 1,
    },
    ...(auc === null
      ? []
      : [{ name: 'AUC', value: formatFixed(auc, 3), difference: auc - (baseline?.auc ?? NaN), digits: 3 }]),
  ];
  return (
    <dl className={styles.figures}>
      <div>
        <dt>Step</dt>
        <dd>
          {formatCount(step)}
          {end !== null && <small> {ENDS[end]}</small>}
        </dd>
      </div>
      {figures.map(({ name, value, difference, digits }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {Number.isFinite(difference) && (
              <small title="Difference to the baseline"> {formatDifference(difference, digits)}</small>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function formatDifference(difference: number, digits: number): string {
  const text = formatFixed(difference, digits);
  return difference > 0 ? `+${text}` : text;
}
