/**
 * A run from its configuration to its end: opens it, trains it, measures it, tells the page. THE main loop is `#train` below.
 * It knows no backend (a `Trainer` computes), no worker and no page (events leave through `post`).
 */
import { Cadence } from './cadence';
import { checkpointMisfit } from './checkpointFit';
import type { OpenRun } from './openRun';
import { Pace } from './pace';
import type {
  Command,
  Event,
  Failure,
  Itinerary,
  KeyFrame,
  Measures,
  RunState,
  Sample,
  Verification,
} from './protocol';
import type { RunConfig } from './runConfig';
import { RunFailure } from './runFailure';
import type { LiveSettings, StepStatistics, TrainerSnapshot } from './trainer';

/** The stage may take a quarter of the time, the measures of the whole test split a tenth. */
const STAGE_SHARE = 0.25;
const STAGE_INTERVAL_MS = 100;
const MEASURES_SHARE = 0.1;
const MEASURES_INTERVAL_MS = 1000;
/** Verification compares millions of pairs. */
const VERIFICATION_SHARE = 0.1;
const VERIFICATION_INTERVAL_MS = 4000;

const SAMPLES = ['keyFrame', 'measures', 'verification'] as const satisfies readonly Sample[];

export interface SessionOptions {
  /** Opens data, backend and network; reports what it is doing. Throws `RunFailure`. */
  readonly open: (config: RunConfig, onLoading: (state: RunState & { kind: 'loading' }) => void) => Promise<OpenRun>;
  /** Sends an event to the page; the buffers in `transfer` are gone afterwards. */
  readonly post: (event: Event, transfer?: Transferable[]) => void;
  readonly nowMs: () => number;
  /** Resolves after `ms`, and lets waiting commands in even for 0. */
  readonly sleep: (ms: number) => Promise<void>;
}

