/** The formulas of a loss as WGSL, and what stands around them in the kernels of the head. */
import { emitWgsl } from '../../../formula/emitWgsl';
import { type Expression, variablesOf } from '../../../formula/expression';
import {
  compileHead,
  type CompiledHead,
  FORMULA_VARIABLES,
  type HeadChoices,
  type HeadNeeds,
  headNeeds,
} from '../../../losses/compileHead';
import type { LossDefinition } from '../../../losses/lossDefinition';
import { float } from './kernel';
import { parameterTexts } from './settings';

/** As in src/engine/tfjs/head.ts: float32 loses the angle beyond, and 1 / sin(theta) its bound. */
const COSINE_CLAMP = 1e-4;
/** Keeps the norm of a zero embedding away from 0 / 0. */
export const TINY_NORM = '1e-12';

/**
 * Cosine, sine and arccosine to float32. WGSL's own may be wrong by 2^-11, which times a scale of 64 is 0.03 in a logit.
 * Arccosine: Abramowitz & Stegun, 4.4.46 (error 2e-8).
 */
export const TRIGONOMETRY = `
fn sineAndCosine(x: f32) -> vec2f {
  let turns = round(x * 0.636619772);
  let r = fma(-turns, -4.37113883e-8, fma(-turns, 1.57079637, x));
  let q = r * r;
  let s = r * (1.0 + q * (-0.166666667 + q * (0.00833333333 + q * (-0.000198412698 + q * 2.75573192e-6))));
  let c = 1.0 + q * (-0.5 + q * (0.0416666667 + q * (-0.00138888889 + q * 2.48015873e-5)));
  let quadrant = i32(turns) & 3;
  let swapped = select(vec2f(s, c), vec2f(c, s), (quadrant & 1) == 1);
  return swapped * vec2f(select(1.0, -1.0, quadrant >= 2), select(1.0, -1.0, quadrant == 1 || quadrant == 2));
}
fn sineOf(x: f32) -> f32 { return sineAndCosine(x).x; }
fn cosineOf(x: f32) -> f32 { return sineAndCosine(x).y; }
fn angleOf(cosine: f32) -> f32 {
  let x = min(abs(cosine), 1.0);
  let angle = sqrt(1.0 - x) * (1.5707963050 + x * (-0.2145988016 + x * (0.0889789874 + x * (-0.0501743046
    + x * (0.0308918810 + x * (-0.0170881256 + x * (0.0066700901 - x * 0.0012624911)))))));
  return select(angle, 3.14159265 - angle, cosine < 0.0);
}`;

export interface HeadFormulas {
  readonly compiled: CompiledHead;
  readonly needs: HeadNeeds;
  readonly raw: boolean;
  readonly parameterNames: readonly string[];
  /** WGSL of a formula whose variables are those of `declareSample` and `declareProduct`. */
  readonly text: (expression: Expression) => string;
  /** Declares what belongs to a sample: needs `targetProduct`, `v_E` and `v_norm` above. */
  readonly declareSample: string;
  /** Declares `v_cosine`, `v_theta` and `v_logit` of a `product` (a cosine, or the raw W.x). */
  readonly declareProduct: string;
  /** WGSL of the scale. */
  readonly scale: string;
}

/** @param statisticsAt place of the running statistics in the buffer `measured` */
export function headFormulas(definition: LossDefinition, choices: HeadChoices, statisticsAt: number): HeadFormulas {
  const compiled = compileHead(definition, choices);
  const parameterNames = definition.parameters.map((parameter) => parameter.name);
  const parameters = parameterTexts(parameterNames);
  const names: Record<string, string> = {
    ...parameters,
    ...Object.fromEntries(compiled.statistics.map((s, i) => [s.name, `measured[${statisticsAt + i}u]`])),
    ...Object.fromEntries(FORMULA_VARIABLES.map((name) => [name, `v_${name}`])),
  };
  const functions = { cos: 'cosineOf', sin: 'sineOf', acos: 'angleOf' };
  const isAngular = [compiled.target, compiled.targetSlope, compiled.others].some((e) => variablesOf(e).has('theta'));
  const edge = float(1 - COSINE_CLAMP);
  return {
    compiled,
    needs: headNeeds(compiled),
    raw: definition.features === 'raw',
    parameterNames,
    text: (expression) => emitWgsl(expression, names, functions),
    declareSample: `  let v_targetCosine = clamp(targetProduct, -1.0, 1.0);
  let v_targetTheta = angleOf(v_targetCosine);
  let v_detachedNorm = v_norm;`,
    declareProduct: `    let v_cosine = ${isAngular ? `clamp(product, -${edge}, ${edge})` : 'product'};
    let v_theta = angleOf(v_cosine);
    let v_logit = product;`,
    scale: parameters['scale'] ?? '1.0',
  };
}
