import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * What each project may import of ours: an import runs down this list's picture only, and a circle is a
 * defect. An image becomes a batch, a batch logits, logits a loss, a report or an answer.
 */
const mayImport = {
  ops: [],
  data: [],
  evaluator: [],
  'backend-native': ['ops'],
  blocks: ['ops'],
  runtime: ['ops', 'backend-native'],
  zoo: ['blocks', 'ops'],
  trainer: ['zoo', 'blocks', 'ops', 'evaluator'],
  converter: ['zoo'],
  cli: ['*'],
  server: ['*'],
  test: ['*'],
  bench: ['*'],
};

export default tseslint.config(
  {
    ignores: [
      ...['**/dist/', '**/build/', '**/.nx/', '**/coverage/', 'runs/', 'packages/data/wasm/'],
      // What the tools install for themselves.
      ...['**/.python/', '**/.peers/'],
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.ts', 'tools/config/*.ts', 'apps/*/bin/*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          // Commands load what they need when they need it; the same package may be imported elsewhere.
          checkDynamicDependenciesExceptions: ['.*'],
          depConstraints: Object.entries(mayImport).map(([sourceTag, allowed]) => ({
            sourceTag,
            onlyDependOnLibsWithTags: allowed.length > 0 ? allowed : [sourceTag],
          })),
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Functions of an interface may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Pass a seeded generator in.' },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs}', '*.ts', 'tools/config/*.ts', '**/*.config.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        URL: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    // Configurations, and the tests of READMEs, are made in tools/config.
    files: ['**/*.config.ts', '**/readme.test.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      // vitest's asymmetric matchers are typed any, and its spies stand in for methods.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  prettier,
);
