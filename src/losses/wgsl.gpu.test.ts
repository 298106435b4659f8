/** Every loss's WGSL on a real WebGPU device against the float64 reference, over all angles. */
import { expect, test } from 'vitest';
import { emitWgsl } from '../formula/emitWgsl';
import { evaluate } from '../formula/evaluate';
import { losses } from '.';
import { compileLoss } from './compileLoss';

const COUNT = 256;
/** The clamp of the angular losses in float32: nearer to +-1 the angle is lost. */
const CLAMP = 1e-4;

const cosines = Float32Array.from({ length: COUNT }, (_, i) => {
  const cosine = Math.cos((Math.PI * i) / (COUNT - 1));
  return Math.min(1 - CLAMP, Math.max(CLAMP - 1, cosine));
});

async function run(device: GPUDevice, body: string, parameters: Record<string, number>): Promise<Float32Array> {
  const constants = Object.entries(parameters).map(
    ([name, value]) => `const p_${name}: f32 = ${value.toExponential(9)};`,
  );
  const code = `
    ${constants.join('\n')}
    @group(0) @binding(0) var<storage, read> cosines: array<f32>;
    @group(0) @binding(1) var<storage, read_write> result: array<f32>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
      let p_cosine = cosines[id.x];
      let p_logit = p_cosine;
      let p_theta = acos(p_cosine);
      result[id.x] = ${body} + 0.0 * (p_logit + p_theta);
    }`;
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
  const bytes = 4 * COUNT;
  const input = device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
  const output = device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  device.queue.writeBuffer(input, 0, cosines);
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [
      { binding: 0, resource: { buffer: input } },
      { binding: 1, resource: { buffer: output } },
    ],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(COUNT / 64);
  pass.end();
  encoder.copyBufferToBuffer(output, 0, staging, 0, bytes);
  device.queue.submit([encoder.finish()]);
  expect((await device.popErrorScope())?.message).toBeUndefined();
  await staging.mapAsync(GPUMapMode.READ);
  return new Float32Array(staging.getMappedRange().slice(0));
}

async function openDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('the GPU tests need a WebGPU adapter; the browser gave none');
  return adapter.requestDevice();
}

test.each(losses.map((loss) => ({ id: loss.id, loss })))('$id', async ({ loss }) => {
  const device = await openDevice();
  for (const guard of loss.guards) {
    const { target, targetSlope, others, othersSlope } = compileLoss(loss, guard.id);
    const parameters: Record<string, number> = Object.fromEntries(loss.parameters.map((p) => [p.name, p.default]));
    parameters['E'] = loss.marginDraw.kind === 'none' ? 0 : (parameters[loss.marginDraw.mean] ?? 0);
    const names = Object.fromEntries(
      [...Object.keys(parameters), 'cosine', 'theta', 'logit'].map((name) => [name, `p_${name}`]),
    );
    for (const [part, expression] of Object.entries({ target, targetSlope, others, othersSlope })) {
      const found = await run(device, emitWgsl(expression, names), parameters);
      cosines.forEach((cosine, i) => {
        const expected = evaluate(expression, { ...parameters, cosine, logit: cosine, theta: Math.acos(cosine) });
        // WGSL allows acos an error of about 7e-4 near the ends; the slopes there are up to 1 / sin(0.8 degrees) = 70.
        const tolerance = 2e-3 * (1 + Math.abs(expected));
        expect(Math.abs(found[i]! - expected), `${guard.id} ${part} at cosine ${cosine}`).toBeLessThan(tolerance);
      });
    }
  }
  device.destroy();
});
