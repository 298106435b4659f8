/** What a kernel is: WGSL with its shapes written in, the buffers it binds, and how many workgroups run. */

type Access = 'read' | 'write' | 'uniform';
type Element = 'f32' | 'vec4f' | 'u32' | 'vec4u';

/** `write` can be read as well. */
export type Binding = readonly [access: Access, element: Element];

export interface Kernel {
  readonly label: string;
  readonly code: string;
  /** By name, in the order of their binding numbers. */
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly workgroups: readonly [x: number, y: number, z: number];
  /** Multiply-adds counted as two, for the share of the device's limit; absent: negligible. */
  readonly flops?: number;
}

export interface KernelSource {
  readonly label: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  /** Functions and module variables that stand before `main`. */
  readonly declarations?: string;
  /** The body of `main`. */
  readonly body: string;
  readonly flops?: number;
}

/** Invocations in a workgroup: a multiple of every device's subgroup size, and below every device's limit. */
export const WORKGROUP_SIZE = 64;

/** What WebGPU guarantees: more workgroups go into the next row. */
const MOST_WORKGROUPS = 65535;

/** One invocation per thread: the body sees `thread`, 0 <= thread < threads. */
export function threadKernel(threads: number, { body, ...source }: KernelSource): Kernel {
  const groups = Math.ceil(threads / WORKGROUP_SIZE);
  const x = Math.min(groups, MOST_WORKGROUPS);
  const y = Math.ceil(groups / x);
  return {
    ...source,
    workgroups: [x, y, 1],
    code: `${declare(source.bindings)}
${source.declarations ?? ''}
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * ${x * WORKGROUP_SIZE}u;
  if (thread >= ${threads}u) { return; }
${body}
}`,
  };
}

/** One workgroup per group: the body sees `group` and `lane`, 0 <= lane < WORKGROUP_SIZE; `groups` fit one row. */
export function groupKernel(groups: number, { body, ...source }: KernelSource): Kernel {
  return {
    ...source,
    workgroups: [groups, 1, 1],
    code: `${declare(source.bindings)}
${source.declarations ?? ''}
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) groupId: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = groupId.x;
${body}
}`,
  };
}

function declare(bindings: KernelSource['bindings']): string {
  return Object.entries(bindings)
    .map(([name, [access, element]], i) => {
      const space = { read: 'storage, read', write: 'storage, read_write', uniform: 'uniform' }[access];
      const type = access === 'uniform' ? `array<${element}, ${UNIFORM_ROWS}>` : `array<${element}>`;
      return `@group(0) @binding(${i}) var<${space}> ${name}: ${type};`;
    })
    .join('\n');
}

/** Rows of four numbers in the uniform buffer of the live settings. */
export const UNIFORM_ROWS = 8;

/** Repeats a line of WGSL: the compilers unroll unreliably, and a private array indexed in a loop goes to memory. */
export const repeat = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** 1.5 -> `1.5`, 2 -> `2.0`: WGSL would read an integer. */
export const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : `${value}`);
