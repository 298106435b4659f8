/**
 * The schema of a run. One table of fields validates every encoding of a configuration: the address bar, the headless runner's
 * options, presets and exported bundles. It does no I/O and knows nothing of React.
 */
import { findLoss, losses, readCustomLossId } from '../losses';
import { customLoss } from '../losses/customLoss';

/** `live`: applies to the running training. `restart`: needs a new network. `view`: neither, e.g. where the run stops. */
export type FieldEffect = 'live' | 'restart' | 'view';

interface FieldBase {
  /** Readable key: the name in the address bar and, after `--`, the option of the headless runner. */
  readonly key: string;
  readonly label: string;
  /** One plain sentence. */
  readonly help: string;
  readonly effect: FieldEffect;
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly default: string;
}

export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  /** Smallest step of the control; values in between are valid unless `integer`. */
  readonly step: number;
  readonly integer: boolean;
  /** Equal slider distances are equal ratios. */
  readonly logarithmic: boolean;
  readonly unit: string;
  readonly default: number;
  /** The value in the loss's paper, marked on the track. */
  readonly paperDefault?: number;
}

export type Field = ChoiceField | NumberField;

export interface RunConfig {
  readonly dataset: string;
  /** Number of classes that are trained, the first of the data set. */
  readonly classes: number;
  /** Number of classes after those that training never sees. */
  readonly heldOut: number;
  /** Images of each class, where the data set is generated. */
  readonly imagesEach: number;
  /** 0..1, where the data set is generated. */
  readonly intraInequality: number;
  readonly interInequality: number;
  readonly loss: string;
  /** Every parameter of the loss by name. */
  readonly lossParameters: Readonly<Record<string, number>>;
  /** One of the loss's `guards`, or `none`. */
  readonly guard: string;
  /** One of the loss's `gradients`, or `true`. */
  readonly gradient: string;
  /** How the drawn margins are handed to the samples: one of the loss's `assignments`, or `as-drawn`. */
  readonly assignment: string;
  readonly kernelSize: number;
  /** Output channels of the first convolution; the second has twice as many. */
  readonly width: number;
  readonly activation: 'prelu' | 'relu';
  /** Units of the hidden dense layer; 0: none. */
  readonly hiddenUnits: number;
  /** Embedding dimension D. */
  readonly dim: number;
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly momentum: number;
  readonly batchSize: number;
  /** Steps over which the mean of the margin grows linearly from 0 to its set value; 0: at once. */
  readonly marginRampSteps: number;
  readonly seed: number;
  /** Training pauses by itself at this step; 0: never. */
  readonly stopAtStep: number;
  /** `auto`, or a forced backend. */
  readonly backend: string;
}

const choice = (
  key: string,
  label: string,
  help: string,
  choices: readonly (readonly [string, string])[],
  defaultValue: string,
  effect: FieldEffect = 'restart',
): ChoiceField => ({
  kind: 'choice',
  key,
  label,
  help,
  effect,
  choices: choices.map(([value, text]) => ({ value, label: text })),
  default: defaultValue,
});

const integer = (
  key: string,
  label: string,
  help: string,
  [min, max, step]: readonly [number, number, number],
  defaultValue: number,
  effect: FieldEffect = 'restart',
  unit = '',
): NumberField => ({
  kind: 'number',
  key,
  label,
  help,
  effect,
  min,
  max,
  step,
  integer: true,
  logarithmic: false,
  unit,
  default: defaultValue,
});

/** 0 to 1. */
const share = (key: string, label: string, help: string, defaultValue: number): NumberField => ({
  kind: 'number',
  key,
  label,
  help,
  effect: 'restart',
  min: 0,
  max: 1,
  step: 0.05,
  integer: false,
  logarithmic: false,
  unit: '',
  default: defaultValue,
});

/** Of any data set; labels are bytes. */
const MAX_CLASSES = 200;
/** Classes that a data set has, where that is fixed. */
const CLASSES_OF: Readonly<Record<string, number>> = { digits: 10, faces: MAX_CLASSES };
/** Fewer people are no crowd to tell apart: the generator spreads at least so many. */
const MIN_FACES = 8;
/** Settings that only synthetic data has. */
const FACES_ONLY: ReadonlySet<string> = new Set(['imagesEach', 'intraInequality', 'interInequality']);

