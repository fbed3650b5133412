import type { ServedModel } from '../service/servedModel.ts';
import { imageShape, INPUT, OUTPUTS, tensorsOf } from './modelTensors.ts';

/** What the protocol calls this kind of model. */
const PLATFORM = 'resnext_safetensors';

/** A model's metadata, as the protocol gives it. */
export function describeModel(model: ServedModel, versions: readonly string[]) {
  const tensors = tensorsOf(model);
  return {
    name: model.name,
    versions,
    platform: PLATFORM,
    inputs: [{ name: INPUT, datatype: 'FP32', shape: [-1, ...imageShape(tensors, tensors.layout)] }],
    outputs: OUTPUTS.map((name) => ({ name, datatype: 'FP32', shape: [-1, tensors.classes] })),
  };
}

/** A model's configuration, as Triton gives it. */
export function describeConfig(model: ServedModel) {
  const tensors = tensorsOf(model);
  const { max_batch_size, dynamic_batching, version_policy } = model.settings;
  const { preferred_batch_size, max_queue_delay_microseconds, ...queue } = dynamic_batching;
  return {
    name: model.name,
    platform: PLATFORM,
    max_batch_size,
    input: [
      {
        name: INPUT,
        data_type: 'TYPE_FP32',
        format: `FORMAT_${tensors.layout}`,
        dims: imageShape(tensors, tensors.layout),
      },
    ],
    output: OUTPUTS.map((name) => ({ name, data_type: 'TYPE_FP32', dims: [tensors.classes] })),
    dynamic_batching: {
      preferred_batch_size,
      max_queue_delay_microseconds,
      default_queue_policy: {
        max_queue_size: queue.max_queue_size,
        default_timeout_microseconds: queue.default_timeout_microseconds,
      },
    },
    version_policy: describePolicy(version_policy),
  };
}

function describePolicy(policy: ServedModel['settings']['version_policy']) {
  if (policy === 'all') return { all: {} };
  return 'latest' in policy
    ? { latest: { num_versions: policy.latest } }
    : { specific: { versions: policy.specific } };
}
