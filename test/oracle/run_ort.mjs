// Runs an ONNX file in ONNX Runtime, the accuracy oracle: decides the session's
// options so that results do not depend on the run.
//
// node run_ort.mjs MODEL --input NAME=FILE.npy... --output-dir DIR
//     [--level all|extended|basic|disabled] [--config KEY=VALUE]...
//     [--save-optimized FILE.onnx] [--version]
//
// Writes DIR/<output>.npy for every output, characters other than letters,
// digits, '.', '_' and '-' replaced by '_', and prints the version and a line
// per output. One thread. Exit status 1 and one line on errors.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {readNpy, writeNpy} from './npy.mjs';

const USAGE = 'usage: run_ort.mjs MODEL --input NAME=FILE.npy... --output-dir DIR ' +
  '[--level all|extended|basic|disabled] [--config KEY=VALUE]... ' +
  '[--save-optimized FILE.onnx]';

function splitPair(text, option) {
  const at = text.indexOf('=');
  if (at < 1)
    throw new Error(`${option} ${text}: expected NAME=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function parseArguments(words) {
  const options = {inputs: [], config: [], level: 'all'};
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--version') {
      options.version = true;
      continue;
    }
    if (!word.startsWith('--')) {
      if (options.model)
        throw new Error(USAGE);
      options.model = word;
      continue;
    }
    const value = words[++i];
    if (value === undefined)
      throw new Error(`${word} needs a value; ${USAGE}`);
    if (word === '--input')
      options.inputs.push(splitPair(value, word));
    else if (word === '--config')
      options.config.push(splitPair(value, word));
    else if (word === '--output-dir')
      options.outputDir = value;
    else if (word === '--save-optimized')
      options.saveOptimized = value;
    else if (word === '--level' && ['all', 'extended', 'basic', 'disabled'].includes(value))
      options.level = value;
    else
      throw new Error(`unknown option ${word} ${value}; ${USAGE}`);
  }
  if (!options.version && (!options.model || !options.outputDir))
    throw new Error(USAGE);
  return options;
}

// session.x64quantprecision=1 -> {session: {x64quantprecision: '1'}}
function configEntries(pairs) {
  const root = {};
  for (const [key, value] of pairs) {
    const words = key.split('.');
    const last = words.pop();
    let place = root;
    for (const word of words)
      place = place[word] ??= {};
    place[last] = value;
  }
  return root;
}

// require and not import: only require looks into NODE_PATH, too.
function loadOnnxRuntime() {
  try {
    return createRequire(import.meta.url)('onnxruntime-node');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND')
      throw error;
    throw new Error('onnxruntime-node is not installed: run `npm ci --ignore-scripts` ' +
      `in ${path.dirname(fileURLToPath(import.meta.url))}, or set NODE_PATH`);
  }
}

async function main() {
  const options = parseArguments(process.argv.slice(2));
  const ort = loadOnnxRuntime();
  console.log(`onnxruntime ${ort.env.versions.node}`);
  if (options.version)
    return;
  if (!fs.existsSync(options.model))
    throw new Error(`${options.model}: no such file`);
  const sessionOptions = {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: options.level,
    logSeverityLevel: 4,
    extra: configEntries(options.config),
  };
  if (options.saveOptimized)
    sessionOptions.optimizedModelFilePath = options.saveOptimized;
  const session = await ort.InferenceSession.create(options.model, sessionOptions);
  const feeds = {};
  for (const [name, file] of options.inputs) {
    const {type, dims, data} = readNpy(file);
    if (!session.inputNames.includes(name))
      throw new Error(`no input '${name}'; the model has ${session.inputNames.join(', ')}`);
    feeds[name] = new ort.Tensor(type, data, dims);
  }
  const results = await session.run(feeds);
  fs.mkdirSync(options.outputDir, {recursive: true});
  for (const [name, {type, dims, data}] of Object.entries(results)) {
    const file = path.join(options.outputDir, `${name.replace(/[^\w.-]/g, '_')}.npy`);
    writeNpy(file, {type, dims, data});
    console.log(`${name}: ${type} [${dims.join(', ')}] -> ${file}`);
  }
}

main().catch((error) => {
  console.error(`run_ort: ${String(error.message ?? error).split('\n')[0]}`);
  process.exitCode = 1;
});
