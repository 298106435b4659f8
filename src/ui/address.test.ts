import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figurePresets } from '../engine/figurePresets';
import { presets } from '../engine/presets';
import {
  baseFields,
  defaultRunConfig,
  type Field,
  lossFields,
  parseRunConfig,
  type RunConfig,
  withLossValues,
} from '../engine/runConfig';
import { losses } from '../losses';
import { formatAddress, readAddress } from './address';
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

/** Everything that a link holds. */
const anyPage = fc
  .record({ config: anyConfig, look: anyLook })
  .chain(({ config, look }) =>
    fc.array(anyOther(config), { maxLength: 3 }).map((others) => ({ config, look, others })),
  );

describe('address', () => {
  it('opens the defaults from an empty address', () => {
    const { config, adjustments } = readAddress('', '');
    expect(config).toEqual(defaultRunConfig());
    expect(adjustments).toEqual([]);
  });

  it('holds the loss and what differs from its defaults, nothing else', () => {
    const { config } = parseRunConfig({ loss: 'cosface', dim: '2', margin: '0.15' });
    expect(formatAddress(config, null)).toBe('#v=1&loss=cosface&dim=2&margin=0.15');
  });

  it('holds a preset and what differs from it', () => {
    const { config, presetId } = readAddress('#v=1&preset=circle&margin=0.2', '');
    expect(config).toMatchObject({ loss: 'arcface', dim: 2, lossParameters: { margin: 0.2 } });
    expect(formatAddress(config, presetId)).toBe('#v=1&preset=circle&margin=0.2');
  });

  it('opens every preset without a correction', () => {
    for (const preset of [...presets, ...figurePresets])
      expect(readAddress(`#v=1&preset=${preset.id}`, '').adjustments).toEqual([]);
  });

  it('opens a published figure with its runs, and keeps what was changed about them', () => {
    for (const preset of figurePresets) {
      const link = `#v=1&preset=${preset.id}`;
      const { config, presetId, others } = readAddress(link, '');
      expect(others).toHaveLength(preset.versus?.length ?? 0);
      expect(formatAddress(config, presetId, others)).toBe(link);
      const fewer = readAddress(formatAddress(config, presetId, others.slice(1)), '');
      expect(fewer.others).toEqual(others.slice(1));
      const alone = readAddress(formatAddress(config, presetId, []), '');
      expect(alone).toMatchObject({ config, others: [], adjustments: [] });
    }
  });

  it('brings back any page: runs, formulas, stage and camera, from any preset', () => {
    const anyPreset = fc.constantFrom(null, ...[...presets, ...figurePresets].map((preset) => preset.id));
    fc.assert(
      fc.property(anyPage, anyPreset, ({ config, others, look }, presetId) => {
        const link = formatAddress(config, presetId, others, look);
        const read = readAddress(link, '');
        expect(read.config).toEqual(config);
        expect(read.others).toEqual(others);
        expect(read.look.options).toEqual(look.options);
        for (const name of ['azimuth', 'elevation', 'zoom'] as const) {
          // A tenth of a degree is what the link holds.
          if (look.camera) expect(read.look.camera?.[name]).toBeCloseTo(look.camera[name], 6);
          else expect(read.look.camera).toBeNull();
        }
        expect(read.adjustments).toEqual([]);
        expect(formatAddress(read.config, presetId, read.others, read.look)).toBe(link);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('reads links without a version as typed by hand, with the symbols of the papers', () => {
    const { config, adjustments } = readAddress('#loss=cosface&s=20&m=0.2&d=2', '');
    expect(config).toMatchObject({ dim: 2, lossParameters: { scale: 20, margin: 0.2 } });
    expect(adjustments).toEqual([]);
    expect(readAddress('#v=1&loss=cosface&s=20', '').adjustments.map(({ key }) => key)).toEqual(['s']);
    // A formula's own m is its own.
    expect(readAddress('#loss=custom:cos(theta%2Bm)&m=0.3', '').config.lossParameters['m']).toBe(0.3);
  });

  it('names a look that cannot be, and a fifth run', () => {
    const { look, others, adjustments } = readAddress(
      '#v=1&loss=arcface&view.plane=flat&view.zoom=99&view.tilt=1&vs=cosface&vs=normface&vs=softmax&vs=arcface',
      '',
    );
    expect(look.camera?.zoom).toBe(4);
    expect(others).toHaveLength(3);
    expect(adjustments.map(({ key }) => key).sort()).toEqual(['view.plane', 'view.tilt', 'view.zoom', 'vs']);
  });

  it('lets ?backend= win over the hash', () => {
    expect(readAddress('#v=1&backend=cpu', '?backend=wasm').config.backend).toBe('wasm');
  });

  it('clamps what is out of range, ignores what is unknown, and names both', () => {
    const { config, adjustments } = readAddress('#v=9&preset=none&scale=1e9&colour=red&dim=7&seed=abc', '');
    expect(config.lossParameters['scale']).toBe(128);
    expect(config.dim).toBe(3);
    expect(adjustments.map((a) => a.key).sort()).toEqual(['colour', 'dim', 'preset', 'scale', 'seed', 'v']);
  });

  it('survives any hash', () => {
    const part = fc.constantFrom(
      ...[
        'v=',
        'vs=',
        'preset=',
        'loss=',
        'custom:',
        'view.',
        'scale=',
        '__proto__=',
        'constructor=',
        '_',
        '-',
        '&',
        '%',
      ],
      ...['NaN', 'Infinity', '1e999', '-0', '%E0%A4%A', '<script>', 'cos(', '))', 'theta^', '\u0000', '=', '#', '+'],
    );
    const hostile = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(part, fc.string({ maxLength: 4 })), { maxLength: 40 }).map((parts) => parts.join('')),
      fc.nat(50).map((depth) => `loss=custom:${'('.repeat(200 * depth)}`),
    );
    fc.assert(
      fc.property(hostile, fc.string(), (hash, search) => {
        expect(readAddress(`#${hash}`, `?${search}`).config.dim).toBeGreaterThan(1);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
