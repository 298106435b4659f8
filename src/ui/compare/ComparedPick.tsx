/** The picked image in every run: what each network takes it for, and how far from its class it stands there. */
import { Button } from 'react-aria-components';
import { formatDegrees } from '../format';
import type { RunSnapshot } from '../runStore';
import { pointAngles } from '../stage/pointAngles';
import stageStyles from '../stage/stage.module.css';
import { stageState, useStageState } from '../stage/stageState';
import { Thumbnail } from '../stage/Thumbnail';
import styles from './compare.module.css';
import { LANE_COLORS } from './laneColors';

interface ComparedPickProps {
  readonly runs: readonly RunSnapshot[];
  readonly names: readonly string[];
}

export function ComparedPick({ runs, names }: ComparedPickProps) {
  const { pick } = useStageState();
  const description = runs[0]?.description;
  if (!pick || !description || pick.index >= description.points.labels.length) return null;
  const { points, classNames } = description;
  const label = points.labels[pick.index] ?? 0;
  // Two stages in a row; the card keeps away from the picked point.
  const rows = Math.ceil(runs.length / 2);
  const height = (Math.floor(pick.place / 2) + pick.y) / rows;
  return (
    <aside className={styles.pick} data-edge={height > 0.5 ? 'top' : 'bottom'} aria-label="Picked image">
      <Thumbnail
        points={points}
        index={pick.index}
        label={`Image of class ${classNames[label] ?? ''}`}
        className={stageStyles.picture}
      />
      <div role="status">
        <p>
          <strong>Class {classNames[label]}</strong>, {points.isTest[pick.index] ? 'test' : 'training'} image
        </p>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Taken for</th>
              <th scope="col">θ to its class</th>
              <th scope="col">Nearest other</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run, i) => (
              <PickedRow key={i} run={run} index={pick.index} name={names[i] ?? ''} place={i} label={label} />
            ))}
          </tbody>
        </table>
      </div>
      <Button
        className={stageStyles.cardClose ?? ''}
        aria-label="Close the picked image"
        onPress={() => stageState.set({ pick: null })}
      >
        ✕
      </Button>
    </aside>
  );
}

interface PickedRowProps {
  readonly run: RunSnapshot;
  readonly index: number;
  readonly name: string;
  readonly place: number;
  /** Its true class. */
  readonly label: number;
}

function PickedRow({ run, index, name, place, label }: PickedRowProps) {
  const { keyFrame, description } = run;
  if (!keyFrame || !description || (index + 1) * keyFrame.dim > keyFrame.embeddings.length) return null;
  const { thetaDeg, predicted } = pointAngles(keyFrame, index);
  let other = -1;
  thetaDeg.forEach((theta, c) => {
    if (c !== label && theta < (thetaDeg[other] ?? Infinity)) other = c;
  });
  return (
    <tr>
      <th scope="row">
        <span className={styles.chip} style={{ background: `var(${LANE_COLORS[place] ?? ''})` }} /> {name}
      </th>
      <td className={predicted === label ? undefined : stageStyles.wrong}>
        {predicted === label ? '✓' : '✗'} {description.classNames[predicted]}
      </td>
      <td>{formatDegrees(thetaDeg[label] ?? NaN)}</td>
      <td>
        {description.classNames[other]} {formatDegrees(thetaDeg[other] ?? NaN)}
      </td>
    </tr>
  );
}
