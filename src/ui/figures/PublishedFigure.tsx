/** Above the charts of a published figure: what the paper reports beside what these runs measured, each named as what it is. */
import { useMemo } from 'react';
import { type FigureMeasure, type FigurePreset, findFigure } from '../../engine/figurePresets';
import { LANE_COLORS } from '../compare/laneColors';
import { nameRuns } from '../compare/nameRuns';
import { formatCount } from '../format';
import type { RunSnapshot } from '../runStore';
import styles from './figures.module.css';
import { MEASURE_TITLES, measureFigure } from './measureFigure';

interface PublishedFigureProps {
  readonly runs: readonly RunSnapshot[];
}

/** Nothing where the page did not start from a published figure. */
export default function PublishedFigure({ runs }: PublishedFigureProps) {
  const [first] = runs;
  const figure = first?.presetId == null ? undefined : findFigure(first.presetId);
  if (!first || !figure) return null;
  const names = nameRuns(runs.map((run) => run.running));
  const step = first.keyFrame?.step ?? 0;
  const quotes = figure.reported.length > 0;
  return (
    <section className={styles.figure} aria-label={figure.figure}>
      <h3>{figure.figure}</h3>
      <div className={styles.wrap}>
        <table className={styles.table}>
          <caption>{MEASURE_TITLES[figure.measure]}</caption>
          <thead>
            <tr>
              <th scope="col">Run</th>
              {quotes && <th scope="col">The paper reports</th>}
              <th scope="col">This run, step {formatCount(step)}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run, i) => (
              <Row
                key={i}
                run={run}
                name={names[i] ?? ''}
                color={runs.length > 1 ? (LANE_COLORS[i] ?? null) : null}
                measure={figure.measure}
                reported={quotes ? reportedFor(figure, run, i) : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.source}>
        {quotes ? 'Reported in' : 'A picture without numbers in'}{' '}
        <a href={figure.url} target="_blank" rel="noreferrer">
          {figure.source}
        </a>
        , with a large network on real faces. What is measured here comes from a small network on{' '}
        {first.running.dataset === 'faces' ? 'synthetic faces' : 'this data'}: compare the effect, not the numbers.
      </p>
    </section>
  );
}

/** Of a run that is still the figure's own; another loss in its place has no number in the paper. */
function reportedFor({ values, versus = [], reported }: FigurePreset, run: RunSnapshot, i: number): string {
  const loss = i === 0 ? values['loss'] : versus[i - 1]?.split('_')[0];
  return (run.running.loss === loss ? reported[i] : undefined) ?? '–';
}

interface RowProps {
  readonly run: RunSnapshot;
  readonly name: string;
  readonly color: string | null;
  readonly measure: FigureMeasure;
  /** Null: the paper has no numbers. */
  readonly reported: string | null;
}

function Row({ run, name, color, measure, reported }: RowProps) {
  const { keyFrame, measures, description } = run;
  const measured = useMemo(
    () => measureFigure(measure, { keyFrame, measures, description }),
    [measure, keyFrame, measures, description],
  );
  return (
    <tr>
      <th scope="row">
        {color !== null && <span className={styles.swatch} style={{ background: `var(${color})` }} />}
        {name}
      </th>
      {reported !== null && <td>{reported}</td>}
      <td>{measured}</td>
    </tr>
  );
}