const numbers = (values: readonly number[]): (readonly [string, string])[] => values.map((v) => [`${v}`, `${v}`]);

export const DEFAULT_LOSS = 'elasticface-arc';

/** Fields that do not depend on the chosen loss, by the name of the `RunConfig` property they set. */
export const baseFields = {
  dataset: choice(
    'dataset',
    'Data',
    'The images that are embedded.',
    [
      ['digits', 'Digits (MNIST)'],
      ['faces', 'Synthetic faces'],
      ['own', 'Your own images'],
    ],
    'digits',
  ),
  classes: integer('classes', 'Classes', 'How many classes are trained, from the first on.', [2, MAX_CLASSES, 1], 10),
  heldOut: integer(
    'heldout',
    'Held-out classes',
    'Classes after those, which training never sees: verification compares their images.',
    [0, MAX_CLASSES - 2, 1],
    0,
  ),
  imagesEach: integer('images', 'Images each', 'Images of each synthetic person.', [20, 500, 10], 50),
  intraInequality: share(
    'intra',
    'Unequal spread',
    'How unequally the images of the people vary: 0 all alike, 1 some always look the same and some never.',
    0.5,
  ),
  interInequality: share(
    'inter',
    'Siblings',
    'How unequal the distances between the people are: 0 all strangers, 1 families and strangers far out.',
    0.3,
  ),
  loss: choice(
    'loss',
    'Loss',
    'The head that turns cosines into logits.',
    losses.map((l) => [l.id, l.label]),
    DEFAULT_LOSS,
  ),
  kernelSize: choice(
    'kernel',
    'Kernel',
    'Side of both convolution kernels, in pixels.',
    [
      ['3', '3 × 3'],
      ['5', '5 × 5'],
    ],
    '3',
  ),
  width: choice(
    'width',
    'Channels',
    'Channels of the first and second convolution.',
    [
      ['8', '8, 16'],
      ['16', '16, 32'],
      ['32', '32, 64'],
    ],
    '8',
  ),
  activation: choice(
    'activation',
    'Activation',
    'PReLU learns the slope for negative inputs; ReLU sets them to zero.',
    [
      ['prelu', 'PReLU'],
      ['relu', 'ReLU'],
    ],
    'prelu',
  ),
  hiddenUnits: choice(
    'hidden',
    'Hidden units',
    'A dense layer before the embedding; 0 leaves it out.',
    numbers([0, 64, 128]),
    '64',
  ),
  dim: choice(
    'dim',
    'Embedding',
    'Dimension D of the embedding: 2 is the circle, 3 the sphere, more is shown through PCA.',
    [
      ['2', '2-D circle'],
      ['3', '3-D sphere'],
      ['8', '8-D'],
      ['16', '16-D'],
      ['64', '64-D'],
    ],
    '3',
  ),
  optimizer: choice(
    'optimizer',
    'Optimiser',
    'How the gradient moves the weights.',
    [
      ['adam', 'Adam'],
      ['sgd', 'SGD with momentum'],
    ],
    'adam',
  ),
  learningRate: {
    kind: 'number',
    key: 'lr',
    label: 'Learning rate',
    help: 'Length of one optimiser step.',
    effect: 'live',
    min: 1e-5,
    max: 1,
    step: 1e-5,
    integer: false,
    logarithmic: true,
    unit: '',
    default: 0.003,
  },
  momentum: {
    kind: 'number',
    key: 'momentum',
    label: 'Momentum',
    help: 'Share of the previous SGD step that is kept. Adam does not use it.',
    effect: 'restart',
    min: 0,
    max: 0.99,
    step: 0.01,
    integer: false,
    logarithmic: false,
    unit: '',
    default: 0.9,
  },
  batchSize: choice('batch', 'Batch', 'Images in one training step.', numbers([16, 32, 64, 128, 256, 512]), '64'),
  marginRampSteps: integer(
    'ramp',
    'Margin ramp',
    'Steps over which the margin grows from 0 to its set value.',
    [0, 5000, 50],
    0,
    'restart',
    'steps',
  ),
  seed: integer('seed', 'Seed', 'Fixes initial weights, batches and drawn margins.', [0, 999999, 1], 1),
  stopAtStep: integer(
    'steps',
    'Stop at step',
    'Training pauses by itself at this step; 0 never stops.',
    [0, 1000000, 100],
    0,
    'view',
    'steps',
  ),
  backend: choice(
    'backend',
    'Backend',
    'What computes. Automatic takes WebGPU on a hardware adapter, else WebAssembly.',
    [
      ['auto', 'Automatic'],
      ['webgpu', 'WebGPU'],
      ['tfjs-webgpu', 'TensorFlow.js on WebGPU'],
      ['wasm', 'WebAssembly'],
      ['webgl', 'WebGL'],
      ['cpu', 'JavaScript'],
    ],
    'auto',
  ),
} as const satisfies Record<string, Field>;

