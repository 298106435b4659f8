/** Guards of theta + E and assignments of the drawn margins: what each does, and in which released code. First = default. */
import type { AssignmentId, Choice, GradientId, Guard } from './lossDefinition';

export const noGuard: readonly Guard[] = [{ id: 'none', label: 'None', help: 'The formula needs no guard.' }];

/** The guards of cos(theta + margin); `margin` is a name in the formulas. */
export function angularGuardsOf(margin: string): Record<'monotone' | 'none' | 'easy' | 'clip', Guard> {
  return {
    monotone: {
      id: 'monotone',
      label: 'Monotone',
      help: 'Past 180° the target continues as cos θ − m sin m, so that it keeps falling (CurricularFace’s and ronghuaiyang’s code).',
      target: `if(theta + ${margin} <= pi, cos(theta + ${margin}), cos(theta) - ${margin} * sin(${margin}))`,
    },
    none: {
      id: 'none',
      label: 'None',
      help: 'The cosine rises again past 180°, where the loss pulls the wrong way (ElasticFace’s and InsightFace’s PyTorch code).',
      target: `cos(theta + ${margin})`,
    },
    easy: {
      id: 'easy',
      label: 'Easy margin',
      help: 'The margin applies only where the cosine is positive (an option of ronghuaiyang’s ArcFace, the setting of MagFace’s code).',
      target: `if(cos(theta) > 0, cos(theta + ${margin}), cos(theta))`,
    },
    clip: {
      id: 'clip',
      label: 'Clip',
      help: 'The angle with its margin stops just below 180°: no gradient past it (the ArcFace in AdaFace’s code).',
      target: `cos(min(theta + ${margin}, pi - 0.001))`,
    },
  };
}

const guards = angularGuardsOf('E');
export const angularGuards: readonly Guard[] = [guards.monotone, guards.none, guards.easy, guards.clip];

export const trueOrStraightThrough: readonly Choice<GradientId>[] = [
  {
    id: 'true',
    label: 'True',
    help: 'The derivative of the formula: in the cosine it grows without bound near 0°, as in the papers and in ElasticFace’s code.',
  },
  {
    id: 'straight-through',
    label: 'Straight-through',
    help: 'The margin is computed outside the gradient, so the slope is 1 at every angle (InsightFace’s PyTorch code).',
  },
];

export const asDrawn: readonly Choice<AssignmentId>[] = [
  { id: 'as-drawn', label: 'As drawn', help: 'Each sample keeps the margin that was drawn for it.' },
];

export const byHardness: readonly Choice<AssignmentId>[] = [
  {
    id: 'paper',
    label: 'As in the paper',
    help: 'The sample with the smallest target cosine gets the largest drawn margin (ElasticFace, section 3.3).',
  },
  {
    id: 'as-released',
    label: 'As released',
    help: 'What the authors’ code does: sorted margins indexed by the sorting order, which leaves cosine and margin almost unrelated.',
  },
];
