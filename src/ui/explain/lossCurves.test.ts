import { expect, test } from 'vitest';
import { parseRunConfig } from '../../engine/runConfig';
import { lossCurve } from './lossCurves';

const curve = (values: Record<string, string>, offset = 0) => lossCurve(parseRunConfig(values).config, offset);

test('ArcFace: the cosine moved by the margin, and its slope', () => {
  const points = curve({ loss: 'arcface', scale: '10', margin: '0.5' })!;
  const at60 = points.find((point) => point.thetaDeg === 60)!;
  expect(at60.logit).toBeCloseTo(10 * Math.cos(Math.PI / 3 + 0.5), 9);
  expect(at60.pull).toBeCloseTo(10 * Math.sin(Math.PI / 3 + 0.5), 9);
});

test('the pull is the slope of the logit curve for every guard', () => {
  for (const guard of ['monotone', 'none', 'easy', 'clip']) {
    const points = curve({ loss: 'arcface', guard })!;
    for (const i of [10, 30, 60]) {
      const [before, here, after] = [points[i - 1]!, points[i]!, points[i + 1]!];
      const slope = (after.logit - before.logit) / ((4 * Math.PI) / 180);
      expect(Math.abs(here.pull + slope)).toBeLessThan(0.05 * 16);
    }
  }
});

test('sigma moves the curve of ElasticFace only', () => {
  const logit = (values: Record<string, string>, offset: number) => curve(values, offset)![20]!.logit;
  expect(logit({ loss: 'elasticface-arc' }, 2)).toBeLessThan(logit({ loss: 'elasticface-arc' }, 0));
  expect(logit({ loss: 'arcface' }, 2)).toBe(logit({ loss: 'arcface' }, 0));
  expect(curve({ loss: 'softmax' })).toBeNull();
});