/** A field as it is for a data set: its range there; null where it has no meaning there. */
export function fieldFor(name: keyof typeof baseFields, config: RunConfig): Field | null {
  const field: Field = baseFields[name];
  if (FACES_ONLY.has(name) && config.dataset !== 'faces') return null;
  if (field.kind !== 'number') return field;
  const all = CLASSES_OF[config.dataset] ?? MAX_CLASSES;
  if (name === 'classes') return { ...field, max: all };
  if (name === 'heldOut') return { ...field, max: all - config.classes };
  return field;
}

type BaseName = keyof typeof baseFields;
/** Choices whose values are numbers in `RunConfig`. */
const NUMERIC_CHOICES: ReadonlySet<string> = new Set(['kernelSize', 'width', 'hiddenUnits', 'dim', 'batchSize']);

/** The fields of one loss: a number for each parameter, a choice for the guard and the assignment where it has more than one. */
export function lossFields(lossId: string): readonly Field[] {
  const loss = findLoss(lossId);
  const parameters = loss.parameters.map((p): NumberField => ({
    kind: 'number',
    key: p.name,
    label: p.label,
    help: p.help,
    effect: 'live',
    min: p.min,
    max: p.max,
    step: p.step,
    integer: false,
    logarithmic: p.logarithmic ?? false,
    unit: p.unit,
    default: p.default,
    ...(p.paperDefault === undefined ? {} : { paperDefault: p.paperDefault }),
  }));
  const guards = loss.guards.length > 1 ? [guardField(lossId)] : [];
  const assignments = loss.assignments.length > 1 ? [assignmentField(lossId)] : [];
  const gradients = (loss.gradients?.length ?? 0) > 1 ? [gradientField(lossId)] : [];
  return [...parameters, ...guards, ...assignments, ...gradients];
}

function guardField(lossId: string): ChoiceField {
  const { guards } = findLoss(lossId);
  return choice(
    'guard',
    'Guard',
    'What the target logit does where the angle plus the margin passes 180°.',
    guards.map((g) => [g.id, g.label]),
    guards[0]?.id ?? 'none',
  );
}

function gradientField(lossId: string): ChoiceField {
  const gradients = findLoss(lossId).gradients ?? [];
  return choice(
    'gradient',
    'Gradient',
    'Whether the gradient goes through the margin, or passes it as if it were not there.',
    gradients.map((g) => [g.id, g.label]),
    gradients[0]?.id ?? 'true',
  );
}

function assignmentField(lossId: string): ChoiceField {
  const { assignments } = findLoss(lossId);
  return choice(
    'assignment',
    'Assignment',
    'Which sample of the batch gets which of the drawn margins.',
    assignments.map((a) => [a.id, a.label]),
    assignments[0]?.id ?? 'as-drawn',
  );
}

/** A setting that could not be taken as given, for a sentence to the user. */
export interface Adjustment {
  readonly key: string;
  readonly given: string;
  /** What is used instead; absent when the key is unknown. */
  readonly used?: string;
  /** What would have been right. */
  readonly expected: string;
}

