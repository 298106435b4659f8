/** What a sweep trains: every combination of the listed values, as configurations with a name each. */
import { createHash } from 'node:crypto';
import { baseFields, formatRunConfig, lossFields, parseRunConfig, type RunConfig } from '../src/engine/runConfig';
import { readCustomLossId } from '../src/losses';
import { OptionError } from './optionError';

export interface PlannedRun {
  readonly config: RunConfig;
  /** Folder of the run; the seed is in it where there are several. */
  readonly name: string;
  /** The same for runs that differ in their seed alone. */
  readonly group: string;
}

export interface SweepPlan {
  readonly runs: readonly PlannedRun[];
  /** Keys with several values, the seed not counted. */
  readonly varied: readonly string[];
}

/** More is a mistake in a range. */
const MOST_RUNS = 1000;

/** `a,b` is a list, `0.1..0.5:0.1` a range with both ends; commas in brackets belong to a formula. Throws `OptionError`. */
export function readValues(key: string, text: string): string[] {
  const parts = splitOutsideBrackets(text).map((part) => part.trim());
  if (parts.includes('')) throw new OptionError(`--${key}: expected values between the commas, got "${text}".`);
  const values = key === baseFields.loss.key ? parts : parts.flatMap((part) => readRange(key, part));
  return [...new Set(values)];
}

function splitOutsideBrackets(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

function readRange(key: string, text: string): string[] {
  if (!text.includes('..')) return [text];
  const match = /^(-?[\d.e-]+?)\.\.(-?[\d.e-]+):([\d.e-]+)$/.exec(text);
  const [from, to, step] = (match?.slice(1) ?? []).map(Number);
  if (from === undefined || to === undefined || !(step! > 0) || !(to >= from)) {
    throw new OptionError(`--${key}: expected a range FROM..TO:STEP with FROM at most TO, got "${text}".`);
  }
  // Counted, not added up: 0.1 + 0.1 + 0.1 is not 0.3. A TO that rounding alone misses is still in.
  const count = Math.floor((to - from) / step! + 1e-9) + 1;
  if (count > MOST_RUNS) throw new OptionError(`--${key}: expected at most ${MOST_RUNS} values, got ${count}.`);
  return Array.from({ length: count }, (_, i) => `${Number((from + i * step!).toPrecision(12))}`);
}

/**
 * @param given values by key, each with at least one; the seed's list holds every seed
 * @param start text values below those given
 * @throws `OptionError` where a value is out of range, or no loss has such a setting
 */
export function planSweep(
  given: Readonly<Record<string, readonly string[]>>,
  start: Readonly<Record<string, string>>,
): SweepPlan {
  const lossKey = baseFields.loss.key;
  const seedKey = baseFields.seed.key;
  const lossIds = given[lossKey] ?? [start[lossKey] ?? baseFields.loss.default];
  // The whole is checked before anything runs: a typing error in the last value must not show after hours.
  const used = new Set<string>();
  const byAddress = new Map<string, RunConfig>();
  for (const loss of lossIds) {
    const keys = Object.keys(given).filter((key) => key !== lossKey && knows(loss, key));
    for (const key of keys) used.add(key);
    // What a preset sets for its own loss means something else for another.
    const isOwn = loss === (start[lossKey] ?? baseFields.loss.default);
    const below = Object.fromEntries(Object.entries(start).filter(([key]) => isOwn || BASE_KEYS.has(key)));
    for (const values of combinations(keys.map((key) => given[key] ?? []))) {
      const own = Object.fromEntries(keys.map((key, i) => [key, values[i] ?? '']));
      const { config, adjustments } = parseRunConfig({ ...below, ...own, loss });
      if (adjustments.length > 0) throw OptionError.of(adjustments);
      byAddress.set(JSON.stringify(formatRunConfig(config)), config);
      if (byAddress.size > MOST_RUNS) throw new OptionError(`expected at most ${MOST_RUNS} runs, got more.`);
    }
  }
  const unknown = Object.keys(given).find((key) => key !== lossKey && !used.has(key));
  if (unknown !== undefined) {
    throw new OptionError(`--${unknown}: expected a setting of ${lossIds.join(' or ')}, which have none of that name.`);
  }
  const several = Object.keys(given).filter((key) => (given[key]?.length ?? 0) > 1);
  const varied = several.filter((key) => key !== seedKey);
  const runs = [...byAddress.values()].map((config): PlannedRun => {
    const group = nameOf(config, varied);
    const seeded = several.includes(seedKey) ? `${group}_seed-${config.seed}` : group;
    return { config, group, name: seeded };
  });
  return { runs, varied };
}

const BASE_KEYS = new Set<string>(Object.values(baseFields).map((field) => field.key));

function knows(loss: string, key: string): boolean {
  if (BASE_KEYS.has(key)) return true;
  const { config, adjustments } = parseRunConfig({ loss });
  // A loss that cannot be read is refused later, with the reason.
  return adjustments.length > 0 || lossFields(config.loss).some((field) => field.key === key);
}

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((all, list) => all.flatMap((head) => list.map((value) => [...head, value])), [[]]);
}

/** `cosface_margin-0.2`: fit for a folder on every system. */
function nameOf(config: RunConfig, varied: readonly string[]): string {
  const values = formatRunConfig(config);
  const settings = varied.filter((key) => key !== baseFields.loss.key && values[key] !== undefined);
  return [lossName(config.loss), ...settings.map((key) => `${key}-${values[key]}`)].join('_');
}

const lossName = (id: string): string =>
  readCustomLossId(id) ? `custom-${createHash('sha256').update(id).digest('hex').slice(0, 8)}` : id;
