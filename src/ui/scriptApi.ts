/** `window.marginLab`: what scripts (the headless runner, the tests, a curious person in the console) may read of the page. */
import type { RunDescription, RunState, Measures } from '../engine/protocol';
import type { RunConfig } from '../engine/runConfig';
import type { Lab } from './compare/lab';
import type { RunSnapshot } from './runStore';
import type { Series } from './series';
import { captureStages } from './stage/captureStage';

/** The reported loss is the mean of this many newest steps: one batch says little. */
const LOSS_WINDOW = 50;

export interface RunSummary {
  readonly step: number;
  readonly stepsPerSecond: number;
  readonly imagesPerSecond: number;
  /** Mean loss of the newest 50 steps; null before the first. */
  readonly loss: number | null;
  readonly measures: Measures | null;
  /** AUC of the held-out classes, of raw pixels on them, and of the untrained network; null where none is held out. */
  readonly verification: { auc: number; eer: number; pixelsAuc: number; untrainedAuc: number } | null;
}

export interface PlainSeries {
  readonly steps: number[];
  readonly values: number[];
}

export interface ScriptApi {
  /** The first run; `runs` speaks of every run beside it. */
  readonly state: RunState;
  readonly description: RunDescription | null;
  readonly config: RunConfig;
  summary(): RunSummary;
  runs(): { config: RunConfig; summary: RunSummary }[];
  /** By name: loss, testAccuracy, trainAccuracy, intra, inter, wEc, wInter. @param run from 0, left to right */
  series(run?: number): Record<string, PlainSeries>;
  /** The key frame on the stage in plain arrays. */
  keyFrame(run?: number): { step: number; embeddings: number[]; classWeights: number[] } | null;
  /** Mean and standard deviation that the newest margins were drawn with, and the margins. */
  margins(): { mean: number; sigma: number; newest: number[] } | null;
  /** PNG of all stages as a data URL. Throws where they are not drawn. */
  captureStage(): Promise<string>;
  /** The zip that “Share” saves, in base 64. Throws before the first steps. */
  bundle(): Promise<string>;
}

declare global {
  interface Window {
    marginLab?: ScriptApi;
  }
}

function summarise(snapshot: RunSnapshot): RunSummary {
  const losses = snapshot.history.loss.values.slice(-LOSS_WINDOW);
  return {
    step: snapshot.step,
    stepsPerSecond: snapshot.stepsPerSecond,
    imagesPerSecond: snapshot.imagesPerSecond,
    loss: losses.length === 0 ? null : losses.reduce((a, b) => a + b, 0) / losses.length,
    measures: snapshot.measures,
    verification: snapshot.verification && {
      auc: snapshot.verification.auc,
      eer: snapshot.verification.eer,
      pixelsAuc: snapshot.description?.heldOut?.pixels.auc ?? NaN,
      untrainedAuc: snapshot.firstVerification?.auc ?? NaN,
    },
  };
}

function toDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error('marginLab: the picture or zip could not be read.'));
    reader.readAsDataURL(blob);
  });
}

export function exposeScriptApi(lab: Lab): void {
  const runAt = (place: number): RunSnapshot => {
    const { runs } = lab.getSnapshot();
    const run = runs[place];
    if (!run) throw new Error(`marginLab: expected the place of a run, 0 to ${runs.length - 1}, got ${place}.`);
    return run;
  };
  const first = (): RunSnapshot => runAt(0);
  window.marginLab = {
    get state() {
      return first().state;
    },
    get description() {
      return first().description;
    },
    get config() {
      return first().running;
    },
    summary: () => summarise(first()),
    runs: () => lab.getSnapshot().runs.map((run) => ({ config: run.running, summary: summarise(run) })),
    series: (run = 0) =>
      Object.fromEntries(
        Object.entries<Series>({ ...runAt(run).history }).map(([name, series]) => [
          name,
          { steps: [...series.steps], values: [...series.values] },
        ]),
      ),
    keyFrame: (run = 0) => {
      const { keyFrame } = runAt(run);
      return (
        keyFrame && {
          step: keyFrame.step,
          embeddings: [...keyFrame.embeddings],
          classWeights: [...keyFrame.classWeights],
        }
      );
    },
    margins: () => {
      const { margins } = first();
      return margins && { mean: margins.mean, sigma: margins.sigma, newest: [...margins.newest] };
    },
    captureStage: async () => toDataUrl(await captureStages()),
    bundle: async () => {
      const { makeBundle } = await import('./share/makeBundle');
      const url = await toDataUrl(new Blob([await makeBundle(lab, location.hash)]));
      return url.slice(url.indexOf(',') + 1);
    },
  };
}
