// Runs commands to their end, and servers until they are stopped. Each has its own process group, so that stopping it
// also ends its children.
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

const SECONDS = 1000;

/** Everything to clean up when the test process ends. */
const groups = new Set();
const folders = new Set();
process.on('exit', cleanUp);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(name, () => {
    cleanUp();
    process.kill(process.pid, name);
  });

function cleanUp() {
  for (const group of groups) signal(group, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Runs a command until it ends, and returns its standard output. If it fails or takes too long, throws an error with the
 * end of its output.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, seconds?: number, input?: string }} [options]
 * @returns {Promise<string>}
 */
export async function runToEnd(command, args, { env = process.env, cwd, seconds = 600, input = '' } = {}) {
  const child = spawn(command, args, { env, cwd, detached: true });
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => ((stdout += text), (output += text)));
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  child.stdin.on('error', () => undefined).end(input);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    signal(child.pid, 'SIGKILL');
  }, seconds * SECONDS);
  if (child.pid) groups.add(child.pid);
  const code = await new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${command} does not start: ${error.message}`)));
    child.on('close', resolve);
  }).finally(() => {
    clearTimeout(late);
    groups.delete(child.pid);
  });
  if (code === 0) return stdout;
  const reason = isLate ? `did not end within ${seconds} s` : `failed with exit code ${code}`;
  throw new Error(`${command} ${args.join(' ')} ${reason}:\n${lastLines(output)}`);
}

/**
 * Starts a server and waits until `isReady` returns true.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ name: string, folder: string, env: NodeJS.ProcessEnv, isReady: () => Promise<boolean>, seconds?: number }} options
 *   its log is NAME.log in `folder`
 * @returns {Promise<{ pid: number, tail: () => Promise<string>, stop: () => Promise<void> }>}
 */
export async function startServer(command, args, { name, folder, env, isReady, seconds = 60 }) {
  const log = path.join(folder, `${name}.log`);
  const descriptor = openSync(log, 'a');
  const child = spawn(command, args, {
    env,
    cwd: folder,
    detached: true,
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  let failure;
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve((failure = `does not start: ${error.message}`)));
    child.on('exit', (code, by) => resolve((failure = `ended by itself (${by ?? `exit code ${code}`})`)));
  });
  if (child.pid) groups.add(child.pid);
  const tail = async () => lastLines(await readFile(log, 'utf8'));
  const stop = async () => {
    if (!child.pid) return;
    signal(child.pid, 'SIGTERM');
    if (!(await becomes(() => !signal(child.pid, 0), 5))) signal(child.pid, 'SIGKILL');
    await ended;
    await becomes(() => !signal(child.pid, 0), 5);
    groups.delete(child.pid);
  };
  const isUp = await becomes(
    async () => failure !== undefined || (await isReady().catch(() => false)),
    seconds,
  );
  if (isUp && failure === undefined) return { pid: child.pid, tail, stop };
  await stop();
  throw new Error(
    `${name} ${isUp ? failure : `is not ready after ${seconds} s`}. Its log ends:\n${await tail()}`,
  );
}

/**
 * Waits until the condition is true, or until the time is over. Tests use test/support/eventually.ts.
 *
 * @param {() => boolean | Promise<boolean>} ask
 * @param {number} seconds
 */
export async function becomes(ask, seconds) {
  const end = Date.now() + seconds * SECONDS;
  while (!(await ask())) {
    if (Date.now() > end) return false;
    await sleep(50);
  }
  return true;
}

/**
 * Makes a temporary folder. @returns its path, and a function that removes it
 *
 * @param {string} name
 * @returns {Promise<[folder: string, remove: () => Promise<void>]>}
 */
export async function temporaryFolder(name) {
  const folder = await mkdtemp(path.join(tmpdir(), `augment-${name}-`));
  folders.add(folder);
  const remove = async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    folders.delete(folder);
  };
  return [folder, remove];
}

/** A free port of the loopback. @returns {Promise<number>} */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Sends a signal to a process group. @returns whether the group exists */
function signal(group, name) {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}

function lastLines(text, count = 40) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
