/** What the chosen loss is: one plain sentence, its formula (with symbols or the current numbers), its paper. */
import { lazy, Suspense, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { RunConfig } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import styles from './explain.module.css';

const Formula = lazy(() => import('./Formula'));

export function LossCard({ config }: { readonly config: RunConfig }) {
  const [withNumbers, setWithNumbers] = useState(false);
  const loss = findLoss(config.loss);
  return (
    <div className={styles.card}>
      <p>{loss.summary}</p>
      {/* Focusable, because a wide formula scrolls. */}
      <div className={styles.formula} role="group" aria-label="Target logit" tabIndex={0}>
        <Suspense fallback={<span>{loss.target}</span>}>
          <Formula loss={loss} guard={config.guard} {...(withNumbers ? { values: config.lossParameters } : {})} />
        </Suspense>
      </div>
      {loss.parameters.length > 0 && (
        <ToggleButton className={styles.numbers ?? ''} isSelected={withNumbers} onChange={setWithNumbers}>
          Current numbers
        </ToggleButton>
      )}
      {loss.papers.map((paper) => (
        <p key={paper.url} className={styles.paper}>
          <a href={paper.url} target="_blank" rel="noreferrer">
            {paper.title}
          </a>{' '}
          {paper.authors}, {paper.year}, {paper.equation}
        </p>
      ))}
    </div>
  );
}
