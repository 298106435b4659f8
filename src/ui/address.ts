/** The address bar as an encoding of the configuration: `#v=1&loss=arcface&dim=2`, only what differs from the defaults. */
import { type Adjustment, formatRunConfig, parseRunConfig, type RunConfig, withSetting } from '../engine/runConfig';

const VERSION = '1';

/** Reads `location.hash` (and `?backend=` of `location.search`, which wins). Never throws; see `parseRunConfig`. */
export function readAddress(hash: string, search: string): { config: RunConfig; adjustments: Adjustment[] } {
  const values = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, '')));
  const version = values['v'];
  delete values['v'];
  const backend = new URLSearchParams(search).get('backend');
  if (backend !== null) values['backend'] = backend;
  const result = parseRunConfig(values);
  if (version !== undefined && version !== VERSION) {
    result.adjustments.unshift({ key: 'v', given: version, used: VERSION, expected: `version ${VERSION}` });
  }
  return result;
}

/** The hash of `config`: its loss, and every setting that differs from that loss's defaults. */
export function formatAddress(config: RunConfig): string {
  const defaults = formatRunConfig(withSetting(parseRunConfig({}).config, 'loss', config.loss));
  const differences = Object.entries(formatRunConfig(config)).filter(
    ([key, value]) => key === 'loss' || defaults[key] !== value,
  );
  return `#${new URLSearchParams([['v', VERSION], ...differences]).toString()}`;
}
