/** Repeats of the comparison over seeds: how many, how long, then means with their intervals and what they do and do not show of two heads. */
import { memo, useState, useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { meanInterval } from '../../metrics/statistics';
import { formatFixed } from '../format';
import type { RunSnapshot } from '../runStore';
import styles from './compare.module.css';
import { nameRuns } from './nameRuns';
import {
  differences,
  honestSentence,
  type MeasureWords,
  type RepeatMeasure,
  type Repeats,
  type RepeatsSnapshot,
  summariseRepeats,
} from './repeats';

const SEED_CHOICES = [3, 5, 10, 20];
const STEP_CHOICES = [100, 200, 400, 800];

const MEASURES: readonly (MeasureWords & {
  readonly measure: RepeatMeasure;
  readonly title: string;
  /** Of the column. */
  readonly columnUnit: string;
})[] = [
  {
    measure: 'testAccuracy',
    title: 'Accuracy',
    columnUnit: '%',
    name: 'test accuracy',
    unit: ' points',
    factor: 100,
    digits: 2,
  },
  { measure: 'intraDeg', title: 'Intra', columnUnit: '°', name: 'intra-class angle', unit: '°', factor: 1, digits: 2 },
  { measure: 'interDeg', title: 'Inter', columnUnit: '°', name: 'inter-class angle', unit: '°', factor: 1, digits: 2 },
  { measure: 'auc', title: 'AUC', columnUnit: '', name: 'AUC of unseen classes', unit: '', factor: 1, digits: 4 },
  {
    measure: 'eer',
    title: 'EER',
    columnUnit: '%',
    name: 'equal error rate of unseen classes',
    unit: ' points',
    factor: 100,
    digits: 2,
  },
];

interface RepeatsPanelProps {
  readonly runs: readonly RunSnapshot[];
  readonly repeats: Repeats;
}

export const RepeatsPanel = memo(function RepeatsPanel({ runs, repeats }: RepeatsPanelProps) {
  const state = useSyncExternalStore(repeats.subscribe, repeats.getSnapshot);
  const [seeds, setSeeds] = useState(5);
  const [steps, setSteps] = useState(200);
  const start = (): void => {
    const configs = runs.map((run) => run.running);
    const first = configs[0]?.seed ?? 1;
    repeats.start({
      configs,
      names: nameRuns(configs),
      seeds: Array.from({ length: seeds }, (_, i) => first + i),
      steps,
    });
  };
  const isComplete = state.results.length > 0 && state.results.every((list) => list.length > 0);
  return (
    <section className={styles.fairness} aria-label="Repeats over seeds">
      <h3>Chance or not? Repeat over seeds</h3>
      <p>
        One run is one draw of weights, batches and margins. The repeats train in the background, one after the other.
      </p>
      <div className={styles.repeatControls}>
        <Choice label="Seeds" value={seeds} choices={SEED_CHOICES} onChange={setSeeds} />
        <Choice label="Steps" value={steps} choices={STEP_CHOICES} onChange={setSteps} />
        {state.kind === 'running' ? (
          <Button className={styles.fix ?? ''} onPress={repeats.cancel}>
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
          {state.done} of {state.total} runs done{state.kind === 'cancelled' ? ', stopped.' : '.'}
        </p>
      )}
      {state.problems.length > 0 && (
        <ul aria-label="Runs that failed">
          {state.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {isComplete && <Results state={state} />}
    </section>
  );
});

interface ChoiceProps {
  readonly label: string;
  readonly value: number;
  readonly choices: readonly number[];
  readonly onChange: (value: number) => void;
}

function Choice({ label, value, choices, onChange }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {choices.map((count) => (
          <option key={count}>{count}</option>
        ))}
      </select>
    </label>
  );
}

function Results({ state: { plan, results } }: { readonly state: RepeatsSnapshot }) {
  const summaries = summariseRepeats(results);
  const columns = MEASURES.filter(({ measure }) => summaries.some((summary) => summary[measure].count > 0));
  return (
    <>
      <div className={styles.tableWrap}>
        <table className={styles.table}>
          <caption>
            Mean and 95 % interval over seeds {plan.seeds[0]} to {plan.seeds.at(-1)}, {plan.steps} steps each
          </caption>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Seeds</th>
              {columns.map(({ title, columnUnit }) => (
                <th key={title} scope="col">
                  {title} {columnUnit}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {summaries.map((summary, i) => (
              <tr key={i}>
                <th scope="row">{plan.names[i]}</th>
                <td>{summary.testAccuracy.count}</td>
                {columns.map(({ measure, factor, digits }) => {
                  const { mean, halfWidth } = summary[measure];
                  return (
                    <td key={measure}>
                      {formatFixed(factor * mean, digits - 1)} ± {formatFixed(factor * halfWidth, digits - 1)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {results.length > 1 && <PairedComparison plan={plan} results={results} columns={columns} />}
    </>
  );
}

interface PairedComparisonProps extends Pick<RepeatsSnapshot, 'plan' | 'results'> {
  /** Measures that there are. */
  readonly columns: typeof MEASURES;
}

/** Two heads, one measure: the difference of each seed, its mean with the interval, and the sentence. */
function PairedComparison({ plan, results, columns }: PairedComparisonProps) {
  const [heads, setHeads] = useState({ one: 1, other: 0 });
  const [measure, setMeasure] = useState<RepeatMeasure>('testAccuracy');
  const words = columns.find((column) => column.measure === measure) ?? columns[0];
  const [one, other] = [Math.min(heads.one, results.length - 1), Math.min(heads.other, results.length - 1)];
  if (!words) return null;
  const found = differences(results[one] ?? [], results[other] ?? [], words.measure);
  const head = (key: 'one' | 'other', label: string, value: number) => (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => setHeads({ ...heads, [key]: Number(event.target.value) })}
    >
      {plan.names.map((name, i) => (
        <option key={i} value={i}>
          {name}
        </option>
      ))}
    </select>
  );
  return (
    <>
      <div className={styles.repeatControls} role="group" aria-label="Paired test">
        {head('one', 'This run', one)} <span>against</span> {head('other', 'That run', other)}
        <select aria-label="In" value={measure} onChange={(event) => setMeasure(event.target.value as RepeatMeasure)}>
          {columns.map((column) => (
            <option key={column.measure} value={column.measure}>
              {column.title}
            </option>
          ))}
        </select>
      </div>
      {one === other ? (
        <p>Choose two different runs.</p>
      ) : (
        <>
          <DifferencePlot found={found} words={words} />
          <p>{honestSentence(plan.names[one] ?? '', plan.names[other] ?? '', found, words)}</p>
          <p className={styles.titleNote}>Of twenty such tests one shows p &lt; 0.05 by chance alone.</p>
        </>
      )}
    </>
  );
}

const [PLOT_WIDTH, PLOT_HEIGHT] = [320, 46];

/** A dot a seed around zero, and the mean with its interval below. */
function DifferencePlot({ found, words }: { readonly found: readonly number[]; readonly words: MeasureWords }) {
  if (found.length === 0) return null;
  const { mean, halfWidth } = meanInterval(found);
  const reach = 1.1 * Math.max(1e-9, ...found.map(Math.abs), Math.abs(mean) + (halfWidth || 0));
  const x = (value: number): number => PLOT_WIDTH / 2 + (value / reach) * (PLOT_WIDTH / 2 - 6);
  const text = (value: number): string =>
    `${value > 0 ? '+' : ''}${formatFixed(words.factor * value, words.digits)}${words.unit}`;
  return (
    <svg
      viewBox={`0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}`}
      className={styles.differences}
      role="img"
      aria-label={`Difference of each seed: ${found.map(text).join(', ')}`}
    >
      <line x1={x(0)} x2={x(0)} y1={2} y2={32} className={styles.zero} />
      {found.map((value, i) => (
        <circle key={i} cx={x(value)} cy={9} r={3.5} className={styles.dot} />
      ))}
      {Number.isFinite(halfWidth) && (
        <line x1={x(mean - halfWidth)} x2={x(mean + halfWidth)} y1={24} y2={24} className={styles.interval} />
      )}
      <circle cx={x(mean)} cy={24} r={4.5} className={styles.mean} />
      <text x={2} y={44}>
        {text(-reach)}
      </text>
      <text x={PLOT_WIDTH / 2} y={44} textAnchor="middle">
        0
      </text>
      <text x={PLOT_WIDTH - 2} y={44} textAnchor="end">
        {text(reach)}
      </text>
    </svg>
  );
}
