// time_ort.mjs: times ONNX Runtime on one thread and prints the median of one
// inference in microseconds.
//
// node time_ort.mjs MODEL SECONDS [KEY=VALUE of the session configuration]...
import {createRequire} from 'node:module';

const ort = createRequire(import.meta.url)('onnxruntime-node');
const [model, seconds, ...config] = process.argv.slice(2);

const session = {};
for (const pair of config) {
  const [key, value] = pair.split('=');
  session[key.replace(/^session\./, '')] = value;
}
const runner = await ort.InferenceSession.create(model, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  extra: {session},
});
const meta = runner.inputMetadata[0];
const shape = meta.shape;
const size = shape.reduce((a, b) => a * b, 1);
const data = Float32Array.from({length: size}, (_, i) => (i * 37 % 255) / 64 - 2);
const feeds = {[meta.name]: new ort.Tensor('float32', data, shape)};

await runner.run(feeds);
const times = [];
const end = process.hrtime.bigint() + BigInt(Math.round(Number(seconds) * 1e9));
while (process.hrtime.bigint() < end || times.length < 3) {
  const start = process.hrtime.bigint();
  await runner.run(feeds);
  times.push(Number(process.hrtime.bigint() - start) / 1e3);
}
times.sort((a, b) => a - b);
console.log(times[times.length >> 1].toFixed(1));
