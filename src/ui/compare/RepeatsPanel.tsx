/** Repeats of the comparison over seeds: how many, how long, then means with their intervals and what they do and do not show. */
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { formatFixed } from '../format';
import type { RunSnapshot } from '../runStore';
import styles from './compare.module.css';
import { nameRuns } from './nameRuns';
import { honestSentence, IDLE, type RepeatMeasure, type RepeatsState, runRepeats, summariseRepeats } from './repeats';

const SEED_CHOICES = [3, 5, 10, 20];
const STEP_CHOICES = [100, 200, 400, 800];

const COLUMNS: readonly {
  readonly name: RepeatMeasure;
  readonly title: string;
  readonly factor: number;
  readonly unit: string;
}[] = [
  { name: 'testAccuracy', title: 'Accuracy', factor: 100, unit: '%' },
  { name: 'intraDeg', title: 'Intra', factor: 1, unit: '°' },
  { name: 'interDeg', title: 'Inter', factor: 1, unit: '°' },
  { name: 'auc', title: 'AUC', factor: 1, unit: '' },
];

export function RepeatsPanel({ runs }: { readonly runs: readonly RunSnapshot[] }) {
  const [state, setState] = useState<RepeatsState>(IDLE);
  const [seeds, setSeeds] = useState(5);
  const [steps, setSteps] = useState(200);
  const [names, setNames] = useState<readonly string[]>([]);
  const cancel = useRef<() => void>(() => undefined);
  useEffect(() => () => cancel.current(), []);
  const start = (): void => {
    const configs = runs.map((run) => run.running);
    const first = configs[0]?.seed ?? 1;
    setNames(nameRuns(configs));
    cancel.current = runRepeats(
      { configs, seeds: Array.from({ length: seeds }, (_, i) => first + i), steps },
      setState,
    );
  };
  const complete = state.results.length > 0 && state.results.every((list) => list.length > 0);
  const summaries = complete ? summariseRepeats(state.results) : [];
  const columns = COLUMNS.filter(({ name }) => summaries.some((summary) => !Number.isNaN(summary.measures[name].mean)));
  return (
    <section className={styles.fairness} aria-label="Repeats over seeds">
      <h3>Chance or not? Repeat over seeds</h3>
      <p>
        One run is one draw of weights, batches and margins. The repeats train in the background, one after the other.
      </p>
      <div className={styles.repeatControls}>
        <label>
          Seeds{' '}
          <select value={seeds} onChange={(event) => setSeeds(Number(event.target.value))}>
            {SEED_CHOICES.map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>
        <label>
          Steps{' '}
          <select value={steps} onChange={(event) => setSteps(Number(event.target.value))}>
            {STEP_CHOICES.map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>
        {state.kind === 'running' ? (
          <Button className={styles.fix ?? ''} onPress={() => cancel.current()}>
            Cancel
          </Button>
        ) : (
          <Button className={styles.fix ?? ''} onPress={start}>
            Start the repeats
          </Button>
        )}
      </div>
      {state.kind !== 'idle' && (
        <p role="status">
          {state.done} of {state.total} runs done{state.kind === 'cancelled' ? ', stopped. ' : '. '}
          {state.problem}
        </p>
      )}
      {complete && (
        <>
          <div className={styles.tableWrap}>
            <table className={styles.table}>
              <caption>Mean and 95 % interval of {summaries[0]?.measures.testAccuracy.count} seeds</caption>
              <thead>
                <tr>
                  <th scope="col">Run</th>
                  {columns.map(({ title, unit }) => (
                    <th key={title} scope="col">
                      {title} {unit}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {summaries.map((summary, i) => (
                  <tr key={i}>
                    <th scope="row">{names[i]}</th>
                    {columns.map(({ name, factor }) => {
                      const { mean, halfWidth } = summary.measures[name];
                      const digits = name === 'auc' ? 3 : 1;
                      return (
                        <td key={name}>
                          {formatFixed(factor * mean, digits)} ± {formatFixed(factor * halfWidth, digits)}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <ul>
            {summaries.map(
              ({ againstFirst }, i) =>
                againstFirst && <li key={i}>{honestSentence(names[i] ?? '', names[0] ?? '', againstFirst)}</li>,
            )}
          </ul>
        </>
      )}
    </section>
  );
}
