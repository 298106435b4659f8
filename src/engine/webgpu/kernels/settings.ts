/** The live settings in one small uniform buffer: written when they change, never in a step. */
import { UNIFORM_ROWS } from './kernel';

const FIXED = ['learningRate', 'momentum', 'marginMean', 'marginSigma'] as const;

const textAt = (i: number): string => `settings[${Math.floor(i / 4)}].${'xyzw'[i % 4]}`;

/** WGSL of each setting that every loss has. */
export const SETTING = Object.fromEntries(FIXED.map((name, i) => [name, textAt(i)])) as Record<
  (typeof FIXED)[number],
  string
>;

/** WGSL of each parameter of a loss, by name. Throws where there are more than the buffer holds. */
export function parameterTexts(names: readonly string[]): Record<string, string> {
  const most = 4 * UNIFORM_ROWS - FIXED.length;
  if (names.length > most)
    throw new Error(`settings: expected at most ${most} parameters of a loss, got ${names.length}.`);
  return Object.fromEntries(names.map((name, i) => [name, textAt(FIXED.length + i)]));
}

/** Contents of the buffer; the order of `names` is that of `parameterTexts`. */
export function settingsValues(
  fixed: Readonly<Record<(typeof FIXED)[number], number>>,
  names: readonly string[],
  parameters: Readonly<Record<string, number>>,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(4 * UNIFORM_ROWS);
  FIXED.forEach((name, i) => (values[i] = fixed[name]));
  names.forEach((name, i) => (values[FIXED.length + i] = parameters[name] ?? 0));
  return values;
}
