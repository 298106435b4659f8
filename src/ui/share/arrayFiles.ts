/** Arrays in the formats that other programs read: NumPy's .npy and safetensors. */
import { strToU8 } from 'fflate';
import type { NamedTensor } from '../../engine/trainer';

/** NumPy's format, version 1.0: float32 or uint8, C order. */
export function npy(values: Float32Array | Uint8Array, shape: readonly number[]): Uint8Array {
  const type = values instanceof Uint8Array ? '|u1' : '<f4';
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes; the header ends at a multiple of 64.
  const length = Math.ceil((text.length + 11) / 64) * 64 - 10;
  const header = strToU8(`${text.padEnd(length - 1)}\n`);
  const data = new Uint8Array(values.slice().buffer);
  const file = new Uint8Array(10 + header.length + data.length);
  file.set([0x93, ...strToU8('NUMPY'), 1, 0, length & 255, length >> 8]);
  file.set(header, 10);
  file.set(data, 10 + header.length);
  return file;
}

/** The safetensors format: length of the header (u64), JSON header, data. */
export function safetensors(tensors: Readonly<Record<string, NamedTensor>>): Uint8Array {
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => {
      const from = at;
      at += values.byteLength;
      return [name, { dtype: 'F32', shape, data_offsets: [from, at] }];
    }),
  );
  const text = strToU8(JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  let place = 8 + text.length;
  for (const { values } of Object.values(tensors)) {
    out.set(new Uint8Array(values.slice().buffer), place);
    place += values.byteLength;
  }
  return out;
}
