/** The options of the headless runner, made from the schema of a run: every setting of the page, under the same name. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { findPreset, presets } from '../src/engine/presets';
import { baseFields, type Field, lossFields } from '../src/engine/runConfig';
import { losses } from '../src/losses';
import { OptionError } from './optionError';
import { planSweep, readValues, type SweepPlan } from './sweepPlan';

export { OptionError };

export interface TrainOptions {
  readonly plan: SweepPlan;
  /** Folder for the results; absent: nothing is written. */
  readonly out?: string;
  readonly json: boolean;
}

/** Asked for help: `text` is the answer. */
export class HelpAsked extends Error {
  override readonly name = 'HelpAsked';
}

const DEFAULT_STEPS = 400;
const MOST_SEEDS = 100;

function allFields(): Field[] {
  const byKey = new Map<string, Field>();
  for (const field of [...Object.values(baseFields), ...losses.flatMap((loss) => lossFields(loss.id))]) {
    if (!byKey.has(field.key)) byKey.set(field.key, field);
  }
  return [...byKey.values()];
}

const describeField = (field: Field): string => {
  const range = field.kind === 'choice' ? field.choices.map((c) => c.value).join(', ') : `${field.min} to ${field.max}`;
  return `${field.help} (${range})`;
};

/** @param args without the program's own two. Throws `OptionError`, or `HelpAsked` with the text to print. */
export function readTrainOptions(args: readonly string[]): TrainOptions {
  const command = new Command('npm run train --')
    .description(
      'Trains in the real page, in headless Chromium. Every setting takes a list (a,b) or a range (0.1..0.5:0.1): all combinations ' +
        'run one after the other; what is finished in the folder is not run again.',
    )
    .option(
      '--out <folder>',
      'writes the results there: run.json, steps.csv, stage.png and run.zip of each run, runs.csv, report.html',
    )
    .option('--json', 'prints one JSON object a run instead of a table', false)
    .option('--seeds <n>', 'repeats each run with that many seeds, from --seed on', (text) => {
      const count = Number(text);
      if (Number.isInteger(count) && count >= 1 && count <= MOST_SEEDS) return count;
      throw new InvalidArgumentError(`expected a whole number from 1 to ${MOST_SEEDS}.`);
    })
    .option('--preset <name>', `starts from a preset (${presets.map((p) => p.id).join(', ')})`, (name) => {
      if (findPreset(name)) return name;
      throw new InvalidArgumentError(`expected one of ${presets.map((p) => p.id).join(', ')}.`);
    });
  for (const field of allFields()) command.option(`--${field.key} <value>`, describeField(field));
  let printed = '';
  command
    .exitOverride()
    .configureOutput({ writeErr: (text) => (printed += text), writeOut: (text) => (printed += text) });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) throw new HelpAsked(printed);
    throw new OptionError(error instanceof Error ? error.message.replace(/^error: /, '') : String(error));
  }
  if (command.args.length > 0) {
    throw new OptionError(`expected options only, got "${command.args.join(' ')}". Options begin with --.`);
  }
  const { out, json, preset, seeds, ...given } = command.opts<
    { out?: string; json: boolean; preset?: string; seeds?: number } & Record<string, string>
  >();
  const start = {
    [baseFields.stopAtStep.key]: `${DEFAULT_STEPS}`,
    ...(preset === undefined ? {} : findPreset(preset)?.values),
  };
  const lists: Record<string, string[]> = {};
  for (const [key, text] of Object.entries(given as Record<string, string>)) lists[key] = readValues(key, text);
  if (seeds !== undefined) lists[baseFields.seed.key] = seedsFrom(lists[baseFields.seed.key] ?? [], seeds);
  const plan = planSweep(lists, start);
  if (plan.runs.some(({ config }) => config.stopAtStep === 0)) {
    throw new OptionError('--steps: expected a whole number from 1 on, got 0: the runner has to end.');
  }
  if (plan.runs.length > 1 && out === undefined) {
    throw new OptionError(`--out: expected a folder for the results of ${plan.runs.length} runs.`);
  }
  return { plan, json, ...(out === undefined ? {} : { out }) };
}

/** `count` seeds from the first given on. */
function seedsFrom(given: readonly string[], count: number): string[] {
  if (given.length > 1) throw new OptionError('--seeds: expected no list of seeds beside it. Give --seed one value.');
  const first = Number(given[0] ?? baseFields.seed.default);
  return Array.from({ length: count }, (_, i) => `${first + i}`);
}
