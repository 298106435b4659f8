/**
 * Snapshots of the run for React (`useSyncExternalStore`). What grows with the run stays in typed arrays; the snapshot holds
 * references to them and a version. Knows nothing of components.
 */
import { createEngineClient, type EngineClient } from '../engine/client';
import type {
  Event,
  Failure,
  Itinerary,
  KeyFrame,
  Measures,
  RunDescription,
  RunState,
  Sample,
  Verification,
} from '../engine/protocol';
import {
  type Adjustment,
  baseFields,
  lossFields,
  readLossField,
  restartDifferences,
  type RunConfig,
  withSetting,
  formatRunConfig,
  parseRunConfig,
} from '../engine/runConfig';
import type { RunStart } from './address';
import type { EndedRun } from './runs/archivedRun';
import { SAVED_VERSION, type SavedRun } from './session/savedRun';
import { type SettingMark, Series } from './series';
import { type Moment, playFrame, Recorder } from '../engine/recorder';

/** Charts follow at most this often. */
const CHART_INTERVAL_MS = 200;
/** The margin histogram shows this many of the newest drawn margins. */
const RECENT_MARGINS = 8192;

export interface RunHistory {
  readonly loss: Series;
  readonly testAccuracy: Series;
  readonly trainAccuracy: Series;
  readonly intra: Series;
  readonly inter: Series;
  readonly wEc: Series;
  readonly wInter: Series;
}

export interface DrawnMargins {
  readonly newest: Float32Array;
  readonly recent: Float32Array;
  readonly mean: number;
  readonly sigma: number;
}

/** What of the run can be seen again. */
export interface Recording {
  /** Steps of the recorded frames, ascending. */
  readonly steps: readonly number[];
  /** Steps that training can go on from, ascending. */
  readonly checkpoints: readonly number[];
  readonly bytes: number;
  readonly budgetBytes: number;
}

export interface RunSnapshot {
  /** What the controls show. */
  readonly draft: RunConfig;
  /** What trains. */
  readonly running: RunConfig;
  /** Labels of the settings that wait for a restart. */
  readonly pending: readonly string[];
  readonly state: RunState;
  readonly description: RunDescription | null;
  readonly step: number;
  readonly epoch: number;
  readonly stepsPerSecond: number;
  readonly imagesPerSecond: number;
  /** Samples that are due in this run; see `Waypoint`. */
  readonly due: readonly Sample[];
  /** Number of the newest itinerary at whose end the run waits or waited; 0: none. */
  readonly arrived: number;
  /** Of the newest step, or of `viewStep`; so are `measures`, `verification` and `margins`. */
  readonly keyFrame: KeyFrame | null;
  /** The first key frame of this run. */
  readonly firstKeyFrame: KeyFrame | null;
  readonly measures: Measures | null;
  readonly verification: Verification | null;
  /** Of the untrained network. */
  readonly firstVerification: Verification | null;
  readonly margins: DrawnMargins | null;
  readonly history: RunHistory;
  readonly marks: readonly SettingMark[];
  /** Changes when the charts should look again. */
  readonly chartVersion: number;
  /** Steps a second of the slow motion; 0: full speed. */
  readonly pace: number;
  /** What of the link could not be taken as given. */
  readonly adjustments: readonly Adjustment[];
  readonly recording: Recording;
  /** The step that stage and charts show instead of the newest; null: the newest. */
  readonly viewStep: number | null;
  /** The preset that the configuration started from. */
  readonly presetId: string | null;
}

