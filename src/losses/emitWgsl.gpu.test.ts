/** Every formula of every loss, compiled on a real WebGPU device and compared with float64 over a grid of angles and extremes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { losses } from '.';
import { emitWgsl } from '../formula/emitWgsl';
import { evaluate } from '../formula/evaluate';
import { type Expression, variablesOf } from '../formula/expression';
import { parse } from '../formula/parse';
import { compileHead, FORMULA_VARIABLES } from './compileHead';
import type { LossDefinition } from './lossDefinition';

let device: GPUDevice;

beforeAll(async () => {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter)
    throw new Error('expected a WebGPU adapter, got none. Check the browser flags in scripts/findBrowser.ts.');
  device = await adapter.requestDevice();
});

/** Values of the expressions at each point, [points][expressions]: one shader, one invocation a point. */
async function runShader(
  expressions: readonly Expression[],
  points: readonly Record<string, number>[],
): Promise<number[][]> {
  const names = [...new Set(expressions.flatMap((e) => [...variablesOf(e)]))];
  const columns = Math.max(1, names.length);
  const lets = names.map((name, i) => `  let v_${name} = input[row * ${columns}u + ${i}u];`);
  const texts = Object.fromEntries(names.map((name) => [name, `v_${name}`]));
  const stores = expressions.map((e, i) => `  output[row * ${expressions.length}u + ${i}u] = ${emitWgsl(e, texts)};`);
  const code = `
@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= ${points.length}u || input[0] != input[0]) { return; }
${[...lets, ...stores].join('\n')}
}`;
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const values = new Float32Array(points.length * columns);
  points.forEach((point, r) => names.forEach((name, c) => (values[r * columns + c] = point[name] ?? NaN)));
  const input = device.createBuffer({
    size: values.byteLength,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(input, 0, values);
  const size = points.length * expressions.length * 4;
  const output = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [input, output].map((buffer, binding) => ({ binding, resource: { buffer } }));
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(Math.ceil(points.length / 64));
  pass.end();
  encoder.copyBufferToBuffer(output, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  if (error) throw new Error(`${error.message}\n${code}`);
  await staging.mapAsync(GPUMapMode.READ);
  const flat = new Float32Array(staging.getMappedRange().slice(0));
  for (const buffer of [input, output, staging]) buffer.destroy();
  return points.map((_, r) => Array.from(flat.subarray(r * expressions.length, (r + 1) * expressions.length)));
}

/** The error WGSL allows a cosine (2^-11); SwiftShader's come to a fifth of it. */
const DEVICE_ERROR = 2 ** -11;

/** Cosines as far from +-1 as the trainers clamp them: beyond, no float32 slope can be right. */
const CLAMP = 1e-4;

/** Every whole degree, both ends exact and clamped, margins that reach past 180 degrees, two lengths. */
function grid(loss: LossDefinition): Record<string, number>[] {
  const numbers = Object.fromEntries(loss.parameters.map((p) => [p.name, p.default]));
  const state = Object.fromEntries((loss.statistics ?? []).map((s) => [s.name, s.initial]));
  const points: Record<string, number>[] = [];
  const clamped = Array.from({ length: 181 }, (_, degree) =>
    Math.min(1 - CLAMP, Math.max(CLAMP - 1, Math.cos((degree * Math.PI) / 180))),
  );
  for (const cosine of [1, -1, ...clamped]) {
    for (const [E, norm] of [
      [0, 2.3],
      [0.51, 2.3],
      [1.23, 12.7],
    ] as const) {
      const theta = Math.acos(Math.fround(cosine));
      points.push({
        ...numbers,
        ...state,
        E,
        norm,
        detachedNorm: norm,
        cosine,
        theta,
        logit: 3 * cosine,
        targetCosine: 0.37,
        targetTheta: Math.acos(0.37),
      });
    }
  }
  // The reference gets what the shader gets.
  return points.map((point) => Object.fromEntries(Object.entries(point).map(([name, v]) => [name, Math.fround(v)])));
}

describe.each(losses.flatMap((loss) => loss.guards.map((guard) => [loss.id, guard.id, loss] as const)))(
  '%s, guard %s',
  (_, guard, loss) => {
    const head = compileHead(loss, { guard });
    const parts: [string, Expression][] = [
      ['target', head.target],
      ['target slope', head.targetSlope],
      ['target slope in the length', head.targetNormSlope],
      ['others', head.others],
      ['others slope', head.othersSlope],
      ['others slope in the length', head.othersNormSlope],
      ...head.statistics.map((s): [string, Expression] => [s.name, s.of]),
      ...(head.regulariser
        ? ([
            ['regulariser', head.regulariser.term],
            ['regulariser slope', head.regulariser.termSlope],
          ] as [string, Expression][])
        : []),
    ];

    it('matches float64', async () => {
      const points = grid(loss);
      const got = await runShader(
        parts.map(([, e]) => e),
        points,
      );
      points.forEach((point, r) => {
        parts.forEach(([name, expression], i) => {
          if (name.includes('slope') && Math.abs(point['cosine'] ?? 0) === 1) return;
          const expected = evaluate(expression, point);
          const value = got[r]?.[i] ?? NaN;
          expect(Number.isFinite(value)).toBe(true);
          // Slopes hold 1 / sin(theta), which multiplies the error.
          const growth = name.includes('slope') ? 1 / Math.sin(point['theta'] ?? NaN) : 1;
          const tolerance = DEVICE_ERROR * growth * Math.max(1, Math.abs(expected));
          const where = `${name} at theta ${((point['theta'] ?? 0) * 180) / Math.PI}, E ${point['E']}`;
          expect(Math.abs(value - expected), where).toBeLessThan(tolerance);
        });
      });
    });
  },
);

describe('the language', () => {
  it.each([
    'theta^2 - theta^3 + theta^0.5 + (-theta)^3 + (-theta)^2',
    '(-2)^floor(theta) + E^theta + (-1.5)^floor(3 * theta)',
    'min(theta, E) + max(theta, E) * clip(theta, 0.5, E) - clip(theta, 2, 1)',
    'if(theta < E, 1, 2) + (theta >= E) * 3 + if(floor(theta), 4, 5) + if(theta <= E, 6, 7) * (theta > 2)',
    'abs(theta - 1) * sign(theta - 1) + floor(theta * 2) - exp(-theta) + log(1 + theta) + sqrt(theta) + acos(theta / 4)',
    'theta - -theta + 1e-7 * theta + 100000 * E / (1 + theta)',
  ])('%s', async (text) => {
    const expression = parse(text);
    const points = Array.from({ length: 63 }, (_, i) => ({
      theta: Math.fround(0.01 + i * 0.05),
      E: Math.fround(1.37),
    }));
    const got = await runShader([expression], points);
    points.forEach((point, r) => {
      const expected = evaluate(expression, point);
      expect(Math.abs((got[r]?.[0] ?? NaN) - expected)).toBeLessThan(DEVICE_ERROR * Math.max(1, Math.abs(expected)));
    });
  });

  it('gives finite numbers where float64 gives infinities or, by rounding, NaN', async () => {
    const parts = ['acos(theta + 1)', 'acos(-theta - 1)', 'sqrt(-theta)', 'log(0 * theta)', 'exp(1000 * theta)'].map(
      (t) => parse(t),
    );
    const [row = []] = await runShader(parts, [{ theta: 1.5 }]);
    expect(row[0]).toBeCloseTo(0, 3);
    expect(row[1]).toBeCloseTo(Math.PI, 3);
    expect(row[2]).toBe(0);
    expect(Number.isFinite(row[3])).toBe(true);
    expect(Number.isFinite(row[4])).toBe(true);
  });

  it('has a value for every variable', () => {
    const point = grid(losses[0]!)[0] ?? {};
    expect(FORMULA_VARIABLES.filter((name) => point[name] === undefined)).toEqual([]);
  });
});
