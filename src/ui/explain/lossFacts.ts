/** What can be said about the settings of a loss before it trains: where it starts, where it can end, and whether the margin fits. */
import type { RunConfig } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import { analyseLoss, marginFeasibility, scaleRange } from '../../losses/analyse';
import { expectedFirstLoss, referenceSetting } from '../charts/lossReference';
import { formatFixed, formatSetting } from '../format';

export interface LossFact {
  readonly sentence: string;
  readonly isWarning: boolean;
}

/** @param floor the lowest loss that can be reached; null: not known yet */
export function lossFacts(config: RunConfig, floor: number | null): LossFact[] {
  const loss = findLoss(config.loss);
  const facts: LossFact[] = [];
  const say = (sentence: string, isWarning = false): void => void facts.push({ sentence, isWarning });
  const first = expectedFirstLoss(referenceSetting(config, 'first step'));
  const lowest = floor === null ? 'is being worked out' : `is ${formatFixed(floor, 3)}`;
  say(`The first loss should be near ${formatFixed(first, 2)}; the lowest that can be reached here ${lowest}.`);
  const scale = config.lossParameters['scale'];
  if (scale !== undefined) {
    const { low, comfortable, high } = scaleRange(config.classes);
    const advice = `With ${config.classes} classes a scale below ${formatFixed(low, 1)} cannot reach a probability of 0.9 (CosFace, equation 6); ${formatFixed(comfortable, 0)} to ${formatFixed(high, 0)} is a sensible range`;
    say(`${advice}; s is ${formatSetting(scale)}.`, scale < low || scale > high);
  }
  if (loss.features === 'normalised' && loss.marginDraw.kind !== 'none') {
    const { classes, dim, guard, lossParameters: parameters } = config;
    const { feasible, message } = marginFeasibility(loss, { classes, dim, guard, parameters });
    say(message, !feasible);
  }
  for (const { message } of analyseLoss(loss, { guard: config.guard, parameters: config.lossParameters }))
    say(message, true);
  return facts;
}
