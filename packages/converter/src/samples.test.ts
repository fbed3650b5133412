import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWeights, type Weights } from './index.ts';
import { memorySource } from './bytes/source.ts';
import { openZip } from './bytes/zip.ts';
import { assets } from './testing/seeds.ts';

/* Files that Torch7, PyTorch, MXNet, Keras, ONNX and TensorFlow.js wrote; their values are known from there. */
const samples = join(assets, 'samples');

const open = (name: string): Promise<Weights> => readWeights(join(samples, name));

async function numbersOf(weights: Weights, name: string): Promise<number[]> {
  return [...(await weights.tensors.get(name)!.read())];
}

const plain = (text: string): Float32Array => Float32Array.from(text.split(' ').map(Number));

describe('Torch7', () => {
  test.each(['th_prims.b64.t7', 'th_prims.ascii.t7'])(
    '%s: numbers of all types, views and references',
    async (name) => {
      await using weights = await open(`t7/${name}`);
      expect(weights.format).toBe('torch7');
      const shapes = [...weights.tensors].map(([key, { dtype, shape }]) => [key, dtype, shape.join('x')]);
      expect(shapes).toEqual([
        ['float_strided', 'F32', '2x2'],
        ['double', 'F64', '3'],
        ['byte_raw', 'U8', '5'],
        ['char_raw', 'I8', '3'],
        ['long', 'I64', '3'],
        ['int', 'I32', '3'],
        ['short', 'I16', '3'],
        ['ref', 'F32', '2x2'],
      ]);
      const strided = await numbersOf(weights, 'float_strided');
      // Offset 3 and strides [1, 3] in 0, 1.5, -0.1, 3.4e38, 1.4e-45, 1/3, -inf, nan.
      expect(strided).toEqual([...Float32Array.of(-0.1, 1 / 3, 3.40282347e38, -Infinity)]);
      expect(await numbersOf(weights, 'ref')).toEqual(strided);
      expect(await numbersOf(weights, 'long')).toEqual([-1, 2 ** 53, 0]);
      expect(await numbersOf(weights, 'int')).toEqual([-(2 ** 31), 0, 7]);
      expect(await numbersOf(weights, 'short')).toEqual([-3, 2, 1]);
      expect(Object.fromEntries(weights.attributes)).toEqual({
        emptystr: '',
        'sp ace\nnl': ' lead\n',
        bool: true,
        num: 0.1,
        'module.__class__': 'nn.Identity',
        'module.train': false,
      });
    },
  );

  test('a tensor alone, tables, containers, functions, and a class that holds itself', async () => {
    await using tensor = await open('t7/floattensor.t7');
    expect(tensor.tensors.get('tensor')!.shape).toEqual([2, 3, 4]);
    expect((await numbersOf(tensor, 'tensor'))[0]).toBeCloseTo(0.86353, 5);
    await using list = await open('t7/list_table.t7');
    expect([...list.attributes.values()]).toEqual(['hello', 'world', 'third item', 123]);
    await using map = await open('t7/map_table1.t7');
    expect(map.attributes.get('0')).toBe('zero');
    await using vector = await open('t7/tds_vec.t7');
    expect([...vector.attributes]).toEqual([['__class__', 'tds.Vec'], ['1', 123], ['2', 456]]); // prettier-ignore
    await using itself = await open('t7/recursive_class.t7');
    expect([...itself.attributes]).toEqual([['__class__', 'A']]);
    await using code = await open('t7/function.t7');
    expect(code.tensors.size + code.attributes.size).toBe(0);
  });
});

describe('PyTorch', () => {
  test('zip files of every number type', async () => {
    await using half = await open('pth/float16.pt');
    expect(await numbersOf(half, 'tensor')).toEqual([1.5, -2.25, 3.125]);
    await using brain = await open('pth/bfloat16.pt');
    expect(await numbersOf(brain, 'tensor')).toEqual([1.5, -2.5, 3.5]);
    await using whole = await open('pth/buffers.pt');
    expect(await numbersOf(whole, 'buffer1')).toEqual([1, 2, 3]);
    expect(await numbersOf(whole, 'buffer2')).toEqual([1, 0]);
    await using counted = await open('pth/batch_norm2d.pt');
    expect(await numbersOf(counted, 'norm1.num_batches_tracked')).toEqual([1]);
    await using state = await open('pth/state_dict.pt');
    expect(state.tensors.get('weight')).toMatchObject({ dtype: 'F32', shape: [3, 4] });
    await using filters = await open('pth/conv2d.pt');
    expect((await numbersOf(filters, 'conv1.bias'))[1]).toBeCloseTo(-0.00141239, 8);
  });

  test('files from before there were zips, and from Python 2', async () => {
    await using legacy = await open('pth/legacy_with_offsets.pt');
    expect((await numbersOf(legacy, 'tensor3')).map((value) => value.toFixed(1))).toEqual([
      '3.0',
      '3.1',
      '3.2',
      '3.3',
      '3.4',
    ]);
    await using simple = await open('pth/simple_legacy.pt');
    expect(await numbersOf(simple, 'bias')).toEqual([1, 1]);
    await using old = await open('pth/py27_torch041_list.pth');
    expect(await numbersOf(old, '1')).toEqual([0]);
    expect(old.attributes.get('0')).toBe('żąąóżąż');
  });

  test('a tar is refused with a sentence', async () => {
    await expect(open('pth/tar_float32.tar')).rejects.toThrow(
      /a zip or a pickle but it is a tar of PyTorch before 0\.1\.10/,
    );
  });
});

