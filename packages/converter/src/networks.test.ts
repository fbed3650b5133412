import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readWeights, resolveModel } from './index.ts';
import { logitsOf, network, networkNames, relativeError } from './testing/networks.ts';

/*
 * Networks that PyTorch, Keras and ONNX's exporters wrote, or writers of bytes that share no code with
 * ours, and the logits that PyTorch and Keras compute of them (`tools/golden/formats`).
 */
beforeAll(async () => {
  await setBackend('wasm');
});

/** The format and the scheme of each file, as they are found by its content and its names. */
const found: Readonly<Record<string, [format: string, scheme: string]>> = {
  'zip.pth': ['pytorch', 'torchvision'],
  'legacy.pth': ['pytorch', 'torchvision'],
  'half.pth': ['pytorch', 'torchvision'],
  'se.pth': ['pytorch', 'torchvision'],
  'plain.safetensors': ['safetensors', 'torchvision'],
  'clcarwin.pth': ['pytorch', 'torch'],
  'cadene.pth': ['pytorch', 'torch'],
  'prlz77.pth': ['pytorch', 'prlz77'],
  'dxy.pth': ['pytorch', 'dxy'],
  'osmr.pth': ['pytorch', 'osmr'],
  'form_c.t7': ['torch7', 'torch'],
  'form_b.t7': ['torch7', 'torch'],
  'running_std.b32.t7': ['torch7', 'torch'],
  'cifar.ascii.t7': ['torch7', 'torch'],
  'padded-0003.params': ['mxnet', 'mxnet'],
  'caffe-0003.params': ['mxnet', 'mxnet'],
  'gluoncv.params': ['mxnet', 'gluoncv'],
  'cypw.caffemodel': ['caffe', 'mxnet'],
  'folded.onnx': ['onnx', 'torchvision'],
  'norms.onnx': ['onnx', 'torchvision'],
  'outside.onnx': ['onnx', 'torchvision'],
  'se.onnx': ['onnx', 'torchvision'],
  'applications.h5': ['keras', 'keras-applications'],
  'applications.keras': ['keras', 'keras-applications'],
  'qubvel.h5': ['keras', 'classification_models'],
  'qubvel.weights.h5': ['keras', 'classification_models'],
};

/** Made by the same script, but too large to be kept here. */
const elsewhere = ['applications.weights.h5', 'qubvel.keras'];

describe('networks of others', () => {
  test('are all here', async () => {
    const names = await networkNames();
    expect(names.filter((name) => !elsewhere.includes(name)).sort()).toEqual(Object.keys(found).sort());
  });

  test.each(Object.entries(found))('%s computes what it did there', async (name, [format, scheme]) => {
    const expected = await network(name);
    await using weights = await readWeights(expected.path);
    const model = await resolveModel(weights);
    expect([weights.format, model.scheme]).toEqual([format, scheme]);
    expect(model.row).toMatchObject({ form: 'C', shortcut: 'B', cardinality: 2, classes: 5 });
    expect(relativeError(await logitsOf(model, expected), expected.logits)).toBeLessThan(1e-5);
  });
});

describe('what changes numbers', () => {
  const notesOf = async (name: string, options = {}): Promise<string> => {
    await using weights = await readWeights((await network(name)).path);
    return (await resolveModel(weights, options)).notes.join('\n');
  };

  test('is said', async () => {
    const cypw = await notesOf('cypw.caffemodel');
    expect(cypw).toMatch(
      /batch norms of .*cypw\.caffemodel add 0\.00002\d* to their variances, ours 0\.00001/,
    );
    expect(cypw).toMatch(/the first pool is Caffe's/);
    expect(cypw).toMatch(/assumed that white is 255 and channels are RGB: say so if not/);
    expect(await notesOf('cypw.caffemodel', { inputScale: 255, channelOrder: 'rgb' })).not.toMatch(/assumed/);
    expect(await notesOf('form_b.t7')).toMatch(/paths that lay side by side were made groups/);
    expect(await notesOf('applications.h5')).toMatch(/depthwise filters were made grouped ones/);
  });

  test('images in BGR are turned, in the first filter and in the preprocessing', async () => {
    const expected = await network('padded-0003.params');
    await using weights = await readWeights(expected.path);
    const model = await resolveModel(weights, { channelOrder: 'bgr' });
    const values = expected.input.values.slice();
    for (let i = 0; i < values.length; i += 3) [values[i], values[i + 2]] = [values[i + 2]!, values[i]!];
    const turned = { ...expected, input: { ...expected.input, values } };
    expect(relativeError(await logitsOf(model, turned), expected.logits)).toBeLessThan(1e-5);
    expect(relativeError(await logitsOf(model, expected), expected.logits)).toBeGreaterThan(1e-2);
  });

  test('a scale of 1 gives mean and std in that scale', async () => {
    await using weights = await readWeights((await network('padded-0003.params')).path);
    const [of255, of1] = [await resolveModel(weights), await resolveModel(weights, { inputScale: 1 })];
    of255.row.preprocessing.mean.forEach((mean, i) =>
      expect(mean * 255).toBeCloseTo(of1.row.preprocessing.mean[i]!, 3),
    );
  });
});

describe('a row', () => {
  test('can be given, and with it what names and shapes do not say', async () => {
    await using weights = await readWeights((await network('zip.pth')).path);
    const inferred = await resolveModel(weights);
    const named = await resolveModel(weights, {
      model: { ...inferred.row, name: 'mine' },
      classNames: ['a', 'b', 'c', 'd', 'e'],
      preprocessing: { resize: 236 },
    });
    expect(named.row).toMatchObject({ name: 'mine', classNames: ['a', 'b', 'c', 'd', 'e'] });
    expect(named.row.preprocessing.resize).toBe(236);
    await expect(resolveModel(weights, { model: 'resnext50_32x4d' })).rejects.toThrow(
      /expected the weights of resnext50_32x4d but received weights that lack layer1\.2\.conv1\.weight/,
    );
  });

  test('is not made of what is no ResNeXt', async () => {
    await using weights = await readWeights((await network('zip.pth')).path);
    await expect(resolveModel(weights, { scheme: 'osmr' })).rejects.toThrow(
      /the layers of a ResNeXt under the names of osmr in .*zip\.pth but found layers such as conv1, bn1/,
    );
    await expect(resolveModel(weights, { scheme: 'mine' as 'osmr' })).rejects.toThrow(
      /expected one of torchvision, .* but received 'mine'/,
    );
  });
});
