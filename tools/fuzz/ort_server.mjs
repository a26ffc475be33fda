// Runs many small models in one ONNX Runtime process: decides the protocol
// between the fuzzer and the oracle.
//
// A line of JSON comes in: {model: FILE, level, config: {KEY: VALUE}, runs:
// [{NAME: {type, dims, data: base64}}]}. A line goes out: {runs: [the same for
// the outputs]} or {error: TEXT}. One thread; a session lives for one line.
import {createRequire} from 'node:module';
import readline from 'node:readline';

const ort = createRequire(import.meta.url)('onnxruntime-node');

const ARRAYS = {
  float32: Float32Array, float64: Float64Array, float16: Uint16Array,
  int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array,
  int32: Int32Array, uint32: Uint32Array, int64: BigInt64Array,
  uint64: BigUint64Array, bool: Uint8Array,
};

function toTensor({type, dims, data}) {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  return new ort.Tensor(type, new ARRAYS[type](bytes.buffer), dims);
}

function fromTensor({type, dims, data}) {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return {type, dims: Array.from(dims), data: bytes.toString('base64')};
}

// session.x64quantprecision=1 -> {session: {x64quantprecision: '1'}}
function nested(entries) {
  const root = {};
  for (const [key, value] of Object.entries(entries)) {
    const words = key.split('.');
    const last = words.pop();
    let place = root;
    for (const word of words)
      place = place[word] ??= {};
    place[last] = value;
  }
  return root;
}

async function answer({model, level, config, runs}) {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: level,
    logSeverityLevel: 4,
    extra: nested(config),
  });
  const results = [];
  for (const run of runs) {
    const feeds = {};
    for (const [name, tensor] of Object.entries(run))
      feeds[name] = toTensor(tensor);
    const outputs = await session.run(feeds);
    const encoded = {};
    for (const [name, tensor] of Object.entries(outputs))
      encoded[name] = fromTensor(tensor);
    results.push(encoded);
  }
  await session.release();
  return {runs: results};
}

process.stdout.write('ready\n');
for await (const line of readline.createInterface({input: process.stdin})) {
  let reply;
  try {
    reply = await answer(JSON.parse(line));
  } catch (error) {
    reply = {error: String(error.message ?? error).split('\n')[0]};
  }
  process.stdout.write(JSON.stringify(reply) + '\n');
}
