import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDataset } from './inputs.mjs';
import { JOBS } from './jobs.mjs';
import { median, sum } from './statistics.mjs';

const JOB = JOBS.detection;

/** Measures `augment run` and a plain Albumentations script in turn, each from files to files with two workers. */
export async function measurePool({ folder, photos, images, rounds, python, dist }) {
  const input = path.join(folder, 'dataset');
  const output = path.join(folder, 'output');
  await makeDataset(input, photos, images);
  const contestants = [
    { who: 'augment run, fast DCT', command: await runCommand(folder, input, output, dist, 'fast') },
    { who: 'augment run, exact DCT', command: await runCommand(folder, input, output, dist, 'exact') },
    ...(python ? [{ who: 'albumentations, 2 processes', command: poolCommand(python, input, output) }] : []),
  ];
  const runs = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { command }] of contestants.entries()) {
      for (const left of [output, `${output}.augment`]) await rm(left, { recursive: true, force: true });
      runs[index].push(await timed(command));
    }
  }
  return contestants.map(({ who }, index) => ({
    job: 'pool',
    who,
    variants: images * JOB.variants,
    min: Math.min(...runs[index].map(({ wall }) => wall)),
    median: median(runs[index].map(({ wall }) => wall)),
    cpu: Math.min(...runs[index].map(({ cpu }) => cpu)),
  }));
}

async function runCommand(folder, input, output, dist, dct) {
  const recipe = path.join(folder, `${dct}.json`);
  const transforms = JOB.transforms.map(([name, parameters]) => ({ [name]: parameters }));
  const { variants, quality } = JOB;
  await writeFile(
    recipe,
    JSON.stringify({ version: 1, variants, decode: { dct }, output: { quality }, transforms }),
  );
  const script = path.join(dist, 'cli', 'main.js');
  return [process.execPath, script, 'run', input, output, '--recipe', recipe, '--workers', '2', '--quiet'];
}

function poolCommand(python, input, output) {
  const script = fileURLToPath(new URL('pool.py', import.meta.url));
  return [python, script, JSON.stringify({ input, output, workers: 2, job: JOB })];
}

/** Makes the shell print the processor time of its children as the last line. */
const WITH_TIMES = '"$@"; code=$?; times >&2; exit $code';

/** Wall-clock seconds and seconds of processor time, from the start of the process to its end. */
function timed(command) {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn('sh', ['-c', WITH_TIMES, 'sh', ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
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
