// Deploys stacks with the CDK of this repository. A deployment may hang, so every command has a limit.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { aws } from './clients.mjs';
import { runToEnd, temporaryFolder } from './processes.mjs';

const CDK = fileURLToPath(new URL('../../../node_modules/.bin/cdk', import.meta.url));

/**
 * @typedef {object} Deployment
 * @property {string} app the file with the CDK app, run by `node`
 * @property {string} [stack] its name; absent: all stacks of the app
 * @property {Record<string, string>} [context]
 * @property {number} [seconds] a time limit
 */

/**
 * Prepares the account for deployments.
 *
 * @param {import('./clients.mjs').Env} env as a server gives it
 */
export async function bootstrap(env, { seconds = 90 } = {}) {
  const { Account } = await aws(env, 'sts', 'get-caller-identity');
  await cdk(env, ['bootstrap', `aws://${Account}/${env.AWS_REGION}`], seconds);
}

/**
 * Deploys, and returns the outputs of each stack.
 *
 * @param {import('./clients.mjs').Env} env as a server gives it
 * @param {Deployment} deployment
 * @returns {Promise<Record<string, Record<string, string>>>}
 */
export async function deploy(env, { seconds = 180, ...deployment }) {
  const [folder, remove] = await temporaryFolder('cdk-outputs');
  try {
    const outputs = path.join(folder, 'outputs.json');
    const args = [
      'deploy',
      '--require-approval',
      'never',
      '--outputs-file',
      outputs,
      ...describe(deployment),
    ];
    await cdk(env, args, seconds);
    return JSON.parse(await readFile(outputs, 'utf8'));
  } finally {
    await remove();
  }
}

/**
 * Removes what `deploy` with the same arguments made, except what the stack retains.
 *
 * @param {import('./clients.mjs').Env} env as a server gives it
 * @param {Deployment} deployment
 */
export async function destroy(env, { seconds = 90, ...deployment }) {
  await cdk(env, ['destroy', '--force', ...describe(deployment)], seconds);
}

/** @param {Deployment} deployment */
function describe({ app, stack, context = {} }) {
  const values = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  return ['--app', `node "${app}"`, ...values, ...(stack ? [stack] : ['--all'])];
}

async function cdk(env, args, seconds) {
  const [folder, remove] = await temporaryFolder('cdk');
  try {
    await runToEnd(CDK, [...args, '--output', path.join(folder, 'cdk.out'), '--no-notices', '--ci'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, CDK_DISABLE_CLI_TELEMETRY: 'true', ...env },
      seconds,
    });
  } finally {
    await remove();
  }
}
