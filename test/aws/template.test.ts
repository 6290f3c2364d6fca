import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { built } from '../../src/cdk/testing/stacks.js';
import { temporaryFolder } from '../support/folders.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const CFN_LINT = process.env['AUGMENT_CFN_LINT'] ?? path.join(ROOT, '.cache', 'python', 'bin', 'cfn-lint');
const execute = promisify(execFile);

it.each([
  ['a bucket of its own', {}],
  [
    'existing buckets',
    {
      existingBucket: 'true',
      bucketName: 'images',
      outputBucketName: 'made',
      recipeKey: 'recipe.yaml',
      architecture: 'x86_64',
    },
  ],
])('cfn-lint has nothing against the template with %s', { timeout: 120_000 }, async (_, configuration) => {
  const { codeDir, layerZip } = built;
  const output = await temporaryFolder();
  const context = Object.entries({ codeDir, layerZip, ...configuration }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  await execute(process.execPath, [CDK, 'synth', '--quiet', '--output', output, ...context], {
    cwd: ROOT,
    env: { ...process.env, CDK_VALIDATION: 'true' },
  });
  const template = path.join(output, 'AugmentOnDemand.template.json');
  // W3005: CDK writes redundant dependencies.
  const { stdout } = await execute(CFN_LINT, ['--ignore-checks', 'W3005', '--', template]);
  expect(stdout).toBe('');
});
