/** Play, pause, single step, the two restarts, the pace, and where the run stands. */
import { memo } from 'react';
import { Button } from 'react-aria-components';
import type { RunState } from '../../engine/protocol';
import { formatCount, formatFixed } from '../format';
import type { Lab } from '../compare/lab';
import type { RunSnapshot } from '../runStore';
import styles from './transport.module.css';

const PACES = [
  { stepsPerSecond: 1, label: '1 step/s' },
  { stepsPerSecond: 5, label: '5 steps/s' },
  { stepsPerSecond: 20, label: '20 steps/s' },
  { stepsPerSecond: 0, label: 'Full speed' },
];

interface TransportBarProps {
  readonly run: RunSnapshot;
  readonly actions: Lab['all'];
}

export function TransportBar({ run, actions }: TransportBarProps) {
  return (
    <div className={styles.bar} role="group" aria-label="Transport">
      <Buttons state={run.state.kind} pace={run.pace} actions={actions} />
      <Standing run={run} />
    </div>
  );
}

interface ButtonsProps {
  readonly state: RunState['kind'];
  /** As in `RunSnapshot`. */
  readonly pace: number;
  readonly actions: Lab['all'];
}

/** Apart from the counters, which change with every message of the worker. */
const Buttons = memo(function Buttons({ state, pace, actions }: ButtonsProps) {
  const running = state === 'running';
  const ready = running || state === 'paused';
  return (
    <>
      <Button
        className={`${styles.button} ${styles.primary}`}
        isDisabled={!ready}
        onPress={running ? actions.pause : actions.play}
      >
        <span aria-hidden="true">{running ? '❚❚' : '▶'}</span> {running ? 'Pause' : 'Play'}
      </Button>
      <Button className={styles.button ?? ''} isDisabled={!ready || running} onPress={actions.stepOnce}>
        Step
      </Button>
      <label className={styles.pace}>
        <span className={styles.hidden}>Pace</span>
        <select value={pace} onChange={(event) => actions.setPace(Number(event.target.value))}>
          {PACES.map(({ stepsPerSecond, label }) => (
            <option key={stepsPerSecond} value={stepsPerSecond}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <Button
        className={styles.button ?? ''}
        aria-label="Restart with the same weights"
        onPress={actions.restartSameWeights}
      >
        <span aria-hidden="true">↺</span> Same weights
      </Button>
      <Button className={styles.button ?? ''} aria-label="Restart with new weights" onPress={actions.restartNewWeights}>
        <span aria-hidden="true">⚄</span> New weights
      </Button>
    </>
  );
});

function Standing({ run }: { readonly run: RunSnapshot }) {
  return (
    <div className={styles.standing}>
      <dl className={styles.figures} aria-label="Progress">
        <Figure name="Step" value={formatCount(run.step)} />
        <Figure name="Epoch" value={formatFixed(run.epoch, 2)} />
        <Figure
          name="Steps/s"
          value={run.stepsPerSecond > 0 ? formatFixed(run.stepsPerSecond, 1) : '–'}
          hint={`${formatCount(run.imagesPerSecond)} images a second`}
        />
      </dl>
      <div className={styles.state} role="status">
        {describeState(run.state)}
      </div>
    </div>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly hint?: string;
}

function Figure({ name, value, hint }: FigureProps) {
  return (
    <div className={styles.figure} title={hint}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function describeState(state: RunState): string {
  switch (state.kind) {
    case 'idle':
      return 'Starting';
    case 'loading':
      return state.total > 0
        ? `${state.sentence} · ${Math.floor((100 * state.loaded) / state.total)} %`
        : `${state.sentence} …`;
    case 'running':
      return 'Training';
    case 'paused':
      return { user: 'Paused', ready: 'Ready', reached: 'Reached the stop' }[state.reason];
    case 'failed':
      return 'Stopped';
    default:
      return state satisfies never;
  }
}
