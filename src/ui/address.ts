/** The address bar as an encoding of the configuration: `#v=1&preset=circle&margin=0.2`, a preset plus what differs from it. */
import { type Adjustment, formatRunConfig, parseRunConfig, type RunConfig } from '../engine/runConfig';
import { findPreset, presets } from '../engine/presets';

const VERSION = '1';

export interface Address {
  readonly config: RunConfig;
  /** The preset that the configuration started from; null: the defaults. */
  readonly presetId: string | null;
  /** What could not be taken as given. */
  readonly adjustments: readonly Adjustment[];
}

/** Reads `location.hash` (and `?backend=` of `location.search`, which wins). Never throws; see `parseRunConfig`. */
export function readAddress(hash: string, search: string): Address {
  const { v: version, preset: presetId, ...given } = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, '')));
  const backend = new URLSearchParams(search).get('backend');
  if (backend !== null) given['backend'] = backend;
  const preset = presetId === undefined ? undefined : findPreset(presetId);
  const { config, adjustments } = parseRunConfig(startFrom(preset?.values ?? {}, given));
  const notes: Adjustment[] = [];
  if (version !== undefined && version !== VERSION) {
    notes.push({ key: 'v', given: version, used: VERSION, expected: `version ${VERSION}` });
  }
  if (presetId !== undefined && !preset) {
    notes.push({ key: 'preset', given: presetId, expected: `one of ${presets.map((p) => p.id).join(', ')}` });
  }
  return { config, presetId: preset?.id ?? null, adjustments: [...notes, ...adjustments] };
}

/** A link that names another loss than its preset takes none of the preset's loss settings: they mean something else there. */
function startFrom(
  preset: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  if (given['loss'] === undefined || given['loss'] === preset['loss']) return { ...preset, ...given };
  const known = new Set(Object.keys(formatRunConfig(parseRunConfig({ loss: given['loss'] }).config)));
  const kept = Object.entries(preset).filter(([key]) => known.has(key) && !['scale', 'margin', 'sigma'].includes(key));
  return { ...Object.fromEntries(kept), ...given };
}

/** A preset as if its link had been opened. */
export function presetAddress(id: string): Address {
  return readAddress(`#preset=${id}`, '');
}

/** The hash of `config`: the preset's name and every setting that differs from it (without a preset: from the loss's defaults). */
export function formatAddress(config: RunConfig, presetId: string | null): string {
  const preset = presetId === null ? undefined : findPreset(presetId);
  const start = formatRunConfig(parseRunConfig(startFrom(preset?.values ?? {}, { loss: config.loss })).config);
  const presetLoss = preset?.values['loss'];
  const differences = Object.entries(formatRunConfig(config)).filter(([key, value]) =>
    key === 'loss' ? value !== presetLoss : start[key] !== value,
  );
  const named = preset ? [['preset', preset.id]] : [];
  return `#${new URLSearchParams([['v', VERSION], ...named, ...differences]).toString()}`;
}