/** `scale: expected 1 to 128, got 500; using 128` */
export function describeAdjustment(a: Adjustment): string {
  return `${a.key}: expected ${a.expected}, got ${a.given}${a.used === undefined ? '; ignored' : `; using ${a.used}`}`;
}

/** Names that a typed loss must not take for its own parameters: in a link they mean something else. */
const RESERVED = ['v', 'preset', 'vs', ...Object.values(baseFields).map((field) => field.key)];

/** What is wrong with a typed loss, as the message of the parser; null: nothing. */
export function customLossProblem(
  id: string,
): { field: 'target' | 'others'; message: string; position: number } | null {
  const formulas = readCustomLossId(id);
  const result = formulas && customLoss(formulas, { reserved: RESERVED });
  if (!result || !('error' in result)) return null;
  return { field: result.field, message: result.error.message, position: result.error.position };
}

function readCustomLoss(given: string, adjustments: Adjustment[]): string {
  const problem = customLossProblem(given);
  if (!problem) return given;
  adjustments.push({ key: 'loss', given, used: DEFAULT_LOSS, expected: `a formula (${problem.message})` });
  return DEFAULT_LOSS;
}

/** A value as given, made valid: what was wrong with it is added to `adjustments`; absent, the field's default. */
export function readField(field: Field, given: string | undefined, adjustments: Adjustment[]): string | number {
  if (given === undefined) return field.default;
  if (field.kind === 'choice') {
    if (field.key === baseFields.loss.key && readCustomLossId(given)) return readCustomLoss(given, adjustments);
    if (field.choices.some((c) => c.value === given)) return given;
    const expected = `one of ${field.choices.map((c) => c.value).join(', ')}`;
    adjustments.push({ key: field.key, given, used: field.default, expected });
    return field.default;
  }
  const expected = `${field.integer ? 'a whole number' : 'a number'} from ${field.min} to ${field.max}`;
  const value = given.trim() === '' ? NaN : Number(given);
  if (!Number.isFinite(value)) {
    adjustments.push({ key: field.key, given, used: `${field.default}`, expected });
    return field.default;
  }
  const whole = field.integer ? Math.round(value) : value;
  const clamped = Math.min(field.max, Math.max(field.min, whole));
  if (clamped !== value) adjustments.push({ key: field.key, given, used: `${clamped}`, expected });
  return clamped;
}

/**
 * Reads a configuration from text values by key. Never throws: what is unknown is named and ignored, what is out of range is
 * clamped and named in `adjustments`; missing keys take their defaults.
 */
export function parseRunConfig(values: Readonly<Record<string, string>>): {
  config: RunConfig;
  adjustments: Adjustment[];
} {
  const adjustments: Adjustment[] = [];
  const base: Record<string, string | number> = {};
  for (const name of Object.keys(baseFields) as BaseName[]) {
    const field = baseFields[name];
    const value = readField(field, values[field.key], adjustments);
    base[name] = NUMERIC_CHOICES.has(name) ? Number(value) : value;
  }
  fitClasses(base, values, adjustments);
  const lossId = base['loss'] as string;
  const lossParameters: Record<string, number> = {};
  let guard: string = findLoss(lossId).guards[0]?.id ?? 'none';
  let assignment: string = findLoss(lossId).assignments[0]?.id ?? 'as-drawn';
  let gradient: string = findLoss(lossId).gradients?.[0]?.id ?? 'true';
  const fields = lossFields(lossId);
  for (const field of fields) {
    const value = readField(field, values[field.key], adjustments);
    if (field.key === 'guard') guard = value as string;
    else if (field.key === 'assignment') assignment = value as string;
    else if (field.key === 'gradient') gradient = value as string;
    else lossParameters[field.key] = value as number;
  }
  const known = new Set([...Object.values(baseFields).map((f) => f.key), ...fields.map((f) => f.key)]);
  for (const [key, given] of Object.entries(values)) {
    if (!known.has(key))
      adjustments.push({ key, given, expected: `a setting of ${lossId} (${[...known].join(', ')})` });
  }
  return { config: { ...base, lossParameters, guard, assignment, gradient } as unknown as RunConfig, adjustments };
}

