/** Why a run probably broke, in one sentence with a fix: NaN is a lesson, not a crash. */
import type { Failure } from './protocol';
import type { RunConfig } from './runConfig';

/** Above this the published Adam rates for networks of this size diverge sooner or later; 3e-3 is what the presets use. */
const LARGE_ADAM_RATE = 0.02;
const LARGE_SGD_RATE = 0.2;
/** Toy problems (10 classes, few dimensions) want a scale of 10 to 30; 64 is for tens of thousands of identities. */
const LARGE_SCALE = 40;

/** @param lastGoodStep the step whose state "go back" restores. */
export function explainDivergence(config: RunConfig, atStep: number, lastGoodStep: number): Failure {
  return {
    cause: 'diverged',
    message: `The loss of step ${atStep} is not a number, so training stopped.`,
    remedy: `${likelyCause(config)} "Go back" restores step ${lastGoodStep}.`,
  };
}

function likelyCause(config: RunConfig): string {
  const { learningRate, optimizer, lossParameters, dim } = config;
  const scale = lossParameters['scale'] ?? 0;
  const largeRate = optimizer === 'adam' ? LARGE_ADAM_RATE : LARGE_SGD_RATE;
  if (learningRate > largeRate) {
    return `The likely cause is the learning rate ${learningRate}: try ${optimizer === 'adam' ? 0.003 : 0.05}.`;
  }
  if (scale > LARGE_SCALE) return `The likely cause is the scale ${scale} in ${dim}-D: try 16.`;
  if (config.guard === 'none') return 'The likely cause is the missing guard of the margin: try the monotone guard.';
  return `Try a smaller learning rate than ${learningRate}.`;
}
