/** PReLU and its slope in WGSL; ReLU is a PReLU of slope 0. */

/** max(z, 0) + slope min(z, 0). */
export const ACTIVATION =
  'fn act(z: vec4f, slope: vec4f) -> vec4f { return max(z, vec4f()) + slope * min(z, vec4f()); }';

/**
 * Bits of z whose two lowest carry the place of a maximum in its window (see `convolvePool`), taken apart. The slope at exactly 0 is 0, as
 * in TensorFlow.js: on a black background with biases of 0 every z of the first step is 0, and the trainers must agree there.
 */
export const SELECTED = `fn placeOf(bits: vec4u) -> vec4u { return bits & vec4u(3u); }
fn zOf(bits: vec4u) -> vec4f { return bitcast<vec4f>(bits & vec4u(0xfffffffcu)); }
fn actSlope(z: vec4f, slope: vec4f) -> vec4f { return select(select(slope, vec4f(1.0), z > vec4f()), vec4f(), z == vec4f()); }`;

/** The lines of a kernel that has `slopes` bound where the activation is a PReLU. */
export const slopeAt = (prelu: boolean, index: string): string => (prelu ? `slopes[${index}]` : 'vec4f()');
export const slopeBinding = (prelu: boolean): { readonly slopes?: readonly ['read', 'vec4f'] } =>
  prelu ? { slopes: ['read', 'vec4f'] } : {};
