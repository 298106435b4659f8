/** Short names by which runs beside each other can be told apart: the loss, and what differs within the same loss. */
import { lossFields, readLossField, type RunConfig } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import { formatSetting } from '../format';

export function nameRuns(configs: readonly RunConfig[]): string[] {
  return configs.map((config, i) => {
    const { label } = findLoss(config.loss);
    const twins = configs.filter((other, j) => j !== i && other.loss === config.loss);
    if (twins.length === 0) return label;
    const differing = lossFields(config.loss).filter((field) =>
      twins.some((twin) => readLossField(twin, field.key) !== readLossField(config, field.key)),
    );
    if (differing.length === 0) return `${label} (${i + 1})`;
    const words = differing.map((field) => {
      const value = readLossField(config, field.key);
      return `${field.label} ${typeof value === 'number' ? formatSetting(value) : value}`;
    });
    return `${label}, ${words.join(', ')}`;
  });
}
