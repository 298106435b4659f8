/** What can be said about the settings of a loss before it trains: where it starts, where it can end, and whether the margin fits. */
import type { RunConfig } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import { expectedFirstLoss, reachableFloor, referenceSetting } from '../charts/lossReference';
import { formatFixed, formatSetting } from '../format';

export interface LossFact {
  readonly sentence: string;
  readonly isWarning: boolean;
}

/** Softmax probability that a scale should be able to reach (CosFace, section 3.3). */
const PROBABILITY = 0.99;

export function lossFacts(config: RunConfig): LossFact[] {
  const loss = findLoss(config.loss);
  const facts: LossFact[] = [];
  const say = (sentence: string, isWarning = false): void => void facts.push({ sentence, isWarning });
  const first = expectedFirstLoss(referenceSetting(config, 'first step'));
  const floor = reachableFloor(referenceSetting(config, 'after the ramp'));
  say(
    `The first loss should be near ${formatFixed(first, 2)}; the lowest that can be reached here is ${formatFixed(floor, 3)}.`,
  );
  const scale = config.lossParameters['scale'];
  if (scale !== undefined) {
    const lowest = smallestScale(config.classes, PROBABILITY);
    const sentence = `With ${config.classes} classes a scale of at least ${formatFixed(lowest, 1)} can reach a probability of ${PROBABILITY} (CosFace, section 3.3); s is ${formatSetting(scale)}.`;
    say(scale < lowest ? `${sentence} Choose a larger one.` : sentence, scale < lowest);
  }
  const margin = config.lossParameters['margin'];
  if (margin !== undefined && config.dim === 2 && loss.marginDraw.kind !== 'none') {
    const gap = (2 * Math.PI) / config.classes;
    const isAngular = loss.parameters.find((p) => p.name === 'margin')?.unit === 'rad';
    const most = isAngular ? gap : 1 - Math.cos(gap);
    if (margin > most) {
      say(
        `A margin of ${formatSetting(margin)} cannot be satisfied in 2-D with ${config.classes} classes: at most ${formatFixed(most, 3)}. The classes can only share what there is.`,
        true,
      );
    } else
      say(
        `In 2-D with ${config.classes} evenly spaced classes a margin of up to ${formatFixed(most, 3)} can be satisfied.`,
      );
  }
  return facts;
}

/** s >= (C - 1) / C * ln((C - 1) P / (1 - P)). Source: CosFace, arXiv 1801.09414, equation 6. */
export const smallestScale = (classes: number, probability: number): number =>
  ((classes - 1) / classes) * Math.log(((classes - 1) * probability) / (1 - probability));
