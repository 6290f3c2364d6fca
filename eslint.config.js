import js from '@eslint/js';
import { createNodeResolver, flatConfigs as importX } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The rooms of src/, each with the rooms that it may import from: the arrows of ARCHITECTURE.md. */
const rooms = {
  core: [],
  codecs: ['core'],
  stores: ['core'],
  dataset: ['core', 'stores'],
  state: ['core', 'stores', 'dataset'],
  variants: ['core', 'codecs', 'stores', 'dataset', 'state'],
  packages: ['core', 'codecs', 'stores'],
  inspection: ['core', 'dataset', 'state', 'variants'],
  jobs: ['core', 'codecs', 'stores', 'dataset', 'state', 'variants', 'packages', 'inspection'],
  triggers: ['core', 'stores', 'dataset', 'state'],
  studio: ['core', 'codecs', 'stores', 'dataset', 'state', 'variants', 'packages', 'inspection', 'jobs'],
  aws: ['core', 'stores', 'state', 'triggers'],
  cli: [
    ...['core', 'codecs', 'stores', 'dataset', 'state', 'variants', 'packages', 'inspection', 'jobs'],
    ...['triggers', 'aws', 'studio'],
  ],
  cdk: ['core'],
};

/** The same for the rooms inside src/core. Single files there (errors, keys, json, hash, math) are open to all of them. */
const coreRooms = {
  geometry: [],
  plan: ['geometry'],
  annotations: ['geometry', 'plan'],
  formats: ['geometry', 'plan', 'annotations'],
  engine: ['geometry', 'plan'],
  draw: ['geometry', 'annotations', 'engine'],
  transforms: ['geometry', 'plan', 'annotations'],
  recipe: ['geometry', 'plan', 'annotations', 'transforms', 'formats', 'modules.ts'],
  sampling: ['geometry', 'plan', 'annotations', 'transforms', 'recipe'],
  inspection: ['geometry', 'plan', 'annotations', 'formats', 'engine'],
};
const CORE_BASE = [
  'base64',
  'errors',
  'hash',
  'image-formats',
  'json',
  'keys',
  'math',
  'package-id',
  'quantiles',
];

const zonesOf = (arrows, root, base) =>
  Object.entries(arrows).map(([room, allowed]) => ({
    target: `${root}/${room}`,
    from: root,
    except: [...[room, ...allowed].map((name) => `./${name}`), ...base.map((name) => `./${name}.ts`)],
    message: `${root}/${room} may import from ${[...allowed, ...base].join(', ') || 'nothing outside itself'} only.`,
  }));

const zones = [...zonesOf(rooms, './src', []), ...zonesOf(coreRooms, './src/core', CORE_BASE)];

export default defineConfig(
  {
    ignores: [...['dist/', 'coverage/', '.cache/', 'cdk.out/'], ...['kernels/*.ts', 'src/**/*.generated.ts']],
  },
  js.configs.recommended,
  importX.recommended,
  importX.typescript,
  {
    files: ['**/*.ts', '**/*.tsx'],
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
    files: ['studio/**/*.tsx', 'studio/**/*.ts'],
    extends: [reactHooks.configs.flat.recommended],
    // It is for a compiler that is not used here.
    rules: { 'react-hooks/incompatible-library': 'off' },
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
      'max-lines': ['error', { max: 340, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Tests may build what they need with anything.
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: { 'import-x/no-restricted-paths': ['error', { zones }] },
  },
  {
    files: ['src/**/*.ts', 'lambda/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name=/^(push|unshift|max|min)$/] > SpreadElement',
          message: 'A spread puts every element on the stack, and a long list overflows it: use a loop.',
        },
      ],
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
            message: 'Not specified to the bit: use core/math.ts.',
          }),
        ),
      ],
    },
  },
);
