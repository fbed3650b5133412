import { mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { graphOf, writeWhole } from '@resnext/zoo';
import { ConverterError } from '../errors.ts';
import { sizeOf } from '../transforms.ts';
import { TfjsGraph, type TfjsWeight } from './tfjs/graph.ts';
import type { Writable, Writer } from './writer.ts';

/** The text that says how a graph computes grouped convolutions. */
export const GROUPS_KEY = 'resnext.groups';

/** TensorFlow.js' own: a browser keeps files of this size. */
const SHARD_BYTES = 1 << 22;

/** A graph model: `model.json` in a folder, or under the name given, and files of numbers beside it. */
export const tfjsWriter: Writer = {
  name: 'tfjs',
  title: 'TensorFlow.js',
  endings: ['.json'],
  async write(path, model, { groups = 'split' }) {
    const file = path.endsWith('.json') ? path : join(path, 'model.json');
    if (file !== path) makeFolder(path);
    const graph = new TfjsGraph(model.weights, model.row.channels, groups);
    graphOf(model.row).forEach((node, index) => graph.add(node, index));
    const stem = basename(file, '.json');
    const names = await writeShards(graph.weights, (index, count) =>
      join(dirname(file), `${stem}-shard${index + 1}of${count}.bin`),
    );
    // Last, so that a model that can be found is whole.
    const json = JSON.stringify(
      modelJson(
        model,
        graph,
        names.map((name) => basename(name)),
        groups,
      ),
    );
    await writeWhole(file, (append) => append(new TextEncoder().encode(json)));
  },
};

function makeFolder(path: string): void {
  if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    mkdirSync(path, { recursive: true });
    return;
  }
  throw new ConverterError(
    'CONVERTER_CANNOT_WRITE',
    `expected a folder for ${dirname(path)} but there is none`,
  );
}

async function writeShards(
  weights: readonly TfjsWeight[],
  nameOf: (index: number, count: number) => string,
): Promise<string[]> {
  const bytes = weights.reduce((sum, { shape }) => sum + sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT, 0);
  const count = Math.max(1, Math.ceil(bytes / SHARD_BYTES));
  const names = Array.from({ length: count }, (_, index) => nameOf(index, count));
  const pieces = allPieces(weights);
  let rest = new Uint8Array();
  for (const name of names) {
    await writeWhole(name, async (append) => {
      let room = SHARD_BYTES;
      while (room > 0) {
        if (rest.length === 0) {
          const next = await pieces.next();
          if (next.done) return;
          rest = next.value;
        }
        const part = rest.subarray(0, room);
        await append(part);
        rest = rest.subarray(part.length);
        room -= part.length;
      }
    });
  }
  return names;
}

async function* allPieces(weights: readonly TfjsWeight[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const { read } of weights) {
    const values = await read();
    yield new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  }
}

function modelJson(
  { row, metadata }: Writable,
  graph: TfjsGraph,
  paths: readonly string[],
  groups: string,
): object {
  const size = (value: number) => ({ size: String(value) });
  const shape = (dimensions: readonly number[]) => ({ dim: dimensions.map(size) });
  return {
    format: 'graph-model',
    generatedBy: 'resnext',
    convertedBy: 'resnext',
    signature: {
      inputs: {
        input: { name: 'input:0', dtype: 'DT_FLOAT', tensorShape: shape([-1, -1, -1, row.channels]) },
      },
      outputs: { logits: { name: 'logits:0', dtype: 'DT_FLOAT', tensorShape: shape([-1, row.classes]) } },
    },
    userDefinedMetadata: { ...metadata, [GROUPS_KEY]: groups },
    modelTopology: { node: graph.nodes, library: {}, versions: { producer: 1482 } },
    weightsManifest: [
      { paths, weights: graph.weights.map(({ name, shape: own, dtype }) => ({ name, shape: own, dtype })) },
    ],
  };
}
