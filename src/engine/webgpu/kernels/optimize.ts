/**
 * Sums the partial gradients of every parameter, in order, and moves it: Adam (Kingma & Ba 2015, algorithm 1, epsilon outside the root of
 * the corrected second moment) or SGD with momentum (a = momentum a + g; p -= rate a). All parameters lie in one buffer.
 */
import { float, type Kernel, threadKernel } from './kernel';
import { SETTING } from './settings';

export interface ParameterPlace {
  /** In floats, in the buffers of the parameters and of the moments. */
  readonly offset: number;
  readonly size: number;
  /** Partial gradients: `chunks` times `size` floats from here. */
  readonly partialOffset: number;
  readonly chunks: number;
}

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** 1 - beta^t without the cancellation that float32 makes of it at small t. */
const CORRECTION = `fn correction(logBeta: f32, t: f32) -> f32 {
  let x = logBeta * t;
  if (x > -0.05) { return -x * (1.0 + x * (0.5 + x * (0.166666667 + x * (0.0416666667 + x * 0.00833333333)))); }
  return 1.0 - exp(x);
}`;

export function optimize(kind: 'adam' | 'sgd', places: readonly ParameterPlace[]): Kernel {
  const threads = places.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  const find = places.map(({ offset, size, partialOffset, chunks }) => {
    const line = `  if (thread >= ${before}u) { at = thread - ${before}u + ${offset}u; source = thread - ${before}u + ${partialOffset}u; chunks = ${chunks}u; size = ${size}u; }`;
    before += size;
    return line;
  });
  const adam = `  let t = f32(step[0] + 1u);
  let m = ${float(ADAM.beta1)} * first[at] + ${float(1 - ADAM.beta1)} * gradient;
  let v = ${float(ADAM.beta2)} * second[at] + ${float(1 - ADAM.beta2)} * gradient * gradient;
  first[at] = m;
  second[at] = v;
  let mHat = m / correction(${float(Math.log(ADAM.beta1))}, t);
  let vHat = v / correction(${float(Math.log(ADAM.beta2))}, t);
  parameters[at] -= ${SETTING.learningRate} * mHat / (sqrt(vHat) + ${ADAM.epsilon});`;
  const sgd = `  let a = ${SETTING.momentum} * first[at] + gradient;
  first[at] = a;
  parameters[at] -= ${SETTING.learningRate} * a;`;
  return threadKernel(threads, {
    label: 'optimize',
    bindings: {
      settings: ['uniform', 'vec4f'],
      ...(kind === 'adam' ? { step: ['read', 'u32'] } : {}),
      partials: ['read', 'f32'],
      parameters: ['write', 'f32'],
      first: ['write', 'f32'],
      ...(kind === 'adam' ? { second: ['write', 'f32'] } : {}),
    },
    declarations: CORRECTION,
    body: `  var at = 0u;
  var source = 0u;
  var chunks = 0u;
  var size = 0u;
${find.join('\n')}
  var gradient = 0.0;
  for (var c = 0u; c < chunks; c++) { gradient += partials[source + c * size]; }
${kind === 'adam' ? adam : sgd}`,
  });
}
