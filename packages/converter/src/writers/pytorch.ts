import { piecesOf, writeWhole, type StateTensor } from '@resnext/zoo';
import { PYTORCH_METADATA } from '../formats/pytorch/metadata.ts';
import { rowMajor } from '../tensors.ts';
import { sizeOf } from '../transforms.ts';
import { PickleWriter } from './pickle.ts';
import type { Writer } from './writer.ts';
import { ZipWriter } from './zip.ts';

/** What `torch.save(state_dict)` writes, for `torch.load(weights_only=True)`. */
export const pytorchWriter: Writer = {
  name: 'pytorch',
  title: 'PyTorch',
  endings: ['.pth', '.pt', '.bin'],
  write: (path, { weights, metadata }) =>
    writeWhole(path, async (append) => {
      const zip = new ZipWriter(append);
      const text = (value: string): Uint8Array => new TextEncoder().encode(value);
      await zip.add('model/data.pkl', pickled(weights));
      await zip.add('model/byteorder', text('little'));
      for (const [index, tensor] of [...weights.values()].entries())
        await zip.add(`model/data/${index}`, piecesOf(tensor));
      await zip.add('model/version', text('3\n'));
      await zip.add(`model/${PYTORCH_METADATA}`, text(JSON.stringify(metadata)));
      await zip.finish();
    }),
};

const storages = { F32: 'FloatStorage', I64: 'LongStorage' } as const;

function pickled(weights: ReadonlyMap<string, StateTensor>): Uint8Array {
  const pickle = new PickleWriter();
  pickle.orderedDict();
  for (const [index, [name, { dtype, shape }]] of [...weights].entries()) {
    pickle.mark().string(name);
    pickle.global('torch._utils', '_rebuild_tensor_v2').mark();
    pickle
      .mark()
      .string('storage')
      .global('torch', storages[dtype])
      .string(String(index))
      .string('cpu')
      .int(sizeOf(shape))
      .tuple();
    pickle.persistent();
    pickle.int(0).ints(shape).ints(rowMajor(shape)).bool(false).orderedDict();
    pickle.tuple().reduce().setItems();
  }
  return pickle.finish();
}
