import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';

/**
 * How every project is tested. Packages import each other's source through the export condition
 * `@resnext/source`, so a test run needs no build.
 */
export default defineProject({
  resolve: { conditions: ['@resnext/source'] },
  ssr: { resolve: { conditions: ['@resnext/source', 'node', 'module', 'default'] } },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    setupFiles: [fileURLToPath(new URL('chosenBackend.ts', import.meta.url))],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
