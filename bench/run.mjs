// Measures the product's jobs and its peers in one run: npm run bench -- [--python PATH] [--smoke]
import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { Contestant, missingPeers } from './contestant.mjs';
import { BOXES, makePhotos } from './inputs.mjs';
import { JOBS } from './jobs.mjs';
import { measurePool } from './pool.mjs';
import { comparePictures } from './quality.mjs';
import { summarise } from './statistics.mjs';
import { printJob, printPool } from './tables.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    smoke: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    pool: { type: 'boolean', default: false },
    images: { type: 'string' },
    json: { type: 'string' },
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
  },
});
const rounds = Number(options.rounds ?? (options.smoke ? 1 : 20));
const folder = await mkdtemp(path.join(tmpdir(), 'augment-bench-'));
const results = [];
try {
  const photos = await makePhotos(path.join(folder, 'photos'), options.smoke ? 2 : 6);
  const setup = { photos, boxes: BOXES, jobs: JOBS, dist: options.dist };
  console.log(`${cpus()[0].model}, ${rounds} rounds over ${photos.length} images of 640 × 480 pixels`);
  const python = await usablePython();
  for (const [name, job] of Object.entries(JOBS))
    results.push(...(await measureJob(name, job, setup, python)));
  if (options.pool) {
    const images = Number(options.images ?? (options.smoke ? 12 : 500));
    const pool = await measurePool({
      folder,
      photos,
      images,
      rounds: options.smoke ? 1 : 5,
      python,
      dist: options.dist,
    });
    printPool(pool, images);
    results.push(...pool);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (options.json) await writeFile(options.json, results.map((row) => `${JSON.stringify(row)}\n`).join(''));

/** The Python to use, if it has all packages of the peers. */
async function usablePython() {
  if (!options.python) {
    console.log('Without --python this program is measured alone; see bench/README.md for the peers.');
    return undefined;
  }
  const missing = missingPeers(options.python);
  if (missing.length === 0) return options.python;
  throw new Error(
    `${options.python} lacks ${missing.join(', ')}: ${options.python} -m pip install -r bench/requirements.txt`,
  );
}

/** Runs all contestants in turn for each image, so that a slow phase of the machine affects all of them. */
async function measureJob(name, job, setup, python) {
  const contestants = [
    Contestant.ours(setup, 'fast'),
    Contestant.ours(setup, 'exact'),
    ...(python
      ? job.peers.flatMap((peer) => [
          Contestant.peer(setup, python, peer, false),
          Contestant.peer(setup, python, peer, true),
        ])
      : []),
  ];
  try {
    await Promise.all(contestants.map((contestant) => contestant.ready));
    const answers = contestants.map(() => setup.photos.map(() => []));
    for (let round = -2; round < rounds; round++) {
      for (const photo of setup.photos.keys()) {
        for (const [who, contestant] of contestants.entries()) {
          const answer = await contestant.ask({ job: name, photo });
          if (round >= 0) answers[who][photo].push(answer);
        }
      }
    }
    const quality = await comparePictures(contestants, name, setup.photos.length);
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
