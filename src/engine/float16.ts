/** Half precision (IEEE 754 binary16) for recordings: three significant digits are more than a screen shows, at half the memory. */

const buffer = new DataView(new ArrayBuffer(4));

/** Bits of the nearest half (ties to even); beyond 65504 infinite, NaN stays NaN. */
export function halfBits(value: number): number {
  buffer.setFloat32(0, value);
  const bits = buffer.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const mantissa = bits & 0x7fffff;
  if (exponent === 0xff - 127 + 15) return sign | (mantissa === 0 ? 0x7c00 : 0x7e00);
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const full = mantissa | 0x800000;
    return sign | roundShift(full, 14 - exponent);
  }
  // A mantissa that rounds up past its bits carries into the exponent, as it should.
  return sign | (((exponent << 10) | 0) + roundShift(mantissa, 13));
}

function roundShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

export function fromHalfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const mantissa = bits & 0x3ff;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

export const toHalf = (values: ArrayLike<number>): Uint16Array<ArrayBuffer> => Uint16Array.from(values, halfBits);
export const fromHalf = (halves: Uint16Array): Float32Array<ArrayBuffer> => Float32Array.from(halves, fromHalfBits);
