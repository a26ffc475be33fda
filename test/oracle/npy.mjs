// Decides how .npy files (format 1.0, little endian, C order) are read and
// written: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import fs from 'node:fs';

// numpy's type code, ONNX Runtime's name, the typed array that holds it.
const TYPES = [
  ['<f4', 'float32', Float32Array],
  ['<f8', 'float64', Float64Array],
  ['<f2', 'float16', Uint16Array],
  ['|b1', 'bool', Uint8Array],
  ['|i1', 'int8', Int8Array],
  ['|u1', 'uint8', Uint8Array],
  ['<i2', 'int16', Int16Array],
  ['<u2', 'uint16', Uint16Array],
  ['<i4', 'int32', Int32Array],
  ['<u4', 'uint32', Uint32Array],
  ['<i8', 'int64', BigInt64Array],
  ['<u8', 'uint64', BigUint64Array],
];

// Returns {type, dims, data}; throws an Error whose message names the file.
export function readNpy(path) {
  const bytes = fs.readFileSync(path);
  if (bytes.length < 10 || bytes.toString('latin1', 0, 6) !== '\x93NUMPY')
    throw new Error(`${path}: not a .npy file`);
  const wide = bytes[6] > 1;
  const start = wide ? 12 : 10;
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', start, start + length);
  const code = /'descr': *'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order': *(True|False)/.exec(header)?.[1];
  const shape = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  const known = TYPES.find(([descr]) => descr === code);
  if (!known || order !== 'False' || shape === undefined)
    throw new Error(`${path}: unsupported .npy header ${header.trim()}`);
  const dims = shape.split(',').filter((part) => part.trim()).map(Number);
  const size = dims.reduce((product, dim) => product * dim, 1);
  const [, type, Array] = known;
  // A copy, so that the view is aligned whatever the header's length.
  const body = new Uint8Array(bytes.subarray(start + length)).buffer;
  if (body.byteLength !== size * Array.BYTES_PER_ELEMENT)
    throw new Error(`${path}: ${body.byteLength} bytes of data for shape (${shape})`);
  return {type, dims, data: new Array(body)};
}

export function writeNpy(path, {type, dims, data}) {
  const known = TYPES.find(([, name]) => name === type);
  if (!known)
    throw new Error(`${path}: cannot write element type ${type}`);
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(', ');
  const text = `{'descr': '${known[0]}', 'fortran_order': False, 'shape': (${shape}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, ' ', 'latin1');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(length, 8);
  header.write(text, 10, 'latin1');
  header[header.length - 1] = 10;
  const body = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  fs.writeFileSync(path, Buffer.concat([header, body]));
}
