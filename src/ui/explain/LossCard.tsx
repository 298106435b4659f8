/** What the chosen loss is: one plain sentence, its formula, its paper. */
import { lazy, Suspense } from 'react';
import { findLoss } from '../../losses';
import styles from './explain.module.css';

const Formula = lazy(() => import('./Formula'));

export function LossCard({ lossId }: { readonly lossId: string }) {
  const loss = findLoss(lossId);
  return (
    <div className={styles.card}>
      <p>{loss.summary}</p>
      <div className={styles.formula}>
        <Suspense fallback={<span>{loss.target}</span>}>
          <Formula loss={loss} />
        </Suspense>
      </div>
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
