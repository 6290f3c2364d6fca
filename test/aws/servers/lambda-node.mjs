// The runtime of Lambda functions: Node of the major version that the stack names, with the AWS SDK that Lambda adds.
import { readdir, readFile, readlink, rename } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.mjs';
import { runToEnd } from './processes.mjs';

export const NODE_VERSION = '24.21.0';

const PACKAGES = [
  `node-linux-${process.arch}@${NODE_VERSION}`,
  '@aws-sdk/client-s3@3.1175.0',
  '@aws-sdk/client-sqs@3.1175.0',
];

/**
 * Installs the runtime, unless it is in the cache.
 *
 * @returns {Promise<string>} a folder with `bin/node` and `node_modules`
 */
export async function installLambdaNode() {
  return cached('lambda-node', PACKAGES.join('\n'), async (folder) => {
    console.log(`Installing ${PACKAGES.join(', ')} into ${folder}; this happens once.`);
    await runToEnd('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...PACKAGES]);
    await rename(
      path.join(folder, 'node_modules', `node-linux-${process.arch}`, 'bin'),
      path.join(folder, 'bin'),
    );
  });
}

/**
 * The processes in which a function runs or waits for work. Tests kill them during the work.
 *
 * @param {{ pid: number }} server as `startMinistack` gives it
 * @param {string} functionName
 * @returns {Promise<number[]>} their ids
 */
export async function functionProcesses(server, functionName) {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const isFunction = async (id) => {
    const [stat, environment] = await Promise.all(
      ['stat', 'environ'].map((name) => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '')),
    );
    const [, parent] = /\) \S (\d+) /.exec(stat) ?? [];
    return (
      Number(parent) === server.pid && environment.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}\0`)
    );
  };
  const matches = await Promise.all(ids.map(isFunction));
  return ids.filter((_, index) => matches[index]).map(Number);
}

/**
 * The process of the function that has opened a connection to a server of the loopback.
 *
 * @param {{ pid: number }} server as `startMinistack` gives it
 * @param {string} functionName
 * @param {number} port the function's own
 * @returns {Promise<number | undefined>} its id; undefined if it is gone
 */
export async function processConnectedFrom(server, functionName, port) {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const connections = (await readFile('/proc/net/tcp', 'utf8'))
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const socket = connections.find(([, address]) => address === local)?.[9];
  for (const id of await functionProcesses(server, functionName)) {
    const files = await readdir(`/proc/${id}/fd`).catch(() => []);
    const targets = files.map((file) => readlink(`/proc/${id}/fd/${file}`).catch(() => ''));
    if ((await Promise.all(targets)).includes(`socket:[${socket}]`)) return id;
  }
  return undefined;
}
