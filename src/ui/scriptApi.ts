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
  /** All of these speak of the first run; `runs` of every run beside it. */
  readonly state: RunState;
  readonly description: RunDescription | null;
  readonly config: RunConfig;
  summary(): RunSummary;
  runs(): { config: RunConfig; summary: RunSummary }[];
  /** By name: loss, testAccuracy, trainAccuracy, intra, inter, wEc, wInter. */
  series(): Record<string, PlainSeries>;
  /** The newest key frame in plain arrays. */
  keyFrame(): { step: number; embeddings: number[]; classWeights: number[] } | null;
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
  const first = (): RunSnapshot => {
    const [run] = lab.getSnapshot().runs;
    if (!run) throw new Error('marginLab: expected at least one run, found none.');
    return run;
  };
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
    series: () =>
      Object.fromEntries(
        Object.entries<Series>({ ...first().history }).map(([name, series]) => [
          name,
          { steps: [...series.steps], values: [...series.values] },
        ]),
      ),
    keyFrame: () => {
      const { keyFrame } = first();
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