export class Session {
  #state: RunState = { kind: 'idle' };
  #run: OpenRun | null = null;
  #pace = new Pace();
  #cadences: Readonly<Record<Sample, Cadence>> = {
    keyFrame: new Cadence(STAGE_SHARE, STAGE_INTERVAL_MS),
    measures: new Cadence(MEASURES_SHARE, MEASURES_INTERVAL_MS),
    verification: new Cadence(VERIFICATION_SHARE, VERIFICATION_INTERVAL_MS),
  };
  #stopAtStep = 0;
  /** Null: the run goes alone. */
  #itinerary: Itinerary | null = null;
  /** The itinerary whose end the page knows to be reached. */
  #arrivedWith: Itinerary | null = null;
  #lastGood: TrainerSnapshot | null = null;
  /** Since the run was opened; a reopened one takes them over. */
  #live: LiveSettings | null = null;
  /** Everything that touches the trainer runs in this chain, one after the other. */
  #work: Promise<void> = Promise.resolve();
  /** Counts `prepare` commands: an older one that is overtaken gives up. */
  #generation = 0;

  constructor(private readonly options: SessionOptions) {}

  /** Takes a command at once; resolves when its work is done. */
  handle(command: Command): Promise<void> {
    switch (command.type) {
      case 'prepare': {
        const generation = ++this.#generation;
        this.#setState({ kind: 'loading', sentence: 'Opening the run', loaded: 0, total: 0 });
        return this.#queue(() => this.#prepare(command.config, generation));
      }
      case 'play':
        if (this.#state.kind !== 'paused') return Promise.resolve();
        this.#setState({ kind: 'running' });
        return this.#queue(() => this.#train());
      case 'step':
        if (this.#state.kind !== 'paused') return Promise.resolve();
        return this.#queue(() => this.#trainOneStep());
      case 'pause':
        if (this.#state.kind === 'running') this.#setState({ kind: 'paused', reason: 'user' });
        return Promise.resolve();
      case 'goBack':
        if (this.#state.kind !== 'failed') return Promise.resolve();
        return this.#queue(() => this.#goBack());
      case 'restore':
        if (this.#state.kind === 'running') this.#setState({ kind: 'paused', reason: 'user' });
        return this.#queue(() => this.#restore(command.checkpoint));
      case 'applyLive':
        return this.#queueBetweenSteps(command.settings);
      case 'stopAt':
        this.#stopAtStep = command.step;
        return Promise.resolve();
      case 'meet':
        this.#itinerary = command.itinerary;
        return Promise.resolve();
      case 'pace':
        this.#pace.setStepsPerSecond(command.stepsPerSecond);
        return Promise.resolve();
      default:
        command satisfies never;
        return Promise.resolve();
    }
  }

  /** THE main loop: steps, then their statistics, then one message; commands come in between two messages. */
  async #train(): Promise<void> {
    const run = this.#run;
    while (run && this.#state.kind === 'running') {
      if (this.#stopAtStep > 0 && run.trainer.step >= this.#stopAtStep) {
        this.#setState({ kind: 'paused', reason: 'reached' }, false);
        break;
      }
      const startMs = this.options.nowMs();
      const steps = Math.min(this.#pace.stepsNow(startMs), this.#stepsLeft(run));
      if (steps > 0) {
        await run.trainer.enqueue(steps);
        const statistics = await run.trainer.readStatistics(); // SYNC POINT: once per message
        this.#pace.ran(steps, startMs, this.options.nowMs());
        if (!(await this.#report(run, statistics))) return;
      }
      this.#tellArrival(run);
      await this.options.sleep(steps > 0 ? 0 : Math.min(Math.max(5, this.#pace.waitMs(this.options.nowMs())), 50));
    }
    if (run && this.#state.kind === 'paused') {
      await this.#settle(run);
      await this.#keepState(run);
    }
  }

  async #trainOneStep(): Promise<void> {
    const run = this.#run;
    if (!run || this.#state.kind !== 'paused') return;
    const startMs = this.options.nowMs();
    await run.trainer.enqueue(1);
    const statistics = await run.trainer.readStatistics();
    this.#pace.ran(1, startMs, this.options.nowMs());
    if (!(await this.#report(run, statistics))) return;
    await this.#settle(run);
    await this.#keepState(run);
  }

  /** The exact state a run rests in: a tab that closes now loses nothing. */
  async #keepState(run: OpenRun): Promise<void> {
    if (this.#lastGood?.step === run.trainer.step) return;
    this.#lastGood = await run.trainer.snapshot();
    this.options.post({ type: 'checkpoint', checkpoint: this.#lastGood });
  }

  /** The complete picture after the last step: key frame and measures of exactly this state, then the paused state. */
  async #settle(run: OpenRun): Promise<void> {
    const keyFrame = await this.#takeKeyFrame(run);
    const measures = await this.#measure(run);
    const verification = await this.#verify(run);
    const none = { firstStep: run.trainer.step, losses: new Float32Array(0) };
    this.#postProgress(run, none, keyFrame, measures, verification);
    if (this.#state.kind === 'paused') this.options.post({ type: 'state', state: this.#state });
  }

  #tellArrival(run: OpenRun): void {
    const itinerary = this.#itinerary;
    if (!itinerary || itinerary === this.#arrivedWith || this.#nextWaypoint(run) !== undefined) return;
    this.#arrivedWith = itinerary;
    this.options.post({ type: 'arrived', itinerary: itinerary.number });
  }

  /** Sends what the newest steps gave. False: the run has failed and stands still. */
  async #report(run: OpenRun, statistics: StepStatistics): Promise<boolean> {
    const brokenAt = statistics.losses.findIndex((loss) => !Number.isFinite(loss));
    if (brokenAt >= 0) {
      this.#postProgress(run, { ...statistics, losses: statistics.losses.slice(0, brokenAt) });
      this.#fail(run.explainDivergence(statistics.firstStep + brokenAt, this.#lastGood?.step ?? 0));
      return false;
    }
    const takes = this.#samplesOf(run.trainer.step);
    const taken = takes('keyFrame') ? await this.#takeKeyFrame(run) : undefined;
    // The last update may have broken the network; the next loss will say so.
    const keyFrame = taken?.embeddings.every(Number.isFinite) ? taken : undefined;
    let measures: Measures | undefined;
    if (takes('measures')) {
      measures = await this.#measure(run);
      this.#lastGood = await run.trainer.snapshot();
    }
    const verification = takes('verification') ? await this.#verify(run) : undefined;
    this.#postProgress(run, statistics, keyFrame, measures, verification);
    if (measures && this.#lastGood) this.options.post({ type: 'checkpoint', checkpoint: this.#lastGood });
    return true;
  }

  async #prepare(config: RunConfig, generation: number): Promise<void> {
    if (generation !== this.#generation) return;
    this.#live = null;
    const run = await this.#open(config, generation);
    if (!run) return;
    this.#stopAtStep = config.stopAtStep;
    this.#lastGood = await run.trainer.snapshot();
    this.options.post({ type: 'described', description: run.description });
    this.options.post({ type: 'checkpoint', checkpoint: this.#lastGood });
    this.#setState({ kind: 'paused', reason: 'ready' }, false);
    await this.#settle(run);
  }

  /** In the place of the run there was; null where a newer command overtook it. */
  async #open(config: RunConfig, generation: number): Promise<OpenRun | null> {
    this.#run?.trainer.dispose();
    this.#run = null;
    const run = await this.options.open(config, (state) => {
      if (generation === this.#generation) this.#setState(state);
    });
    if (generation !== this.#generation) {
      run.trainer.dispose();
      return null;
    }
    this.#run = run;
    run.onLost((failure) => {
      if (this.#run === run) this.#fail(failure);
    });
    return run;
  }

  /** To the last good state: of the same run, or on a new device where the old one is gone. */
  async #goBack(): Promise<void> {
    const state = this.#state;
    if (!this.#lastGood || state.kind !== 'failed') return;
    if (state.failure.cause === 'device-lost' && !(await this.#reopen())) return;
    await this.#restore(this.#lastGood);
  }

  /** A forced backend that is gone for good gives way to any other: the run matters more than the wish. */
  async #reopen(): Promise<boolean> {
    const config = this.#run?.description.config;
    if (!config) return false;
    const generation = this.#generation;
    let run: OpenRun | null;
    try {
      run = await this.#open(config, generation);
    } catch (error) {
      if (config.backend === 'auto') throw error;
      run = await this.#open({ ...config, backend: 'auto' }, generation);
    }
    if (!run) return false;
    if (this.#live) run.applyLive(this.#live);
    this.options.post({ type: 'reopened', description: run.description });
    return true;
  }

  async #restore(checkpoint: TrainerSnapshot): Promise<void> {
    if (!this.#run) return;
    const misfit = this.#lastGood && checkpointMisfit(checkpoint, this.#lastGood);
    if (misfit) {
      throw new RunFailure({
        cause: 'data',
        message: misfit,
        remedy: 'It was made with other images or another network: open it with those, or start a new run.',
      });
    }
    this.#run.trainer.restore(checkpoint);
    this.#lastGood = checkpoint;
    this.options.post({ type: 'rewound', step: checkpoint.step });
    this.#setState({ kind: 'paused', reason: 'user' }, false);
    await this.#settle(this.#run);
  }

  /** Alone, a run takes what is due; beside others, what the waypoint it stands at asks of all. */
  #samplesOf(step: number): (sample: Sample) => boolean {
    if (!this.#itinerary) return (sample) => this.#isDue(sample);
    const asked = this.#itinerary.waypoints.find((waypoint) => waypoint.step === step)?.take ?? [];
    return (sample) => asked.includes(sample);
  }

  #isDue(sample: Sample): boolean {
    return this.#cadences[sample].isDue(this.options.nowMs());
  }

  async #takeKeyFrame(run: OpenRun): Promise<KeyFrame> {
    const startMs = this.options.nowMs();
    const keyFrame = await run.takeKeyFrame();
    this.#cadences.keyFrame.ran(startMs, this.options.nowMs());
    return keyFrame;
  }

  async #measure(run: OpenRun): Promise<Measures> {
    const startMs = this.options.nowMs();
    const measures = await run.measure();
    this.#cadences.measures.ran(startMs, this.options.nowMs());
    return measures;
  }

  async #verify(run: OpenRun): Promise<Verification | undefined> {
    const startMs = this.options.nowMs();
    const verification = await run.verify();
    this.#cadences.verification.ran(startMs, this.options.nowMs());
    return verification ?? undefined;
  }

  #postProgress(
    run: OpenRun,
    statistics: StepStatistics,
    keyFrame?: KeyFrame,
    measures?: Measures,
    verification?: Verification,
  ): void {
    const { stepsPerSecond } = this.#pace;
    const drawn = run.drawnMargins(Math.max(0, run.trainer.step - 1));
    const event: Event = {
      type: 'progress',
      step: run.trainer.step,
      epoch: (run.trainer.step * run.description.config.batchSize) / run.description.trainCount,
      stepsPerSecond,
      imagesPerSecond: stepsPerSecond * run.description.config.batchSize,
      ...statistics,
      margins: drawn.margins,
      marginMean: drawn.mean,
      marginSigma: drawn.sigma,
      ...(keyFrame ? { keyFrame } : {}),
      ...(measures ? { measures } : {}),
      ...(verification ? { verification } : {}),
      due: SAMPLES.filter((sample) => this.#isDue(sample)),
    };
    const transfer: Transferable[] = [statistics.losses.buffer as ArrayBuffer, drawn.margins.buffer];
    if (keyFrame) {
      transfer.push(keyFrame.embeddings.buffer as ArrayBuffer, keyFrame.classWeights.buffer as ArrayBuffer);
    }
    this.options.post(event, transfer);
  }

  #stepsLeft(run: OpenRun): number {
    const { step } = run.trainer;
    const stop = this.#stopAtStep > 0 ? this.#stopAtStep : Infinity;
    const next = this.#itinerary ? (this.#nextWaypoint(run) ?? step) : Infinity;
    return Math.max(0, Math.min(stop, next) - step);
  }

  #nextWaypoint(run: OpenRun): number | undefined {
    return this.#itinerary?.waypoints.find(({ step }) => step > run.trainer.step)?.step;
  }

  /** Live settings never wait for the end of training: the trainer takes them before its next step. */
  #queueBetweenSteps(settings: LiveSettings): Promise<void> {
    this.#live = settings;
    this.#run?.applyLive(settings);
    return Promise.resolve();
  }

  #queue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#fail(RunFailure.from(error));
    });
    return this.#work;
  }

  #fail(failure: Failure): void {
    this.#setState({ kind: 'failed', failure });
  }

  /** `tell` false: the page hears of it with the complete picture that follows. */
  #setState(state: RunState, tell = true): void {
    this.#state = state;
    if (tell) this.options.post({ type: 'state', state });
  }
}
