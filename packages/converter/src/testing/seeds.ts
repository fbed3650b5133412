import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { FormatName } from '../formats/format.ts';

export const assets = fileURLToPath(new URL('../../test-assets/', import.meta.url));

/** A good file, and what belongs to it, for damaging. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly description?: Uint8Array;
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

const paths: Readonly<Record<FormatName, readonly string[]>> = {
  torch7: [
    'samples/t7/th_prims.b64.t7',
    'samples/t7/th_prims.ascii.t7',
    'samples/t7/tds_vec.t7',
    'samples/t7/function.t7',
    'networks/running_std.b32.t7',
  ],
  pytorch: [
    'samples/pth/state_dict.pt',
    'samples/pth/conv2d.pt',
    'samples/pth/legacy_with_offsets.pt',
    'samples/pth/simple_legacy.pt',
    'samples/pth/py27_torch041_list.pth',
    'networks/legacy.pth',
  ],
  safetensors: ['samples/safetensors/ref_py080.safetensors', 'networks/plain.safetensors'],
  mxnet: ['samples/mxnet/legacy_ndarray.v0', 'networks/padded-0003.params', 'networks/gluoncv.params'],
  caffe: ['networks/cypw.caffemodel'],
  keras: ['samples/keras/tiny.keras', 'networks/qubvel.weights.h5', 'networks/applications.h5'],
  onnx: [
    'samples/onnx/test_Conv2d_groups/model.onnx',
    'samples/onnx/test_Conv2d_groups/input_0.pb',
    'networks/outside.onnx',
    'networks/norms.onnx',
  ],
  tfjs: ['samples/tfjs/graph_model/model.json', 'samples/tfjs/layers_model/model.json'],
};

const descriptions: Readonly<Record<string, string>> = {
  'networks/padded-0003.params': 'networks/padded-symbol.json',
  'networks/cypw.caffemodel': 'networks/cypw.prototxt',
};

export function seedsOf(format: FormatName): Seed[] {
  return paths[format].map((name) => {
    const path = join(assets, name);
    const folder = join(path, '..');
    const description = descriptions[name];
    const beside = readdirSync(folder).filter((file) => /^(weights\.bin|outside\.data)$/.test(file));
    return {
      name,
      bytes: new Uint8Array(readFileSync(path)),
      ...(description === undefined
        ? {}
        : { description: new Uint8Array(readFileSync(join(assets, description))) }),
      files: Object.fromEntries(
        beside.map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]),
      ),
    };
  });
}
