/** The snapshot that the charts draw: progress arrives up to 15 times a second, the charts look at most 5 times. */
import { useState } from 'react';
import type { RunConfig } from '../../engine/runConfig';
import type { RunSnapshot } from '../runStore';

/**
 * The newest snapshot whose `chartVersion` changed. While the run stands still nothing counts versions, so a changed setting or mark
 * shows at once, and so does another recorded step.
 */
export function useChartSnapshot(run: RunSnapshot): RunSnapshot {
  const [shown, setShown] = useState(run);
  const due =
    run.chartVersion !== shown.chartVersion ||
    run.description !== shown.description ||
    run.viewStep !== shown.viewStep ||
    (run.state.kind !== 'running' && (run.running !== shown.running || run.marks !== shown.marks));
  if (due && run !== shown) setShown(run);
  return due ? run : shown;
}

/** The configuration the first step was made with: live settings may have changed since. */
export function useStartConfig({ description, step, running }: RunSnapshot): RunConfig {
  const [start, setStart] = useState({ description, config: description?.config ?? running });
  const renewed = start.description !== description;
  const config = step === 0 ? running : renewed ? (description?.config ?? running) : start.config;
  if (renewed || config !== start.config) setStart({ description, config });
  return config;
}
