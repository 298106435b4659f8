/** For tests: any page that a link can hold, and any text that claims to be one. */
import fc from 'fast-check';
import { figurePresets } from '../engine/figurePresets';
import { presets } from '../engine/presets';
import {
  baseFields,
  type Field,
  lossFields,
  parseRunConfig,
  type RunConfig,
  withLossValues,
} from '../engine/runConfig';
import { losses } from '../losses';
import { type Lock, settingsOf } from './lock';
import type { StageLook } from './stage/stageLook';

/** Any valid value of a field, as text. */
const valueOf = (field: Field): fc.Arbitrary<string> =>
  field.kind === 'choice'
    ? fc.constantFrom(...field.choices.map((c) => c.value))
    : fc
        .double({ min: field.min, max: field.max, noNaN: true })
        .map((value) => `${field.integer ? Math.round(value) : value}`);

/** Any configuration of any loss. */
const anyConfig = fc
  .constantFrom(...losses.map((loss) => loss.id))
  .chain((loss) => {
    const fields = [...Object.values(baseFields), ...lossFields(loss)].filter((field) => field.key !== 'loss');
    return fc
      .record(Object.fromEntries(fields.map((field) => [field.key, valueOf(field)])))
      .map((values) => ({ ...values, loss }));
  })
  .map((values) => parseRunConfig(values).config);

/** A loss beside `config`: a built-in one or a formula, with settings of its own. */
const anyOther = (config: RunConfig): fc.Arbitrary<RunConfig> =>
  fc
    .constantFrom(
      ...losses.map((loss) => loss.id),
      'custom:cos(theta + m_1) - 0.1*theta;;fixed',
      'custom:cos(theta - E)',
    )
    .chain((loss) =>
      fc
        .record(Object.fromEntries(lossFields(loss).map((field) => [field.key, valueOf(field)])))
        .map((values) => parseRunConfig(withLossValues(config, { ...values, loss })).config),
    );

const tenth = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: low * 10, max: high * 10 }).map((n) => n / 10);

const anyLook: fc.Arbitrary<StageLook> = fc.record({
  options: fc.record({
    showTrain: fc.boolean(),
    showTest: fc.boolean(),
    pointSize: fc.integer({ min: 2, max: 16 }),
    opacity: tenth(0.1, 1),
    isolated: fc.option(fc.integer({ min: 0, max: 199 })),
    rawPlane: fc.boolean(),
  }),
  camera: fc.option(
    fc.record({
      azimuth: tenth(-179, 180).map((degrees) => (degrees * Math.PI) / 180),
      elevation: tenth(-85, 85).map((degrees) => (degrees * Math.PI) / 180),
      zoom: tenth(0.6, 4),
    }),
  ),
});

const anyLock = (config: RunConfig): fc.Arbitrary<Lock | null> => {
  const keys = settingsOf([config]).map((field) => field.key);
  return fc.option(fc.record({ free: fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 4 }) }));
};

/** Everything that a link holds. */
export const anyPage = fc.record({ config: anyConfig, look: anyLook }).chain(({ config, look }) =>
  fc.record({
    config: fc.constant(config),
    look: fc.constant(look),
    others: fc.array(anyOther(config), { maxLength: 3 }),
    lock: anyLock(config),
  }),
);

/** Null: none. */
export const anyPreset = fc.constantFrom(null, ...[...presets, ...figurePresets].map((preset) => preset.id));

const part = fc.constantFrom(
  ...['v=', 'vs=', 'preset=', 'loss=', 'custom:', 'view.', 'scale=', '__proto__=', 'constructor=', '_', '-', '&', '%'],
  ...['NaN', 'Infinity', '1e999', '-0', '%E0%A4%A', '<script>', 'cos(', '))', 'theta^', '\u0000', '=', '#', '+'],
);
/** What no page has written. */
export const anyHash = fc.oneof(
  fc.string(),
  fc.array(fc.oneof(part, fc.string({ maxLength: 4 })), { maxLength: 40 }).map((parts) => parts.join('')),
  fc.nat(50).map((depth) => `loss=custom:${'('.repeat(200 * depth)}`),
);