export interface RunStore {
  readonly getSnapshot: () => RunSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  readonly play: () => void;
  readonly pause: () => void;
  readonly stepOnce: () => void;
  readonly restartSameWeights: () => void;
  readonly restartNewWeights: () => void;
  readonly goBack: () => void;
  /** Shows the recorded frame of a step; null: follows the newest again. */
  readonly view: (step: number | null) => void;
  /** Trains on from the newest checkpoint at or before a step; what came after it is cut off. */
  readonly continueFrom: (step: number) => void;
  /** Where this run meets those beside it; null: it goes alone. */
  readonly meet: (itinerary: Itinerary | null) => void;
  readonly setPace: (stepsPerSecond: number) => void;
  readonly change: (key: string, value: string | number) => void;
  /** Another link or preset: everything starts anew. */
  readonly open: (start: RunStart) => void;
  readonly dismissAdjustments: () => void;
  /** All of the run that can be shown and trained on; null before the first step. */
  readonly save: () => SavedRun | null;
  /** Takes the place of the run there is, and stands where it was saved. */
  readonly resume: (saved: SavedRun) => void;
  /** What it has trained is over; another run is about to take its place. */
  readonly retire: () => void;
  /** Ends the worker; the store is not used again. */
  readonly end: () => void;
}

/** Before the first key frame. */
const NOTHING = { keyFrame: null, measures: null, verification: null, margins: null } as const;

/** Memory of one recording; about 1,000 frames of 1,000 points in 3-D fill a tenth of it. */
const RECORDING_BUDGET_BYTES = 64e6;

const describeRecording = (recorder: Recorder): Recording => ({
  steps: recorder.frames.map((frame) => frame.step),
  checkpoints: recorder.checkpoints.map((checkpoint) => checkpoint.step),
  bytes: recorder.bytes,
  budgetBytes: recorder.budgetBytes,
});

const emptyHistory = (): RunHistory => ({
  loss: new Series(),
  testAccuracy: new Series(),
  trainAccuracy: new Series(),
  intra: new Series(),
  inter: new Series(),
  wEc: new Series(),
  wInter: new Series(),
});

const isLive = (config: RunConfig, key: string): boolean =>
  key === baseFields.learningRate.key || lossFields(config.loss).some((f) => f.key === key && f.effect === 'live');

export interface RunStoreOptions {
  readonly createClient?: (onEvent: (event: Event) => void) => EngineClient;
  /** Another run takes the place of one that has trained, or it goes back to an earlier state of its own. */
  readonly onRunEnds?: (ended: EndedRun) => void;
}

