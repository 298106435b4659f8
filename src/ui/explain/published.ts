/** Published results, quoted with their source; none of them is ours. */

export interface PublishedRow {
  readonly loss: string;
  /** Verification accuracy in %, in the order of `BENCHMARKS`. */
  readonly accuracies: readonly number[];
}

export const BENCHMARKS = ['LFW', 'AgeDB', 'CALFW', 'CPLFW', 'CFP-FP'] as const;

export const PUBLISHED_SOURCE = {
  text: 'Boutros et al., ElasticFace, table III (read from a copy of the paper)',
  url: 'https://arxiv.org/abs/2109.09416',
};

export const publishedRows: readonly PublishedRow[] = [
  { loss: 'ArcFace', accuracies: [99.82, 98.15, 95.45, 92.08, 98.27] },
  { loss: 'ElasticFace-Arc', accuracies: [99.8, 98.35, 96.17, 93.27, 98.67] },
  { loss: 'ElasticFace-Cos', accuracies: [99.82, 98.27, 96.03, 93.17, 98.61] },
  { loss: 'ElasticFace-Arc+', accuracies: [99.82, 98.35, 96.17, 93.28, 98.6] },
  { loss: 'ElasticFace-Cos+', accuracies: [99.8, 98.28, 96.18, 93.23, 98.73] },
];
