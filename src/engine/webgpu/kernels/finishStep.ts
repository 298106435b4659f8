/** The batch mean of the losses (see `measuredPlaces`) into the ring (place: step modulo its length), then the step counts as done. */
import { float, groupKernel, type Kernel, WORKGROUP_SIZE } from './kernel';

export function finishStep(batch: number, ringLength: number): Kernel {
  return groupKernel(1, {
    label: 'finish step',
    bindings: { measured: ['read', 'f32'], ring: ['write', 'f32'], step: ['write', 'u32'] },
    declarations: `var<workgroup> sums: array<f32, ${WORKGROUP_SIZE}>;`,
    body: `  var sum = 0.0;
  for (var b = lane; b < ${batch}u; b += ${WORKGROUP_SIZE}u) { sum += measured[${batch}u + b]; }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane + group > 0u) { return; }
  var total = 0.0;
  for (var i = 0u; i < ${WORKGROUP_SIZE}u; i++) { total += sums[i]; }
  ring[step[0] % ${ringLength}u] = total / ${float(batch)};
  step[0] += 1u;`,
  });
}
