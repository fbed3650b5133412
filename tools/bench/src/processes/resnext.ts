import {
  randomNormal,
  engine,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { conv2d, kernels } from '@resnext/ops';
import { selectBackend, type BackendName } from '@resnext/runtime';
import { createStepper } from '@resnext/trainer';
import { createModel, prepareBatch } from '@resnext/zoo';
import type { GroupedWorkload, NetworkWorkload, Workload } from '../workloads.ts';
import { madeUpBatch } from './madeUpBatch.ts';
import { serve } from './serve.ts';

/** Our networks and operations on the backend that the variant names. */
await serve(async ({ workload, variant, threads }) => {
  const backend = await selectBackend(variant as BackendName, { threads });
  const details = [backend.instructionSet, `threads ${backend.threads ?? threads}`].filter(Boolean);
  return { title: `${backend.name} (${details.join(', ')})`, repetition: repetitionOf(workload) };
});

function repetitionOf(workload: Workload): () => unknown {
  if ('row' in workload) return workload.kind === 'inference' ? inference(workload) : training(workload);
  return workload.kind === 'grouped-forward' ? forward(workload) : backward(workload);
}

function inference({ batch, row }: NetworkWorkload): () => Promise<void> {
  const model = createModel(row).fold();
  const images = prepareBatch(madeUpBatch(row, batch), row.preprocessing);
  return async () => {
    const logits = model.forward(images);
    await logits.data();
    logits.dispose();
  };
}

function training({ batch, row }: NetworkWorkload): () => Promise<unknown> {
  const images = madeUpBatch(row, batch);
  const stepper = createStepper(createModel(row), { momentum: 0.9, nesterov: false, weightDecay: 1e-4 });
  // So small a rate that the weights of a network fed with noise stay finite.
  return () => stepper.step(images, 1e-6);
}

function forward(workload: GroupedWorkload): () => void {
  const { x, filter, groups } = tensorsOf(workload);
  return () => conv2d(x, filter, { padding: 1, groups }).dispose();
}

function backward(workload: GroupedWorkload): () => void {
  const { x, filter, groups } = tensorsOf(workload);
  const dy = randomNormal(x.shape, 0, 1, 'float32', 3);
  const geometry = {
    strides: [1, 1],
    dilations: [1, 1],
    pads: [
      [1, 1],
      [1, 1],
    ],
    groups,
  };
  const run = (name: string, inputs: object, attrs: object): void => {
    const output = engine().runKernel(name, inputs as NamedTensorMap, attrs as NamedAttrMap);
    (output as Tensor4D).dispose();
  };
  return () => {
    run(kernels.Conv2DBackpropInput, { dy, filter }, { ...geometry, inputShape: x.shape });
    run(kernels.Conv2DBackpropFilter, { x, dy }, { ...geometry, filterShape: filter.shape });
  };
}

function tensorsOf({ batch, size, channels, groups }: GroupedWorkload) {
  const x: Tensor4D = randomNormal([batch, size, size, channels], 0, 1, 'float32', 1);
  const filter: Tensor4D = randomNormal([3, 3, channels / groups, channels], 0, 0.1, 'float32', 2);
  return { x, filter, groups };
}
