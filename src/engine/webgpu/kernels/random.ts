/** The generator of src/engine/random.ts in WGSL: the same bits for the same place, normals to float32. */

/** ln(2) split so that `exponent * HIGH` is exact. */
const LN2_HIGH = '0.693359375';
const LN2_LOW = '-2.12194440e-4';

/**
 * `bitsAt`, `permuted` and `normalAt` as in TypeScript. Logarithm and cosine are our own: WGSL lets the built-in cosine be wrong by 2^-11,
 * and the margins of the two trainers must agree.
 */
export const RANDOM = `
fn pcg(input: u32) -> u32 {
  let state = input * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}
fn bitsAt(seed: u32, stream: u32, step: u32, index: u32) -> u32 {
  return pcg(index + pcg(step + pcg(stream + pcg(seed))));
}
// Image of position under the permutation number epoch of 0..count-1, count <= 4^halfBits.
fn permuted(seed: u32, stream: u32, epoch: u32, position: u32, count: u32, halfBits: u32) -> u32 {
  let mask = (1u << halfBits) - 1u;
  var value = position;
  loop {
    var left = value >> halfBits;
    var right = value & mask;
    for (var round = 0u; round < 4u; round++) {
      let mixed = (left ^ bitsAt(seed, stream, epoch * 4u + round, right)) & mask;
      left = right;
      right = mixed;
    }
    value = (left << halfBits) + right;
    if (value < count) { break; }
  }
  return value;
}
fn uniformAt(seed: u32, stream: u32, step: u32, index: u32) -> f32 {
  return (f32(bitsAt(seed, stream, step, index) >> 8u) + 0.5) / 16777216.0;
}
// ln u, u in (0, 1): by the series of the inverse hyperbolic tangent on the mantissa.
fn logarithm(u: f32) -> f32 {
  let bits = bitcast<u32>(u);
  var exponent = i32(bits >> 23u) - 127;
  var mantissa = bitcast<f32>((bits & 0x7fffffu) | 0x3f800000u);
  if (mantissa > 1.41421356) { mantissa *= 0.5; exponent += 1; }
  let s = (mantissa - 1.0) / (mantissa + 1.0);
  let q = s * s;
  let ln = 2.0 * s * (1.0 + q * (0.333333333 + q * (0.2 + q * (0.142857143 + q * 0.111111111))));
  return f32(exponent) * ${LN2_HIGH} + (f32(exponent) * ${LN2_LOW} + ln);
}
// cos(2 pi u), u in (0, 1): folded into an eighth of the circle, where Taylor's series is short.
fn cosineOfTurn(u: f32) -> f32 {
  let turn = min(u, 1.0 - u);
  let quarter = min(turn, 0.5 - turn);
  var value: f32;
  if (quarter <= 0.125) {
    let q = quarter * quarter * 39.4784176;
    value = 1.0 + q * (-0.5 + q * (0.0416666667 + q * (-0.00138888889 + q * 2.48015873e-5)));
  } else {
    let angle = (0.25 - quarter) * 6.28318531;
    let q = angle * angle;
    value = angle * (1.0 + q * (-0.166666667 + q * (0.00833333333 + q * (-0.000198412698 + q * 2.75573192e-6))));
  }
  return select(value, -value, turn > 0.25);
}
fn normalAt(seed: u32, stream: u32, step: u32, index: u32) -> f32 {
  let radius = sqrt(max(0.0, -2.0 * logarithm(uniformAt(seed, stream, step, 2u * index))));
  return radius * cosineOfTurn(uniformAt(seed, stream, step, 2u * index + 1u));
}`;
