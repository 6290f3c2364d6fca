import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder, writeFiles } from '../../support/folders.js';
import type { Env } from '../servers/clients.mjs';
import { runToEnd } from '../servers/processes.mjs';
import { installPython } from '../servers/python.mjs';
import { ARCHITECTURE } from '../stack.mjs';

const SCRIPTS = path.join(import.meta.dirname, '..', '..', '..', 'bash-scripts');

/**
 * Makes a function that runs the project's scripts against a server, without a terminal. It returns the standard output,
 * and throws an error with all output if a script fails.
 */
export async function scriptsOn(env: Env) {
  const home = await temporaryFolder();
  const tools = await installPython();
  // This version of the AWS CLI ignores the endpoint in the environment for SQS.
  const aws = [
    '#!/bin/bash',
    '[ "$1" != sqs ] || set -- "$@" --endpoint-url "$AWS_ENDPOINT_URL"',
    `exec '${path.join(tools, 'aws')}' "$@"`,
  ];
  await writeFiles(home, { 'bin/aws': `${aws.join('\n')}\n` });
  await chmod(path.join(home, 'bin', 'aws'), 0o755);
  const PATH = [path.join(home, 'bin'), tools, process.env['PATH']].join(':');
  return (script: string, ...args: string[]) =>
    runToEnd('bash', [path.join(SCRIPTS, script), ...args], {
      cwd: home,
      env: { ...env, PATH, HOME: home, CDK_DISABLE_CLI_TELEMETRY: 'true' },
      seconds: 120,
    });
}

/**
 * Runs deploy.sh as a user does who has built everything before.
 * @param run as `scriptsOn` gives it
 * @param layer a ZIP file
 */
export async function deployByScript(
  run: Awaited<ReturnType<typeof scriptsOn>>,
  layer: string,
  ...flags: string[]
): Promise<string> {
  const folder = await temporaryFolder();
  const ofCdk = ['--no-notices', '--output', path.join(folder, 'cdk.out')];
  return run('deploy.sh', '--arch', ARCHITECTURE, ...flags, '--no-build', '--layer', layer, '--', ...ofCdk);
}
