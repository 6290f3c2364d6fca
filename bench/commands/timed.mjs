import { spawn } from 'node:child_process';
import { sum } from '../statistics.mjs';

/** Makes the shell print the processor time of its children as the last line. */
const WITH_TIMES = '"$@"; code=$?; times >&2; exit $code';

/**
 * Seconds from the start of a process to its end (`wall`), and its processor time with that of all its threads and children
 * (`cpu`).
 */
export function timed(command, env = {}) {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn('sh', ['-c', WITH_TIMES, 'sh', ...command], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    let messages = '';
    child.stderr.on('data', (text) => (messages += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const wall = Number(process.hrtime.bigint() - start) / 1e9;
      if (code === 0) resolve({ wall, cpu: sum(lastTimes(messages)) });
      else reject(new Error(`${command.slice(0, 3).join(' ')} ended with ${code}: ${messages}`));
    });
  });
}

/** Parses `0m1.25s 0m0.50s`, user and system time, as seconds. */
function lastTimes(messages) {
  const children = messages.trim().split('\n').at(-1);
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 60 * minutes + Number(seconds),
  );
}
