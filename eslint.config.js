import js from '@eslint/js';
import { createNodeResolver, flatConfigs as importX } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The rooms of src/, each with the rooms it may import from: the arrows of ARCHITECTURE.md. */
const arrows = {
  core: [],
  codecs: ['core'],
  stores: ['core'],
  dataset: ['core', 'stores'],
  jobs: ['core', 'codecs', 'stores', 'dataset'],
  triggers: ['core', 'stores', 'dataset', 'jobs'],
  cli: ['core', 'codecs', 'stores', 'dataset', 'jobs', 'triggers'],
  cdk: ['core'],
};

const zones = Object.entries(arrows).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: './src',
  except: [room, ...allowed].map((name) => `./${name}`),
  message: `src/${room} may import from ${allowed.join(', ') || 'nothing outside itself'} only.`,
}));

export default defineConfig(
  {
    ignores: [
      ...['dist/', 'coverage/', '.cache/', 'cdk.out/'],
      ...['kernels/*.ts', 'src/core/engine/kernels.generated.ts'],
    ],
  },
  js.configs.recommended,
  importX.recommended,
  importX.typescript,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.config.ts'] } } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    settings: {
      'import-x/resolver': false,
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
    },
    rules: {
      'import-x/no-unresolved': 'off',
      'import-x/no-named-as-default-member': 'off',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'max-lines': ['error', { max: 340, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.mjs', '*.js'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly', URL: 'readonly' },
    },
  },
  {
    files: ['src/core/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:*', '@aws-sdk/*', 'sharp', '@julusian/*'], message: 'src/core is pure.' },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer'],
      'no-restricted-properties': [
        'error',
        ...['sin', 'cos', 'tan', 'exp', 'log', 'pow', 'random', 'atan2', 'log2', 'cbrt', 'hypot'].map(
          (property) => ({
            object: 'Math',
            property,
            message: 'Not specified to the bit: use plan/math.ts.',
          }),
        ),
      ],
    },
  },
);
