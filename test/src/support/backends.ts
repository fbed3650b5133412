import { selectBackend } from '@resnext/runtime';
import { beforeAll, describe } from 'vitest';

/** The backends that every number is checked on. */
const backends = ['wasm', 'cpu'] as const;

export function onEveryBackend(name: string, tests: () => void): void {
  describe.each(backends)(`${name} on %s`, (backend) => {
    beforeAll(async () => {
      await selectBackend(backend);
    });
    tests();
  });
}
