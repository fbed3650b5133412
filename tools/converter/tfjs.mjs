/* tfjs.mjs FOLDER X: the logits of X's `x` from stock TensorFlow.js on wasm, which is not resnext's. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(new URL('.peers/', import.meta.url));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');
const [folder, input] = process.argv.slice(2);

const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
const shards = model.weightsManifest
  .flatMap(({ paths }) => paths)
  .map((path) => readFileSync(join(folder, path)));
const bytes = readFileSync(input);
const header = Number(bytes.readBigUInt64LE(0));
const { shape, data_offsets: offsets } = JSON.parse(bytes.subarray(8, 8 + header).toString()).x;
const values = new Float32Array(
  new Uint8Array(bytes.subarray(8 + header + offsets[0], 8 + header + offsets[1])).buffer,
);

await tf.setBackend('wasm');
const graph = await tf.loadGraphModel({
  load: async () => ({
    modelTopology: model.modelTopology,
    format: model.format,
    signature: model.signature,
    weightSpecs: model.weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(shards)).buffer,
  }),
});
const logits = graph.predict(tf.tensor4d(values, shape));
process.stdout.write(JSON.stringify([...(await logits.data())]), () => process.exit(0));
