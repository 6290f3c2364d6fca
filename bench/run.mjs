// Measures whole commands, then jobs, beside their peers in one run: npm run bench -- [--python PATH] [--smoke]
import { existsSync } from 'node:fs';
import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { CASES } from './commands/cases.mjs';
import { measureCase } from './commands/measure.mjs';
import { Contestant, missingPeers } from './contestant.mjs';
import { BOXES, makeImages } from './inputs.mjs';
import { JOBS } from './jobs.mjs';
import { comparePictures } from './quality.mjs';
import { summarise } from './statistics.mjs';
import { printCase, printJob } from './tables.mjs';

const MEMORY_DISK = '/dev/shm';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    smoke: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    cases: { type: 'string', default: Object.keys(CASES).join() },
    jobs: { type: 'string', default: Object.keys(JOBS).join() },
    share: { type: 'string' },
    folder: { type: 'string', default: existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir() },
    json: { type: 'string' },
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
  },
});
const folder = await mkdtemp(path.join(options.folder, 'augment-bench-'));
const results = [];
try {
  const python = await usablePython();
  console.log(`${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}, files in ${options.folder}`);
  await measureCommands(python);
  await measureJobs(python);
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (options.json) await writeFile(options.json, results.map((row) => `${JSON.stringify(row)}\n`).join(''));

async function measureCommands(python) {
  const setup = {
    folder,
    python,
    dist: options.dist,
    rounds: options.smoke ? 1 : options.rounds && Number(options.rounds),
    share: Number(options.share ?? (options.smoke ? 0.01 : 1)),
  };
  for (const [name, one] of chosen(CASES, options.cases)) {
    const rows = await measureCase(name, one, setup);
    printCase(one, rows);
    results.push(...rows);
  }
}

async function measureJobs(python) {
  const jobs = chosen(JOBS, options.jobs);
  if (jobs.length === 0) return;
  const rounds = Number(options.rounds ?? (options.smoke ? 1 : 20));
  const images = await makeImages(path.join(folder, 'images'), options.smoke ? 2 : 6);
  console.log(`\n${rounds} rounds over ${images.length} images of 640 × 480 pixels, one core`);
  const setup = { images, boxes: BOXES, jobs: JOBS, dist: options.dist };
  for (const [name, job] of jobs) results.push(...(await measureJob(name, job, { setup, python, rounds })));
}

/** Entries of these names, separated by commas, in the order of the table. */
function chosen(table, names) {
  const wanted = names.split(',').filter(Boolean);
  const unknown = wanted.filter((name) => !(name in table));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')}: there is ${Object.keys(table).join(', ')} only`);
  return Object.entries(table).filter(([name]) => wanted.includes(name));
}

/** The Python to use, if it has all packages of the peers. */
async function usablePython() {
  if (!options.python) {
    console.log('Without --python Pillow, OpenCV and Albumentations are left out; see bench/README.md.');
    return undefined;
  }
  const missing = missingPeers(options.python);
  if (missing.length === 0) return options.python;
  throw new Error(
    `${options.python} lacks ${missing.join(', ')}: ${options.python} -m pip install -r bench/requirements.txt`,
  );
}

/** Runs all contestants in turn for each image, so that a slow phase of the machine affects all of them. */
async function measureJob(name, job, { setup, python, rounds }) {
  const contestants = [
    Contestant.ours(setup),
    ...(python
      ? job.peers.flatMap((peer) => [
          Contestant.peer(setup, python, peer, false),
          Contestant.peer(setup, python, peer, true),
        ])
      : []),
  ];
  try {
    await Promise.all(contestants.map((contestant) => contestant.ready));
    const answers = contestants.map(() => setup.images.map(() => []));
    for (let round = -2; round < rounds; round++) {
      for (const image of setup.images.keys()) {
        for (const [who, contestant] of contestants.entries()) {
          const answer = await contestant.ask({ job: name, image });
          if (round >= 0) answers[who][image].push(answer);
        }
      }
    }
    const quality = await comparePictures(contestants, name, setup.images.length);
    const rows = contestants.map((contestant, who) => ({
      job: name,
      who: contestant.name,
      version: contestant.version,
      ...summarise(answers[who]),
      ...quality[who],
    }));
    printJob(job, rows);
    return rows;
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}
