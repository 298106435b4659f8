/** Guards of theta + E and assignments of the drawn margins: what each does, and in which released code. First = default. */
import type { AssignmentId, Choice, Guard } from './lossDefinition';

export const noGuard: readonly Guard[] = [{ id: 'none', label: 'None', help: 'The formula needs no guard.' }];

export const angularGuards: readonly Guard[] = [
  {
    id: 'monotone',
    label: 'Monotone',
    help: 'Past 180° the target continues as cos θ − E sin E, so that it keeps falling (CurricularFace’s and ronghuaiyang’s code).',
    target: 'if(theta + E <= pi, cos(theta + E), cos(theta) - E * sin(E))',
  },
  {
    id: 'none',
    label: 'None',
    help: 'The cosine rises again past 180° (ElasticFace’s and InsightFace’s PyTorch code).',
    target: 'cos(theta + E)',
  },
  {
    id: 'easy',
    label: 'Easy margin',
    help: 'The margin applies only where the cosine is positive (an option of several ArcFace codes).',
    target: 'if(cos(theta) > 0, cos(theta + E), cos(theta))',
  },
  {
    id: 'clip',
    label: 'Clip',
    help: 'The angle with its margin stops just below 180° (AdaFace’s ArcFace).',
    target: 'cos(min(theta + E, pi - 0.001))',
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
