/** Verification of held-out classes: all pairs, in portions so that commands come in between, and thinned to what the page draws. */
import { coarser, PairTally } from '../metrics/pairTally';
import type { Verification } from './protocol';

/** Pairs between two pauses: about 20 ms at 64 dimensions. */
const PORTION = 200_000;
const HISTOGRAM_BINS = 80;
/** Points of the drawn curve, evenly spaced in the logarithm of the FAR. */
const CURVE_POINTS = 160;

/** @param embeddings [N * dim] of the images in the order of `labels` */
export async function verifyEmbeddings(
  embeddings: Float32Array,
  labels: Uint8Array,
  dim: number,
  step: number,
  pause: () => Promise<void>,
): Promise<Verification> {
  const tally = new PairTally(embeddings, labels, dim);
  while (!tally.advance(PORTION)) await pause();
  const report = tally.report();
  const { genuineCount, impostorCount } = report.roc;
  const { far, tar } = thinCurve(report.roc.far, report.roc.tar, impostorCount);
  const { folds } = report;
  return {
    step,
    imageCount: report.imageCount,
    genuineCount,
    impostorCount,
    auc: report.auc,
    eer: report.eer,
    eerThreshold: report.eerThreshold,
    operatingPoints: report.operatingPoints,
    folds: folds && { mean: folds.mean, std: folds.std, pairs: folds.pairs },
    far,
    tar,
    genuineBins: coarser(report.genuine, HISTOGRAM_BINS),
    impostorBins: coarser(report.impostor, HISTOGRAM_BINS),
    worstGenuine: report.worstGenuine,
    worstImpostor: report.worstImpostor,
  };
}

/** The largest TAR with a FAR of at most x, for x from one impostor pair to all. */
export function thinCurve(
  far: Float64Array,
  tar: Float64Array,
  impostorCount: number,
): { far: Float32Array; tar: Float32Array } {
  const lowest = Math.log10(1 / Math.max(10, impostorCount));
  const xs = Float32Array.from({ length: CURVE_POINTS }, (_, i) => 10 ** (lowest * (1 - i / (CURVE_POINTS - 1))));
  let at = 0;
  const ys = Float32Array.from(xs, (x) => {
    while (at + 1 < far.length && (far[at + 1] ?? Infinity) <= x * (1 + 1e-6)) at += 1;
    return tar[at] ?? 0;
  });
  return { far: xs, tar: ys };
}
