/** The options of the headless runner, made from the schema of a run: every setting of the page, under the same name. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { findPreset, presets } from '../src/engine/presets';
import {
  baseFields,
  describeAdjustment,
  type Field,
  lossFields,
  parseRunConfig,
  type RunConfig,
} from '../src/engine/runConfig';
import { losses } from '../src/losses';

export interface TrainOptions {
  readonly config: RunConfig;
  /** Folder for run.json and stage.png; absent: nothing is written. */
  readonly out?: string;
  readonly json: boolean;
}

/** A sentence for the user; the runner then ends with code 2. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** Asked for help: `text` is the answer. */
export class HelpAsked extends Error {
  override readonly name = 'HelpAsked';
}

const DEFAULT_STEPS = 400;

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
    .description('Trains in the real page, in headless Chromium.')
    .option('--out <folder>', 'writes run.json and stage.png there')
    .option('--json', 'prints one JSON object instead of a table', false)
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
  const { out, json, preset, ...given } = command.opts<
    { out?: string; json: boolean; preset?: string } & Record<string, string>
  >();
  const start = preset === undefined ? {} : (findPreset(preset)?.values ?? {});
  const values = { [baseFields.stopAtStep.key]: `${DEFAULT_STEPS}`, ...start, ...(given as Record<string, string>) };
  const { config, adjustments } = parseRunConfig(values);
  if (adjustments.length > 0) {
    throw new OptionError(
      adjustments.map((a) => `--${describeAdjustment(a).replace(/; (using|ignored).*$/, '')}`).join('; '),
    );
  }
  if (config.stopAtStep === 0)
    throw new OptionError('--steps: expected a whole number from 1 on, got 0: the runner has to end.');
  return { config, json, ...(out === undefined ? {} : { out }) };
}