export function createRunStore(
  initial: RunStart,
  { createClient = createEngineClient, onRunEnds }: RunStoreOptions = {},
): RunStore {
  const listeners = new Set<() => void>();
  const recentMargins = new Float32Array(RECENT_MARGINS);
  let recentCount = 0;
  let lastChartMs = -Infinity;
  let chartTimer: ReturnType<typeof setTimeout> | null = null;
  let resumeWhenReady = false;
  let savedRun: SavedRun | null = null;
  /** The step of a saved run that was taken up: until it trains on, it ends as nothing new. */
  let takenUpAt = -1;
  let recorder = new Recorder(RECORDING_BUDGET_BYTES);
  /** What the newest step shows, while an older one is looked at. */
  let newest: Pick<RunSnapshot, 'keyFrame' | 'measures' | 'verification' | 'margins'> = NOTHING;
  /** Measured since the last recorded frame. */
  let unrecorded: Pick<Moment, 'measures' | 'verification'> = { measures: null, verification: null };

  let snapshot: RunSnapshot = {
    draft: initial.config,
    running: initial.config,
    pending: [],
    state: { kind: 'idle' },
    description: null,
    step: 0,
    epoch: 0,
    stepsPerSecond: 0,
    imagesPerSecond: 0,
    due: [],
    arrived: 0,
    keyFrame: null,
    firstKeyFrame: null,
    measures: null,
    verification: null,
    firstVerification: null,
    margins: null,
    history: emptyHistory(),
    marks: [],
    chartVersion: 0,
    pace: 0,
    adjustments: initial.adjustments,
    presetId: initial.presetId,
    recording: describeRecording(recorder),
    viewStep: null,
  };

  const update = (changes: Partial<RunSnapshot>): void => {
    snapshot = { ...snapshot, ...changes };
    for (const listener of listeners) listener();
  };

  /** Lets the charts look again, now or when their interval has passed. */
  const touchCharts = (): void => {
    const nowMs = performance.now();
    const waitMs = lastChartMs + CHART_INTERVAL_MS - nowMs;
    if (waitMs <= 0) {
      lastChartMs = nowMs;
      update({ chartVersion: snapshot.chartVersion + 1 });
    } else
      chartTimer ??= setTimeout(() => {
        chartTimer = null;
        touchCharts();
      }, waitMs);
  };

  const client = createClient(onEvent);

  /** What is over is kept elsewhere: nothing that trained is lost. Only once: then there is nothing left to end. */
  function endRun(): void {
    const { step, state, measures, verification } = { ...snapshot, ...newest };
    const saved = step > 0 && step !== takenUpAt && onRunEnds ? save() : null;
    if (!saved) return;
    const end =
      state.kind === 'failed'
        ? 'failed'
        : state.kind === 'paused' && state.reason === 'reached'
          ? 'finished'
          : 'stopped';
    onRunEnds?.({ saved, end, step, measures, auc: verification?.auc ?? null });
    takenUpAt = step;
  }

  function prepare(config: RunConfig, resume: boolean): void {
    endRun();
    resumeWhenReady = resume;
    savedRun = null;
    if (snapshot.state.kind === 'failed' && ['worker', 'device-lost'].includes(snapshot.state.failure.cause)) {
      client.restartWorker();
    }
    update({ draft: config, running: config, pending: [] });
    client.send({ type: 'pace', stepsPerSecond: snapshot.pace });
    client.send({ type: 'prepare', config });
  }

  function onEvent(event: Event): void {
    switch (event.type) {
      case 'state':
        update({ state: event.state });
        if (savedRun && event.state.kind === 'paused' && event.state.reason === 'ready') {
          takeUp(savedRun);
          savedRun = null;
        }
        if (resumeWhenReady && event.state.kind === 'paused' && event.state.reason === 'ready') {
          resumeWhenReady = false;
          client.send({ type: 'play' });
        }
        return;
      case 'described':
        recentCount = 0;
        recorder = new Recorder(RECORDING_BUDGET_BYTES);
        newest = NOTHING;
        takenUpAt = -1;
        unrecorded = { measures: null, verification: null };
        update({
          ...NOTHING,
          recording: describeRecording(recorder),
          viewStep: null,
          description: event.description,
          history: emptyHistory(),
          marks: [],
          step: 0,
          epoch: 0,
          firstKeyFrame: null,
          firstVerification: null,
        });
        sendLive();
        touchCharts();
        return;
      case 'reopened':
        update({ description: event.description });
        sendLive();
        return;
      case 'progress':
        onProgress(event);
        return;
      case 'arrived':
        update({ arrived: event.itinerary });
        return;
      case 'checkpoint':
        recorder.addCheckpoint(event.checkpoint);
        update({ recording: describeRecording(recorder) });
        return;
      case 'rewound':
        recorder.cutAfter(event.step);
        unrecorded = { measures: null, verification: null };
        rewindHistory(event.step);
        return;
      default:
        event satisfies never;
    }
  }

  function onProgress(event: Event & { type: 'progress' }): void {
    const { history } = snapshot;
    event.losses.forEach((loss, i) => history.loss.push(event.firstStep + i, loss));
    if (event.measures) {
      const { step } = event.measures;
      history.testAccuracy.push(step, event.measures.testAccuracy);
      history.trainAccuracy.push(step, event.measures.trainAccuracy);
      history.intra.push(step, event.measures.intraDeg);
      history.inter.push(step, event.measures.interDeg);
      history.wEc.push(step, event.measures.wEcDeg);
      history.wInter.push(step, event.measures.wInterDeg);
    }
    if (event.losses.length > 0) {
      for (const margin of event.margins) recentMargins[recentCount++ % RECENT_MARGINS] = margin;
    }
    newest = {
      keyFrame: event.keyFrame ?? newest.keyFrame,
      measures: event.measures ?? newest.measures,
      verification: event.verification ?? newest.verification,
      margins:
        event.margins.length === 0
          ? null
          : {
              newest: event.margins,
              recent: recentMargins.subarray(0, Math.min(recentCount, RECENT_MARGINS)),
              mean: event.marginMean,
              sigma: event.marginSigma,
            },
    };
    unrecorded = {
      measures: event.measures ?? unrecorded.measures,
      verification: event.verification ?? unrecorded.verification,
    };
    if (event.keyFrame) {
      const { keyFrame, margins, marginMean, marginSigma } = event;
      recorder.add({ ...unrecorded, keyFrame, margins, marginMean, marginSigma });
      unrecorded = { measures: null, verification: null };
    }
    update({
      step: event.step,
      epoch: event.epoch,
      stepsPerSecond: event.stepsPerSecond,
      imagesPerSecond: event.imagesPerSecond,
      due: event.due,
      firstKeyFrame: snapshot.firstKeyFrame ?? event.keyFrame ?? null,
      firstVerification: snapshot.firstVerification ?? event.verification ?? null,
      ...(event.keyFrame ? { recording: describeRecording(recorder) } : {}),
      ...(snapshot.viewStep === null ? newest : {}),
    });
    touchCharts();
  }

  function view(step: number | null): void {
    const frame = step === null ? undefined : recorder.frameAt(step);
    if (!frame) {
      update({ viewStep: null, ...newest });
    } else {
      const { keyFrame, margins, marginMean, marginSigma } = playFrame(frame);
      update({
        viewStep: frame.step,
        keyFrame,
        ...recorder.measuredAt(frame.step),
        margins:
          margins.length === 0 ? null : { newest: margins, recent: margins, mean: marginMean, sigma: marginSigma },
      });
    }
    touchCharts();
  }

  function continueFrom(step: number): void {
    const checkpoint = recorder.checkpointAt(step);
    if (!checkpoint) return;
    view(null);
    if (checkpoint.step < snapshot.step) {
      endRun();
      takenUpAt = checkpoint.step;
    }
    client.send({ type: 'restore', checkpoint });
  }

  function rewindHistory(step: number): void {
    const kept = emptyHistory();
    for (const name of Object.keys(kept) as (keyof RunHistory)[]) {
      const { steps, values } = snapshot.history[name];
      steps.forEach((at, i) => {
        if (at < step) kept[name].push(at, values[i] ?? NaN);
      });
    }
    const marks = snapshot.marks.filter((mark) => mark.step <= step);
    update({ history: kept, step, marks, viewStep: null, recording: describeRecording(recorder) });
    touchCharts();
  }

  function save(): SavedRun | null {
    const { checkpoints } = recorder;
    const step = checkpoints.at(-1)?.step ?? 0;
    if (step === 0) return null;
    const history = Object.fromEntries(
      Object.entries(snapshot.history).map(([name, { steps, values }]: [string, Series]) => [
        name,
        { steps: steps.slice(), values: values.slice() },
      ]),
    ) as SavedRun['history'];
    return {
      version: SAVED_VERSION,
      values: formatRunConfig(snapshot.running),
      presetId: snapshot.presetId,
      step,
      marks: snapshot.marks,
      history,
      frames: [...recorder.frames],
      checkpoints: [...checkpoints],
    };
  }

  function takeUp({ history, frames, checkpoints, marks }: SavedRun): void {
    const checkpoint = checkpoints.at(-1);
    if (!checkpoint) return;
    const points = snapshot.description?.points.labels.length ?? 0;
    const classes = snapshot.description?.classNames.length ?? 0;
    const misfit = frames.find(
      ({ dim, embeddings, classWeights }) =>
        embeddings.length !== points * dim || classWeights.length !== classes * dim,
    );
    if (misfit) {
      const [images, kinds] = [misfit.embeddings.length / misfit.dim, misfit.classWeights.length / misfit.dim];
      const failure: Failure = {
        cause: 'data',
        message: `The saved run shows ${images} images of ${kinds} classes, and the data here has ${points} of ${classes}.`,
        remedy: 'It was made with other images: import those first, then open it again.',
      };
      update({ state: { kind: 'failed', failure } });
      return;
    }
    recorder = Recorder.of(RECORDING_BUDGET_BYTES, frames, checkpoints);
    const kept = emptyHistory();
    for (const name of Object.keys(kept) as (keyof RunHistory)[]) {
      history[name].steps.forEach((step, i) => kept[name].push(step, history[name].values[i] ?? NaN));
    }
    takenUpAt = checkpoint.step;
    update({ history: kept, marks, firstVerification: recorder.measuredAt(0).verification });
    client.send({ type: 'restore', checkpoint });
  }

  function sendLive(): void {
    const { learningRate, lossParameters } = snapshot.running;
    client.send({ type: 'applyLive', settings: { learningRate, lossParameters } });
  }

  function change(key: string, value: string | number): void {
    const draft = withSetting(snapshot.draft, key, value);
    if (isLive(snapshot.running, key) && draft.loss === snapshot.running.loss) {
      const running = withSetting(snapshot.running, key, value);
      update({ draft, running, marks: withMark(key, running) });
      sendLive();
      return;
    }
    if (key === baseFields.stopAtStep.key) {
      update({ draft, running: { ...snapshot.running, stopAtStep: draft.stopAtStep } });
      client.send({ type: 'stopAt', step: draft.stopAtStep });
      return;
    }
    const pending = restartDifferences(snapshot.running, draft);
    // Nothing is lost before the first step, so a change applies at once.
    if (pending.length > 0 && snapshot.step === 0 && snapshot.state.kind !== 'running') prepare(draft, false);
    else update({ draft, pending });
  }

  /** Dragging a slider is one change: a newer value of the same setting at the same step replaces the mark. */
  function withMark(key: string, running: RunConfig): readonly SettingMark[] {
    if (snapshot.step === 0) return snapshot.marks;
    const field = lossFields(running.loss).find((f) => f.key === key) ?? baseFields.learningRate;
    const value = key === baseFields.learningRate.key ? running.learningRate : readLossField(running, key);
    const others = snapshot.marks.filter((m) => !(m.key === key && snapshot.step - m.step < 10));
    return [...others, { key, step: snapshot.step, label: `${field.label} ${value}` }];
  }

  prepare(initial.config, false);

  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    play: () => client.send({ type: 'play' }),
    pause: () => client.send({ type: 'pause' }),
    stepOnce: () => client.send({ type: 'step' }),
    restartSameWeights: () => prepare(snapshot.draft, snapshot.state.kind === 'running'),
    restartNewWeights: () =>
      prepare(
        withSetting(snapshot.draft, baseFields.seed.key, (snapshot.draft.seed + 1) % (baseFields.seed.max + 1)),
        snapshot.state.kind === 'running',
      ),
    goBack: () => client.send({ type: 'goBack' }),
    view,
    continueFrom,
    meet: (itinerary) => client.send({ type: 'meet', itinerary }),
    setPace: (stepsPerSecond) => {
      update({ pace: stepsPerSecond });
      client.send({ type: 'pace', stepsPerSecond });
    },
    change,
    open: ({ config, adjustments, presetId }) => {
      update({ adjustments, presetId });
      prepare(config, false);
    },
    dismissAdjustments: () => update({ adjustments: [] }),
    save,
    resume: (saved) => {
      update({ adjustments: [], presetId: saved.presetId });
      prepare(parseRunConfig(saved.values).config, false);
      savedRun = saved;
    },
    retire: endRun,
    end: () => {
      endRun();
      client.end();
    },
  };
}
