/** The run as a recording under the stage: scrub, play, go frame by frame, back to the newest, or train on from an earlier state. */
import { memo, useEffect, useState } from 'react';
import { Button, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { formatCount, formatFixed } from '../format';
import type { Lab } from '../compare/lab';
import type { RunSnapshot, RunStore } from '../runStore';
import styles from './timeline.module.css';

/** Recorded frames a second. */
const SPEEDS = [5, 15, 40];

interface TimelineProps {
  readonly run: RunSnapshot;
  /** The run whose frames the slider counts. */
  readonly store: RunStore;
  /** Acts on this run and those beside it. */
  readonly actions: Lab['all'];
  /** Steps that all of them can train on from. */
  readonly checkpoints: readonly number[];
}

/** Steps between two recorded frames change nothing here. */
const showsTheSame = (a: TimelineProps, b: TimelineProps): boolean =>
  a.store === b.store &&
  a.run.recording === b.run.recording &&
  a.run.viewStep === b.run.viewStep &&
  a.run.keyFrame === b.run.keyFrame &&
  a.run.marks === b.run.marks &&
  a.checkpoints.join() === b.checkpoints.join();

export const Timeline = memo(function Timeline({ run, store, actions, checkpoints }: TimelineProps) {
  const { steps, bytes, budgetBytes } = run.recording;
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(15);
  const last = steps.length - 1;
  const index = run.viewStep === null ? last : Math.max(0, steps.lastIndexOf(run.viewStep));
  const show = (next: number): void => actions.view(next >= last ? null : (steps[Math.max(0, next)] ?? null));

  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      const { recording, viewStep } = store.getSnapshot();
      const at = viewStep === null ? recording.steps.length - 1 : recording.steps.lastIndexOf(viewStep);
      const next = recording.steps[at + 1];
      if (next === undefined || at + 2 >= recording.steps.length) {
        actions.view(null);
        setPlaying(false);
      } else actions.view(next);
    }, 1000 / speed);
    return () => clearInterval(timer);
  }, [playing, speed, store, actions]);

  const togglePlaying = (): void => {
    if (!playing && run.viewStep === null) show(0);
    setPlaying(!playing);
  };

  const shownStep = run.viewStep ?? run.keyFrame?.step ?? 0;
  const checkpoint = checkpoints.findLast((step) => step <= shownStep);
  const place = (step: number): string => `${100 * placeOf(steps, step)}%`;
  const empty = steps.length < 2;

  return (
    <div className={styles.timeline} role="group" aria-label="Recording">
      <Button
        className={styles.button ?? ''}
        isDisabled={empty}
        aria-label={playing ? 'Stop the replay' : 'Replay the recording'}
        onPress={togglePlaying}
      >
        <span aria-hidden="true">{playing ? '■' : '▷'}</span>
      </Button>
      <Button
        className={styles.button ?? ''}
        isDisabled={empty || index <= 0}
        aria-label="One frame back"
        onPress={() => show(index - 1)}
      >
        <span aria-hidden="true">‹</span>
      </Button>
      <Button
        className={styles.button ?? ''}
        isDisabled={run.viewStep === null}
        aria-label="One frame forward"
        onPress={() => show(index + 1)}
      >
        <span aria-hidden="true">›</span>
      </Button>
      <Slider
        className={styles.slider ?? ''}
        aria-label="Recorded step"
        minValue={0}
        maxValue={Math.max(1, last)}
        value={Math.max(0, index)}
        isDisabled={empty}
        onChange={(next) => show(next)}
      >
        <SliderTrack className={styles.track ?? ''}>
          {run.marks.map((mark) => (
            <span
              key={`${mark.key} ${mark.step}`}
              className={styles.mark}
              style={{ left: place(mark.step) }}
              title={`${mark.label} at step ${mark.step}`}
            />
          ))}
          {checkpoints.map((step) => (
            <span
              key={step}
              className={styles.checkpoint}
              style={{ left: place(step) }}
              title={`Training can go on from step ${step}`}
            />
          ))}
          <SliderThumb className={styles.thumb ?? ''} aria-valuetext={`Step ${shownStep}`} />
        </SliderTrack>
      </Slider>
      <output className={styles.step}>Step {formatCount(shownStep)}</output>
      {run.viewStep === null ? (
        <span className={styles.memory} title="Memory of the recording; older frames are thinned out when it is full">
          {formatCount(steps.length)} {steps.length === 1 ? 'frame' : 'frames'}, {formatFixed(bytes / 1e6, 1)} of{' '}
          {formatFixed(budgetBytes / 1e6, 0)} MB
        </span>
      ) : (
        <span className={styles.actions}>
          <Button className={styles.text ?? ''} onPress={() => actions.view(null)}>
            Newest
          </Button>
          <Button
            className={styles.text ?? ''}
            isDisabled={checkpoint === undefined}
            onPress={() => checkpoint !== undefined && actions.continueFrom(checkpoint)}
          >
            Train on from {formatCount(checkpoint ?? 0)}
          </Button>
        </span>
      )}
      <label className={styles.speed}>
        <span className={styles.hidden}>Replay speed</span>
        <select value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
          {SPEEDS.map((framesPerSecond) => (
            <option key={framesPerSecond} value={framesPerSecond}>
              {framesPerSecond} /s
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}, showsTheSame);

/** Where a step stands on the track, 0..1: the track counts frames, and they are not evenly far apart. */
export function placeOf(steps: readonly number[], step: number): number {
  const last = steps.length - 1;
  if (last < 1) return 0;
  const after = steps.findIndex((other) => other >= step);
  if (after <= 0) return after === 0 ? 0 : 1;
  const [low, high] = [steps[after - 1] ?? 0, steps[after] ?? 0];
  return (after - 1 + (step - low) / (high - low)) / last;
}
