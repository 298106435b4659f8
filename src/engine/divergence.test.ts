import { describe, expect, it } from 'vitest';
import { explainDivergence } from './divergence';
import { parseRunConfig } from './runConfig';

const explain = (values: Record<string, string>) => explainDivergence(parseRunConfig(values).config, 12, 8);

describe('explainDivergence', () => {
  it('says where it broke and where "go back" leads', () => {
    const failure = explain({});
    expect(failure.cause).toBe('diverged');
    expect(failure.message).toContain('step 12');
    expect(failure.remedy).toContain('step 8');
  });

  it('names the learning rate first, then the scale, then the guard', () => {
    expect(explain({ lr: '0.5', scale: '64' }).remedy).toContain('learning rate 0.5: try 0.003');
    expect(explain({ lr: '0.5', optimizer: 'sgd' }).remedy).toContain('try 0.05');
    expect(explain({ scale: '64', dim: '2' }).remedy).toContain('scale 64 in 2-D: try 16');
    expect(explain({ loss: 'arcface', guard: 'none' }).remedy).toContain('guard');
  });
});
