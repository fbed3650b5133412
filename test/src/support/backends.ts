import { listBackends, selectBackend, type BackendName } from '@resnext/runtime';
import { beforeAll, describe } from 'vitest';

/** The backends that every number is checked on, unless a run is for one (`tools/config/chosenBackend.ts`). */
const chosen = process.env['RESNEXT_TEST_BACKEND'] as BackendName | undefined;
export const backends: readonly BackendName[] = chosen ? [chosen] : ['native', 'wasm', 'cpu', 'tensorflow'];

/** TensorFlow is an optional peer. */
const tensorflow = (await listBackends()).filter(({ name }) => name === 'tensorflow');
export const whyNoTensorflow = tensorflow.some(({ available }) => available)
  ? undefined
  : tensorflow.map(({ reason }) => reason).join('; ');

/** Those on which a training of some minutes elsewhere takes seconds. */
export const fastBackends = backends.filter((backend) => backend === 'native' || backend === 'tensorflow');

export function onEveryBackend(name: string, tests: () => void, among = backends): void {
  for (const backend of among) {
    const reason = backend === 'tensorflow' ? whyNoTensorflow : undefined;
    describe.skipIf(reason)(`${name} on ${backend}${reason ? ` (${reason})` : ''}`, () => {
      beforeAll(async () => {
        await selectBackend(backend, { device: process.env['RESNEXT_TEST_DEVICE'] });
      });
      tests();
    });
  }
}