/** Trained and held-out classes must be there; changes `base` and names what it changed. */
function fitClasses(
  base: Record<string, string | number>,
  values: Readonly<Record<string, string>>,
  adjustments: Adjustment[],
): void {
  const all = CLASSES_OF[base['dataset'] as string] ?? MAX_CLASSES;
  const fit = (name: 'classes' | 'heldOut', low: number, high: number): void => {
    const given = base[name] as number;
    const used = Math.min(high, Math.max(low, given));
    if (used === given) return;
    base[name] = used;
    const { key } = baseFields[name];
    if (values[key] !== undefined) {
      adjustments.push({ key, given: `${given}`, used: `${used}`, expected: `a whole number from ${low} to ${high}` });
    }
  };
  fit('classes', 2, all);
  const classes = base['classes'] as number;
  fit('heldOut', base['dataset'] === 'faces' ? Math.max(0, MIN_FACES - classes) : 0, all - classes);
}

/** Text values by key of every setting of `config`, the inverse of `parseRunConfig`. */
export function formatRunConfig(config: RunConfig): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of Object.keys(baseFields) as BaseName[]) values[baseFields[name].key] = `${config[name]}`;
  for (const field of lossFields(config.loss)) values[field.key] = `${readLossField(config, field.key)}`;
  return values;
}

/** Value of one of `lossFields(config.loss)`. */
export function readLossField(config: RunConfig, key: string): number | string {
  if (key === 'guard') return config.guard;
  if (key === 'assignment') return config.assignment;
  if (key === 'gradient') return config.gradient;
  return config.lossParameters[key] ?? NaN;
}

/** `config` with one setting changed, by key; other settings stay as far as the (new) loss knows them. */
export function withSetting(config: RunConfig, key: string, value: string | number): RunConfig {
  const values = { ...formatRunConfig(config), [key]: `${value}` };
  if (key === 'loss') {
    // A margin of ArcFace (radians) means something else in CosFace: a new loss starts from its own defaults; the scale carries over.
    // Between two versions of a typed formula what has the same name is the same.
    const isEdit = readCustomLossId(config.loss) && readCustomLossId(`${value}`);
    const same = isEdit ? lossFields(`${value}`).map((f) => f.key) : [];
    const kept = new Set([...Object.values(baseFields).map((f) => f.key), 'scale', ...same]);
    for (const name of Object.keys(values)) if (!kept.has(name)) delete values[name];
    if (!lossFields(`${value}`).some((f) => f.key === 'scale')) delete values['scale'];
  }
  return parseRunConfig(values).config;
}

/** Text values of `base` with another loss: only what does not belong to the loss stays. */
export function withLossValues(base: RunConfig, values: Readonly<Record<string, string>>): Record<string, string> {
  const own = new Set(lossFields(base.loss).map((field) => field.key));
  const shared = Object.fromEntries(Object.entries(formatRunConfig(base)).filter(([key]) => !own.has(key)));
  return { ...shared, ...values };
}

/** `base` with another loss at its own defaults; the scale carries over. */
export function withLoss(base: RunConfig, loss: string): RunConfig {
  const scale = base.lossParameters['scale'];
  const takesScale = scale !== undefined && lossFields(loss).some((field) => field.key === 'scale');
  return parseRunConfig(withLossValues(base, { loss, ...(takesScale ? { scale: `${scale}` } : {}) })).config;
}

/** Labels of the settings in which `b` differs from `a` in a way that needs a restart. */
export function restartDifferences(a: RunConfig, b: RunConfig): string[] {
  const differences = Object.entries(baseFields)
    .filter(([name, field]) => field.effect === 'restart' && a[name as BaseName] !== b[name as BaseName])
    .map(([, field]) => field.label);
  if (a.loss === b.loss) {
    if (a.guard !== b.guard) differences.push('Guard');
    if (a.assignment !== b.assignment) differences.push('Assignment');
    if (a.gradient !== b.gradient) differences.push('Gradient');
  }
  return differences;
}

export const defaultRunConfig = (): RunConfig => parseRunConfig({}).config;
