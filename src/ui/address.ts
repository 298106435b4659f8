/** The address bar as an encoding of the configuration: `#v=1&preset=circle&margin=0.2`, a preset plus what differs from it. */
import {
  type Adjustment,
  formatRunConfig,
  lossFields,
  parseRunConfig,
  type RunConfig,
  withLossValues,
} from '../engine/runConfig';
import { figurePresets } from '../engine/figurePresets';
import { findPreset, presets } from '../engine/presets';

const VERSION = '1';

export interface Address {
  readonly config: RunConfig;
  /** The preset that the configuration started from; null: the defaults. */
  readonly presetId: string | null;
  /** The runs beside it, each with its own loss: `vs=cosface_scale-30_margin-0.35`, one entry a run; absent: those of the preset. */
  readonly others: readonly RunConfig[];
  /** What could not be taken as given. */
  readonly adjustments: readonly Adjustment[];
}

/** Reads `location.hash` (and `?backend=` of `location.search`, which wins). Never throws; see `parseRunConfig`. */
export function readAddress(hash: string, search: string): Address {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const versus = parameters.getAll('vs');
  parameters.delete('vs');
  const { v: version, preset: presetId, ...given } = Object.fromEntries(parameters);
  const backend = new URLSearchParams(search).get('backend');
  if (backend !== null) given['backend'] = backend;
  const preset = presetId === undefined ? undefined : findPreset(presetId);
  const { config, adjustments } = parseRunConfig(startFrom(preset?.values ?? {}, given));
  const notes: Adjustment[] = [];
  if (version !== undefined && version !== VERSION) {
    notes.push({ key: 'v', given: version, used: VERSION, expected: `version ${VERSION}` });
  }
  if (presetId !== undefined && !preset) {
    notes.push({
      key: 'preset',
      given: presetId,
      expected: `one of ${[...presets, ...figurePresets].map((p) => p.id).join(', ')}`,
    });
  }
  // `vs=` alone: the runs that the preset has beside it were taken away.
  const named = versus.length > 0 ? versus.filter((text) => text !== '') : (preset?.versus ?? []);
  const others = named.map((text) => {
    const { config: other, adjustments: ofOther } = parseRunConfig(withLossValues(config, readLane(text)));
    notes.push(...ofOther);
    return other;
  });
  return { config, presetId: preset?.id ?? null, others, adjustments: [...notes, ...adjustments] };
}

/** `cosface_scale-30_margin-0.35`: a loss and its settings; none of the keys holds a hyphen. */
function readLane(text: string): Record<string, string> {
  const [id = '', ...settings] = text.split('_');
  const loss = id.replaceAll('%5F', '_');
  const entries = settings.map((setting) => {
    const at = setting.indexOf('-');
    return at < 0 ? [setting, ''] : [setting.slice(0, at), setting.slice(at + 1)];
  });
  return { ...(Object.fromEntries(entries) as Record<string, string>), loss };
}

function formatLane(config: RunConfig): string {
  const start = formatRunConfig(parseRunConfig({ loss: config.loss }).config);
  const values = formatRunConfig(config);
  const own = lossFields(config.loss).filter(({ key }) => values[key] !== start[key]);
  // A typed formula may hold the separator.
  return [config.loss.replaceAll('_', '%5F'), ...own.map(({ key }) => `${key}-${values[key] ?? ''}`)].join('_');
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
export function formatAddress(config: RunConfig, presetId: string | null, others: readonly RunConfig[] = []): string {
  const preset = presetId === null ? undefined : findPreset(presetId);
  const start = formatRunConfig(parseRunConfig(startFrom(preset?.values ?? {}, { loss: config.loss })).config);
  const presetLoss = preset?.values['loss'];
  const differences = Object.entries(formatRunConfig(config)).filter(([key, value]) =>
    key === 'loss' ? value !== presetLoss : start[key] !== value,
  );
  const named = preset ? [['preset', preset.id]] : [];
  const lanes = others.map(formatLane);
  const ofPreset = (preset?.versus ?? []).map((text) =>
    formatLane(parseRunConfig(withLossValues(config, readLane(text))).config),
  );
  const beside = lanes.join('&') === ofPreset.join('&') ? [] : lanes.length > 0 ? lanes : [''];
  return `#${new URLSearchParams([
    ['v', VERSION],
    ...named,
    ...differences,
    ...beside.map((lane) => ['vs', lane]),
  ] as string[][]).toString()}`;
}
