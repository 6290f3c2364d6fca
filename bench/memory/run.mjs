// Measures the memory that the largest images within the default limits take: see bench/README.md.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { parse } from 'yaml';
import { measureBatch } from './batch.mjs';
import { makeImage } from './images.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const DIST = here('../../dist');
const MB = 2 ** 20;

const detection = await readFile(here('../../recipes/detection.yaml'), 'utf8');
const many = 'variants: 30\ntransforms: [HorizontalFlip, RandomGamma]\n';
/** The recipe for each image that is measured alone. */
const RECIPES = { jpeg: detection, png: detection, tiff: detection, alpha: detection, small: many };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    batch: { type: 'boolean', default: false },
    variants: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '900' },
  },
});
const folder = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'augment-memory-'));
try {
  if (options.batch) {
    const given = parse(detection);
    // Else PNGs without labels might be masks, and would wait for a listing.
    const labels = { ...given.labels, masks: 'none' };
    const recipe = { ...given, labels, variants: Number(options.variants) };
    await measureBatch({
      dist: DIST,
      folder,
      recipe,
      seconds: Number(options.seconds),
      ...(positionals.length > 0 && { names: positionals }),
    });
  } else for (const [name, recipe] of Object.entries(RECIPES)) await measureAlone(name, recipe);
} finally {
  await rm(folder, { recursive: true });
}

async function measureAlone(name, recipe) {
  if (positionals.length > 0 && !positionals.includes(name)) return;
  const { what, file, size } = await makeImage(name, folder);
  const command = [here('measure-one.mjs'), DIST, file, recipe];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  const { needed, taken } = JSON.parse(stdout);
  const inMB = (bytes) => `${Math.round(bytes / MB)} MB`;
  console.log(`${what} (${inMB(size)}): said to need ${inMB(needed)}, took ${inMB(taken)}`);
  await rm(file);
}
