/** What the chosen loss is: one plain sentence, its formula (with symbols or the current numbers), its paper. */
import { lazy, Suspense, useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { RunConfig } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import type { RunStore } from '../runStore';
import styles from './explain.module.css';

const ExplainDialog = lazy(() => import('./ExplainDialog'));
const Formula = lazy(() => import('./Formula'));

interface LossCardProps {
  /** What the controls show. */
  readonly config: RunConfig;
  /** Of the run that trains. */
  readonly store: RunStore;
}

export function LossCard({ config, store }: LossCardProps) {
  const [withNumbers, setWithNumbers] = useState(false);
  const [explaining, setExplaining] = useState(false);
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
      <div className={styles.actions}>
        {loss.parameters.length > 0 && (
          <ToggleButton className={styles.numbers ?? ''} isSelected={withNumbers} onChange={setWithNumbers}>
            Current numbers
          </ToggleButton>
        )}
        <Button className={styles.numbers ?? ''} onPress={() => setExplaining(true)}>
          Explain this loss
        </Button>
      </div>
      {explaining && (
        <Suspense fallback={null}>
          <ExplainDialog store={store} isOpen onClose={() => setExplaining(false)} />
        </Suspense>
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
