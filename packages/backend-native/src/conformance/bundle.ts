import { build, type Plugin } from 'esbuild';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const tfjs = dirname(require.resolve('@tensorflow/tfjs-core'));
const backend = fileURLToPath(new URL('../index.ts', import.meta.url));

/** tfjs's test utilities load jasmine themselves, to set one number: they get the one that runs. */
const runningJasmine: Plugin = {
  name: 'running-jasmine',
  setup(plugin) {
    plugin.onResolve({ filter: /^jasmine-core\// }, () => ({
      path: 'jasmine',
      namespace: 'running-jasmine',
    }));
    plugin.onLoad({ filter: /.*/, namespace: 'running-jasmine' }, () => ({
      contents: 'module.exports = { core: () => globalThis.jasmine };',
    }));
  },
};

/**
 * Writes one module of tfjs-core's tests, of tfjs-core and of this backend: together, because they must share
 * one engine, and because tfjs's modules name each other in ways that Node cannot load.
 */
export async function bundleTests(outfile: string): Promise<void> {
  await build({
    stdin: {
      contents: `
        import { setTestEnvs } from '${tfjs}/jasmine_util.js';
        import '${tfjs}/register_all_gradients.js';
        import '${tfjs}/public/chained_ops/register_all_chained_ops.js';
        import '${backend}';
        setTestEnvs([{ name: 'native', backendName: 'native', isDataSync: true }]);
        export const loaded = import('${tfjs}/tests.js');
      `,
      resolveDir: join(tfjs, '..'),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    // tfjs's package says that its tests have no side effects.
    ignoreAnnotations: true,
    conditions: ['@resnext/source'],
    alias: { '@tensorflow/tfjs-core': join(tfjs, 'index.js') },
    // CommonJS modules inside want a require.
    banner: {
      js: "import * as nodeModule from 'node:module'; const require = nodeModule.createRequire(import.meta.url);",
    },
    plugins: [runningJasmine],
  });
}