test('safetensors: written by the reference library', async () => {
  await using weights = await open('safetensors/ref_py080.safetensors');
  expect([...weights.tensors.keys()]).toHaveLength(5);
  expect(weights.metadata!.get('note')).toBe('ünïcode');
  expect(await numbersOf(weights, 'half')).toEqual([0, 1, 2, 3, 4]);
  expect(weights.tensors.get('empty')!.shape).toEqual([0, 4]);
});

test('MXNet: arrays from before there were versions, without names', async () => {
  await using weights = await open('mxnet/legacy_ndarray.v0');
  expect([...weights.tensors.keys()]).toEqual(['0', '1', '2', '3', '4', '5']);
  const counting = Array.from({ length: 128 }, (_, i) => i);
  for (const name of weights.tensors.keys()) expect(await numbersOf(weights, name)).toEqual(counting);
  await expect(open('mxnet/save_000800.json')).rejects.toThrow(
    /it is a symbol of MXNet; give the \.params file/,
  );
});

test('Keras: each array of a .keras file, by layer and variable', async () => {
  await using weights = await open('keras/tiny.keras');
  const expected = await openZip(
    memorySource(await readFile(join(samples, 'keras/expected.npz')), 'expected.npz'),
  );
  expect(weights.tensors.size).toBe(expected.size);
  for (const [name, member] of expected) {
    const npy = await member.open(1 << 20);
    const bytes = npy.bytes(0, npy.size);
    const begin = 10 + new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
    const values = new Float32Array(bytes.slice(begin).buffer);
    expect(await numbersOf(weights, name.replace('|', '/').replace('.npy', ''))).toEqual([...values]);
  }
  expect(weights.attributes.get('bn0/epsilon')).toBe(2e-5);
});

describe('ONNX', () => {
  const single = async (name: string) => {
    await using weights = await open(name);
    const [tensor] = weights.tensors.values();
    return { shape: tensor!.shape, values: await tensor!.read() };
  };

  test('the weights of a grouped convolution give the output beside it', async () => {
    await using model = await open('onnx/test_Conv2d_groups/model.onnx');
    const weight = await numbersOf(model, '1');
    const bias = await numbersOf(model, '2');
    expect(model.attributes.get('3/group')).toBe(2);
    const { values: x } = await single('onnx/test_Conv2d_groups/input_0.pb');
    const { values: y, shape } = await single('onnx/test_Conv2d_groups/output_0.pb');
    const at = (n: number, c: number, h: number, w: number): number => x[((n * 4 + c) * 6 + h) * 5 + w]!;
    const computed: number[] = [];
    const [batch, outputs, height, width] = shape as [number, number, number, number];
    for (let n = 0; n < batch; n++)
      for (let o = 0; o < outputs; o++)
        for (let h = 0; h < height; h++)
          for (let w = 0; w < width; w++) {
            let sum = bias[o]!;
            for (let c = 0; c < 2; c++)
              for (let kh = 0; kh < 3; kh++)
                for (let kw = 0; kw < 2; kw++)
                  sum +=
                    weight[((o * 2 + c) * 3 + kh) * 2 + kw]! *
                    at(n, Math.floor(o / 3) * 2 + c, h + kh, w + kw);
            computed.push(sum);
          }
    computed.forEach((value, i) => expect(value).toBeCloseTo(y[i]!, 5));
  });

  test('the vectors of a batch norm give the output beside it', async () => {
    await using model = await open('onnx/test_BatchNorm2d_eval/model.onnx');
    const [scale, bias, mean, variance] = await Promise.all(
      ['1', '2', '3', '4'].map((name) => numbersOf(model, name)),
    );
    const epsilon = model.attributes.get('5/epsilon') as number;
    const { values: x } = await single('onnx/test_BatchNorm2d_eval/input_0.pb');
    const { values: y } = await single('onnx/test_BatchNorm2d_eval/output_0.pb');
    x.forEach((value, i) => {
      const c = Math.floor(i / 36) % 3;
      expect(((value - mean![c]!) / Math.sqrt(variance![c]! + epsilon)) * scale![c]! + bias![c]!).toBeCloseTo(
        y[i]!,
        4,
      );
    });
  });

  test('a pool has no weights, but settings', async () => {
    await using model = await open('onnx/test_maxpool_2d_ceil/model.onnx');
    expect(model.attributes.get('y/ceil_mode')).toBe(1);
    expect((await single('onnx/test_maxpool_2d_ceil/output_0.pb')).values).toEqual(plain('11 12 15 16'));
  });
});

describe('TensorFlow.js', () => {
  test('a graph model and a layers model, by the folder or the file', async () => {
    await using graph = await open('tfjs/graph_model');
    const bytes = readFileSync(join(samples, 'tfjs/graph_model/weights.bin'));
    expect(await numbersOf(graph, 'w')).toEqual([0, 4, 8, 12].map((at) => bytes.readFloatLE(at)));
    await using layers = await open('tfjs/layers_model/model.json');
    expect(layers.tensors.get('embedding_Embedding2/embeddings')!.shape).toEqual([100, 20]);
    expect(layers.attributes.get('gru_GRU1/units')).toBe(4);
  });
});
