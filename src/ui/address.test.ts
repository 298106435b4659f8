import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figurePresets } from '../engine/figurePresets';
import { presets } from '../engine/presets';
import { defaultRunConfig, parseRunConfig } from '../engine/runConfig';
import { formatAddress, readAddress } from './address';
import { anyHash, anyPage, anyPreset } from './anyPage';

describe('address', () => {
  it('opens the defaults from an empty address', () => {
    const { config, adjustments } = readAddress('', '');
    expect(config).toEqual(defaultRunConfig());
    expect(adjustments).toEqual([]);
  });

  it('holds the loss and what differs from its defaults, nothing else', () => {
    const { config } = parseRunConfig({ loss: 'cosface', dim: '2', margin: '0.15' });
    expect(formatAddress({ config })).toBe('#v=1&loss=cosface&dim=2&margin=0.15');
  });

  it('holds a preset and what differs from it', () => {
    const { config, presetId } = readAddress('#v=1&preset=circle&margin=0.2', '');
    expect(config).toMatchObject({ loss: 'arcface', dim: 2, lossParameters: { margin: 0.2 } });
    expect(formatAddress({ config, presetId })).toBe('#v=1&preset=circle&margin=0.2');
  });

  it('opens every preset without a correction', () => {
    for (const preset of [...presets, ...figurePresets])
      expect(readAddress(`#v=1&preset=${preset.id}`, '').adjustments).toEqual([]);
  });

  it('opens a published figure with its runs, and keeps what was changed about them', () => {
    for (const preset of figurePresets) {
      const link = `#v=1&preset=${preset.id}`;
      const { config, presetId, others, look } = readAddress(link, '');
      expect(others).toHaveLength(preset.versus?.length ?? 0);
      expect(formatAddress({ config, presetId, others, look })).toBe(link);
      const fewer = readAddress(formatAddress({ config, presetId, others: others.slice(1) }), '');
      expect(fewer.others).toEqual(others.slice(1));
      const alone = readAddress(formatAddress({ config, presetId, others: [] }), '');
      expect(alone).toMatchObject({ config, others: [], adjustments: [] });
    }
  });

  it('brings back any page: runs, formulas, stage and camera, from any preset', () => {
    fc.assert(
      fc.property(anyPage, anyPreset, ({ config, others, look, lock }, presetId) => {
        const link = formatAddress({ config, presetId, others, look, lock });
        const read = readAddress(link, '');
        expect(read.config).toEqual(config);
        expect(read.others).toEqual(others);
        expect(read.look.options).toEqual(look.options);
        for (const name of ['azimuth', 'elevation', 'zoom'] as const) {
          // A tenth of a degree is what the link holds.
          if (look.camera) expect(read.look.camera?.[name]).toBeCloseTo(look.camera[name], 6);
          else expect(read.look.camera).toBeNull();
        }
        expect(read.lock).toEqual(lock);
        expect(read.adjustments).toEqual([]);
        expect(formatAddress({ ...read, presetId })).toBe(link);
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

  it('locks all settings but the free ones, and names what cannot be free', () => {
    expect(readAddress('#v=1&loss=arcface', '').lock).toBeNull();
    expect(readAddress('#v=1&loss=arcface&lock.free=', '').lock).toEqual({ free: [] });
    const { lock, adjustments } = readAddress('#v=1&loss=arcface&vs=elasticface-arc&lock.free=sigma+lr+colour', '');
    expect(lock).toEqual({ free: ['sigma', 'lr'] });
    expect(adjustments).toMatchObject([{ key: 'lock.free', given: 'colour' }]);
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
      fc.property(anyHash, fc.string(), (hash, search) => {
        expect(readAddress(`#${hash}`, `?${search}`).config.dim).toBeGreaterThan(1);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
