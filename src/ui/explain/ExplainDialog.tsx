/** The whole story of the running loss: formula with numbers, its curves over the angle with where the images are now, guards, published results. */
import { useMemo, useState, useSyncExternalStore } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { baseFields, withLoss } from '../../engine/runConfig';
import { findLoss, losses } from '../../losses';
import { thetaDistribution } from '../charts/thetaDistribution';
import { ChoiceSetting } from '../controls/ChoiceSetting';
import { formatDegrees, formatFixed } from '../format';
import lessons from '../lessons/lessons.module.css';
import { useReachableFloor } from '../charts/useReachableFloor';
import type { RunStore } from '../runStore';
import { AssignmentScatter } from './AssignmentScatter';
import styles from './explain.module.css';
import Formula from './Formula';
import { LossCurve } from './LossCurve';
import { lossCurve } from './lossCurves';
import { lossFacts } from './lossFacts';
import { BENCHMARKS, PUBLISHED_SOURCE, publishedRows } from './published';

/** Curves of ElasticFace at these multiples of sigma. */
const OFFSETS = [-2, -1, 1, 2];

interface ExplainDialogProps {
  readonly store: RunStore;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export default function ExplainDialog({ store, isOpen, onClose }: ExplainDialogProps) {
  const run = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const config = run.running;
  const floor = useReachableFloor(config);
  const loss = findLoss(config.loss);
  const [overlay, setOverlay] = useState('');
  const own = useMemo(() => lossCurve(config), [config]);
  const spread = useMemo(() => {
    const sigma = loss.marginDraw.kind === 'normal' ? (config.lossParameters[loss.marginDraw.sigma] ?? 0) : 0;
    return sigma > 0 ? OFFSETS.map((offset) => lossCurve(config, offset)) : [];
  }, [config, loss]);
  const other = useMemo(() => (overlay === '' ? null : lossCurve(withLoss(config, overlay))), [config, overlay]);
  const thetas = useMemo(
    () =>
      run.keyFrame && run.description && loss.features === 'normalised'
        ? thetaDistribution(run.keyFrame, run.description.points.labels)
        : null,
    [run.keyFrame, run.description, loss],
  );
  const guard = loss.guards.find((g) => g.id === config.guard);
  const names = [loss.label, ...(overlay === '' ? [] : [findLoss(overlay).label])];
  return (
    <ModalOverlay
      className={lessons.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className={lessons.modal ?? ''}>
        <Dialog className={lessons.dialog ?? ''}>
          <Heading slot="title" className={lessons.title ?? ''}>
            {loss.label}
          </Heading>
          <p>{loss.summary}</p>
          {/* Focusable, because a wide formula scrolls. */}
          <div className={styles.formula} role="group" aria-label="Target logit with the current numbers" tabIndex={0}>
            <Formula loss={loss} guard={config.guard} values={config.lossParameters} />
          </div>
          {own && (
            <>
              <div className={styles.curves}>
                <LossCurve
                  title="Target logit"
                  read={(point) => point.logit}
                  own={own}
                  spread={spread}
                  other={other}
                  thetas={thetas}
                  names={names}
                />
                <LossCurve
                  title="Pull on the angle, per radian"
                  read={(point) => point.pull}
                  own={own}
                  spread={spread}
                  other={other}
                  thetas={thetas}
                  names={names}
                />
              </div>
              <p className={styles.paper}>
                Over the angle θ to the own class.{' '}
                {spread.length > 0 && 'Thin lines: one and two σ around the mean margin. '}
                {thetas &&
                  `Shaded: where the images on the stage are now, ${formatDegrees(thetas.meanDeg)} in the mean. `}
                Where the pull is negative, a larger angle would be rewarded.
              </p>
              <ChoiceSetting
                field={{
                  ...baseFields.loss,
                  label: 'Lay another loss over it',
                  help: 'At its own defaults and the same scale.',
                  choices: [
                    { value: '', label: 'None' },
                    ...losses
                      .filter((l) => l.features === 'normalised' && l.id !== loss.id)
                      .map(({ id, label }) => ({ value: id, label })),
                  ],
                }}
                value={overlay}
                onChange={setOverlay}
              />
            </>
          )}
          {loss.assignments.length > 1 && (
            <>
              <p>
                The drawn margins are handed out by hardness. The paper gives the hardest image the largest one; the
                released code sorts both and matches them in an order that leaves no relation between the two.
              </p>
              <AssignmentScatter run={run} />
            </>
          )}
          <ul className={styles.facts}>
            {lossFacts(config, floor).map((fact) => (
              <li key={fact.sentence} data-warning={fact.isWarning ? '' : undefined}>
                {fact.sentence}
              </li>
            ))}
            {guard && guard.id !== 'none' && (
              <li>
                Guard “{guard.label}”: {guard.help}
              </li>
            )}
          </ul>
          {(loss.id.startsWith('elasticface') || loss.id === 'arcface') && <Published />}
          <Button className={lessons.close ?? ''} onPress={onClose}>
            Close
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Published() {
  return (
    <div className={styles.published}>
      <table>
        <caption>
          Published, not ours: verification accuracy in %,{' '}
          <a href={PUBLISHED_SOURCE.url} target="_blank" rel="noreferrer">
            {PUBLISHED_SOURCE.text}
          </a>
        </caption>
        <thead>
          <tr>
            <th scope="col">Loss</th>
            {BENCHMARKS.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {publishedRows.map(({ loss, accuracies }) => (
            <tr key={loss}>
              <th scope="row">{loss}</th>
              {accuracies.map((value, i) => (
                <td key={BENCHMARKS[i]}>{formatFixed(value, 2)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
