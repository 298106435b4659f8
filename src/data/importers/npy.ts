/**
 * NPY, the array format of NumPy: magic, version, length of the header, the header (a Python dictionary), the values.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { startOf } from './idx';
import { refuse } from './importProblem';

export interface NumberTensor {
  readonly shape: readonly number[];
  /** Bytes stay bytes (a view of the file); everything else becomes floats that hold it. All finite. */
  readonly values: Uint8Array | Float32Array | Float64Array;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_HEADER = 65536;

interface NumberType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

const TYPES: Readonly<Record<string, NumberType>> = {
  b1: { bytes: 1, read: (v, at) => v.getUint8(at) },
  u1: { bytes: 1, read: (v, at) => v.getUint8(at) },
  i1: { bytes: 1, read: (v, at) => v.getInt8(at) },
  u2: { bytes: 2, read: (v, at, e) => v.getUint16(at, e) },
  i2: { bytes: 2, read: (v, at, e) => v.getInt16(at, e) },
  u4: { bytes: 4, read: (v, at, e) => v.getUint32(at, e) },
  i4: { bytes: 4, read: (v, at, e) => v.getInt32(at, e) },
  u8: { bytes: 8, read: (v, at, e) => Number(v.getBigUint64(at, e)) },
  i8: { bytes: 8, read: (v, at, e) => Number(v.getBigInt64(at, e)) },
  f4: { bytes: 4, read: (v, at, e) => v.getFloat32(at, e) },
  f8: { bytes: 8, read: (v, at, e) => v.getFloat64(at, e) },
};

export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** @param maxValues a file that claims more is refused before anything is read */
export function parseNpy(bytes: Uint8Array, file: string, maxValues: number): NumberTensor {
  const again = 'Save the array again with numpy.save.';
  if (!isNpy(bytes)) refuse(file, 'a NumPy file', startOf(bytes), again);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) refuse(file, 'NPY version 1 to 3', `version ${version}`, again);
  const prefix = version === 1 ? 10 : 12;
  if (bytes.length < prefix) refuse(file, `a header of ${prefix} bytes or more`, `a file of ${bytes.length}`, again);
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (headerLength > MAX_HEADER || prefix + headerLength > bytes.length) {
    refuse(file, 'a complete header', `one of ${headerLength} bytes in a file of ${bytes.length}`, again);
  }
  const header = new TextDecoder('latin1').decode(bytes.subarray(prefix, prefix + headerLength));
  const descr = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z])(\d+)'/.exec(header);
  const shapeText = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header);
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(header);
  const numbers = 'an array of numbers (integers, float32 or float64)';
  if (!descr)
    refuse(file, numbers, header.slice(0, 60).trim() || 'an empty header', 'Convert it with .astype("uint8").');
  if (!shapeText || !fortran) refuse(file, 'a header with shape and fortran_order', header.slice(0, 60).trim(), again);
  if (fortran[1] === 'True') {
    refuse(file, 'rows in C order', 'Fortran order', 'Save numpy.ascontiguousarray(array) instead.');
  }
  const type = TYPES[`${descr[2]}${descr[3]}`];
  if (!type) refuse(file, numbers, `${descr[2]}${descr[3]}`, 'Convert it with .astype("uint8").');
  const shape = (shapeText[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = shape.reduce((a, b) => a * b, 1);
  const offset = prefix + headerLength;
  if (count * type.bytes !== bytes.length - offset) {
    const claim = `${shape.join(' x ')} values of ${type.bytes} bytes, as its header says`;
    refuse(file, claim, `${bytes.length - offset} bytes`, again);
  }
  if (count > maxValues) refuse(file, `at most ${maxValues} values`, `${count}`, 'Save fewer or smaller images.');
  if (descr[2] === 'u' && type.bytes === 1) return { shape, values: bytes.subarray(offset) };
  // No wider than needed: 64 bits only for what 32 cannot hold.
  const values = type.bytes <= 2 || type === TYPES['f4'] ? new Float32Array(count) : new Float64Array(count);
  const little = descr[1] !== '>';
  for (let i = 0; i < count; i++) {
    const value = type.read(view, offset + i * type.bytes, little);
    if (!Number.isFinite(value)) {
      const remedy = 'Replace such values (numpy.nan_to_num) and save again.';
      refuse(file, 'finite numbers', `${value} at position ${i}`, remedy);
    }
    values[i] = value;
  }
  return { shape, values };
}
