/**
 * What a loss asks of the whole batch: which sample gets which of the drawn margins (`assignMargins` in src/losses/marginDraw.ts), and the
 * running statistics (new = share * reduce(of) + (1 - share) * old). One workgroup; ranks by comparing every pair, ties by index.
 */
import type { AssignmentId } from '../../../losses/lossDefinition';
import { type HeadFormulas, TRIGONOMETRY } from './headFormulas';
import { float, groupKernel, type Kernel, WORKGROUP_SIZE } from './kernel';
import { type HeadShape, measuredPlaces } from './products';

/** Without need, there is no such kernel: the head reads the drawn margins. */
export const needsBatch = ({ needs }: HeadFormulas, assignment: AssignmentId): boolean =>
  needs.statistics || assignment !== 'as-drawn';

export function batchHead({ batch, classes }: HeadShape, formulas: HeadFormulas, assignment: AssignmentId): Kernel {
  const each = (body: string): string => `  for (var i = lane; i < ${batch}u; i += ${WORKGROUP_SIZE}u) {\n${body}\n  }`;
  const { statistics } = measuredPlaces({ batch, classes });
  const sorted = assignment !== 'as-drawn';
  return groupKernel(1, {
    label: 'batch statistics',
    bindings: {
      ...(formulas.needs.statistics ? { settings: ['uniform', 'vec4f'] } : {}),
      products: ['read', 'f32'],
      labels: ['read', 'u32'],
      margins: ['read', 'f32'],
      assigned: ['write', 'f32'],
      ...(formulas.needs.statistics ? { measured: ['write', 'f32'] } : {}),
    },
    declarations: `${TRIGONOMETRY}
var<workgroup> targets: array<f32, ${batch}>;
var<workgroup> ascending: array<f32, ${batch}>;
var<workgroup> handed: array<f32, ${batch}>;
var<workgroup> sums: array<f32, ${WORKGROUP_SIZE}>;
fn total(lane: u32, part: f32) -> f32 {
  sums[lane] = part;
  workgroupBarrier();
  var sum = 0.0;
  for (var l = 0u; l < ${WORKGROUP_SIZE}u; l++) { sum += sums[l]; }
  workgroupBarrier();
  return sum;
}`,
    body: `${each(`    targets[i] = clamp(products[i * ${classes}u + labels[i]], -1.0, 1.0);
    let mine = margins[i];
    var rank = 0u;
    for (var k = 0u; k < ${batch}u; k++) {
      let other = margins[k];
      rank += select(0u, 1u, other < mine || (other == mine && k < i));
    }
    ascending[rank] = mine;
    handed[i] = mine;`)}
  workgroupBarrier();
${
  sorted
    ? each(`    var rank = 0u;
    for (var k = 0u; k < ${batch}u; k++) { rank += select(0u, 1u, targets[k] > targets[i] || (targets[k] == targets[i] && k < i)); }
    ${assignment === 'paper' ? 'handed[i] = ascending[rank];' : 'handed[rank] = ascending[i];'}`)
    : ''
}
  workgroupBarrier();
${each('    assigned[i] = handed[i];')}
${formulas.compiled.statistics.map((s, index) => statistic(s, index)).join('\n')}`,
  });

  function statistic({ of, reduce, share }: HeadFormulas['compiled']['statistics'][number], index: number): string {
    const value = `    let targetProduct = targets[i];
    let v_E = handed[i];
    let v_norm = measured[i];
${formulas.declareSample}
    let value = ${formulas.text(of)};`;
    const deviation = `
  var squares${index} = 0.0;
${each(`${value}\n    squares${index} += (value - mean${index}) * (value - mean${index});`)}
  let measured${index} = sqrt(total(lane, squares${index}) / ${float(Math.max(1, batch - 1))});`;
    return `  var part${index} = 0.0;
${each(`${value}\n    part${index} += value;`)}
  let mean${index} = total(lane, part${index}) / ${float(batch)};
${reduce === 'mean' ? `  let measured${index} = mean${index};` : deviation}
  if (lane + group == 0u) { measured[${statistics + index}u] += ${formulas.text(share)} * (measured${index} - measured[${statistics + index}u]); }`;
  }
}
