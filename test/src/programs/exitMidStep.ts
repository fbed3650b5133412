import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { createLoader, digits } from '@resnext/data';
import { selectBackend } from '@resnext/runtime';
import { createStepper } from '@resnext/trainer';
import { createModel } from '@resnext/zoo';

/*
 * Ends in the middle of a training step on `native`, in the way that is named: by an `exit` between two kernels,
 * an `error` there that nobody catches, or a `signal` that comes while it steps on and on.
 */

/** Of a step's several hundred: its forward pass is under way then. */
const MIDDLE = 30;

const ways: Record<string, () => void> = {
  exit: () => process.exit(7),
  error: () => {
    throw new Error('in the middle');
  },
  signal: () => process.kill(process.pid, 'SIGTERM'),
};
const end = ways[process.argv[2]!]!;

await selectBackend('native');
const stepper = createStepper(createModel('resnext11_digits'));
const loader = createLoader(digits({ split: 'train' }), { batchSize: 32 });
let step = 0;
for (let epoch = 1; ; epoch++) {
  for await (const batch of loader.epoch(epoch)) {
    await stepper.step(batch, 0.01);
    if (++step === 2) {
      console.log('steps');
      endInMiddle();
    }
  }
}

function endInMiddle(): void {
  let calls = 0;
  for (const kernel of getKernelsForBackend('native')) {
    unregisterKernel(kernel.kernelName, 'native');
    registerKernel({
      ...kernel,
      kernelFunc: (call) => {
        if (++calls === MIDDLE) end();
        return kernel.kernelFunc(call);
      },
    });
  }
}
