import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figurePresets } from '../engine/figurePresets';
import { presets } from '../engine/presets';
import { baseFields, defaultRunConfig, type Field, lossFields, parseRunConfig } from '../engine/runConfig';
import { losses } from '../losses';
import { formatAddress, readAddress } from './address';

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

  it('brings back any configuration, from any preset', () => {
    const anyPreset = fc.constantFrom(null, ...[...presets, ...figurePresets].map((preset) => preset.id));
    fc.assert(
      fc.property(anyConfig, anyPreset, (config, presetId) => {
        const read = readAddress(formatAddress(config, presetId), '');
        expect(read.config).toEqual(config);
        expect(read.adjustments).toEqual([]);
      }),
      { numRuns: 200, seed: 1 },
    );
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
    fc.assert(
      fc.property(fc.string(), fc.string(), (hash, search) => {
        expect(readAddress(`#${hash}`, `?${search}`).config.dim).toBeGreaterThan(1);
      }),
      { seed: 1 },
    );
  });
});
