// Measures single transforms beside Albumentations: npm run bench -- transforms [--python PATH] [--only A,B] [--smoke]
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { KEEP_MEMORY } from '../commands/cases.mjs';
import { Contestant, missingPeers } from '../contestant.mjs';
import { mean, median } from '../statistics.mjs';
import { print } from '../tables.mjs';
import { CASES, SIZES } from './cases.mjs';

const { values: options } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string' },
    only: { type: 'string', default: '' },
    sizes: { type: 'string', default: Object.keys(SIZES).join() },
    rounds: { type: 'string' },
    smoke: { type: 'boolean', default: false },
    json: { type: 'string' },
    dist: { type: 'string', default: here('../../dist') },
  },
});
const sizes = options.smoke ? ['VGA'] : chosen(Object.keys(SIZES), options.sizes);
const rounds = Number(options.rounds ?? (options.smoke ? 1 : 5));
const folder = mkdtempSync(path.join(tmpdir(), 'augment-transforms-'));
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function here(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}

async function measure() {
  const cases = Object.fromEntries(
    chosen(Object.keys(CASES), options.only).map((title) => [title, CASES[title]]),
  );
  const pictures = Object.fromEntries(
    await Promise.all(sizes.map(async (size) => [size, await makePicture(size)])),
  );
  const setup = { pictures, cases, dist: options.dist };
  const contestants = [start('this program', process.execPath, 'ours.mjs', setup), ...peers(setup)];
  try {
    await Promise.all(contestants.map((contestant) => contestant.ready));
    const versions = contestants.slice(0, 2).map(({ version }) => version);
    console.log(
      `${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}, ${versions.join(', ')}; ${rounds} rounds`,
    );
    if (options.json) writeFileSync(options.json, '');
    for (const size of sizes) {
      const measured = [];
      for (const title of Object.keys(cases)) {
        if (SIZES[size].without?.includes(title)) continue;
        const row = await measureCase(contestants, title, size);
        // Line by line: a run may take long, and be ended.
        if (options.json) appendFileSync(options.json, `${JSON.stringify(row)}\n`);
        measured.push(row);
      }
      printSize(size, measured);
    }
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}

function start(name, program, script, setup, env = {}) {
  return new Contestant(name, [program, here(script), JSON.stringify(setup)], env);
}

function peers(setup) {
  if (!options.python) {
    console.log('Without --python only this program is measured; see bench/README.md.');
    return [];
  }
  const missing = missingPeers(options.python);
  if (missing.length > 0)
    throw new Error(
      `${options.python}: ${missing[0]}; ${options.python} -m pip install -r bench/requirements.txt`,
    );
  return [
    start('as installed', options.python, 'peer.py', setup),
    start('tuned', options.python, 'peer.py', setup, KEEP_MEMORY),
  ];
}

/** Those whose names contain one of the given, separated by commas; all without any. */
function chosen(names, given) {
  const wanted = given.split(',').filter(Boolean);
  const found = names.filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  if (found.length === 0) throw new Error(`${given}: there is ${names.join(', ')} only`);
  return found;
}

/** A photo as bare samples, with a label map of one rectangle and the boxes of three. */
async function makePicture(size) {
  const { width, height } = SIZES[size];
  const [file, mask] = ['rgb', 'mask'].map((ending) => path.join(folder, `${width}.${ending}`));
  const image = sharp(here('../../raw-images/soccer.jpg'))
    .resize(width, height, { fit: 'fill' })
    .removeAlpha();
  writeFileSync(file, await image.raw().toBuffer());
  const box = ([x0, y0, x1, y1]) => [x0 * width, y0 * height, x1 * width, y1 * height];
  const boxes = [[0.2, 0.2, 0.5, 0.6], [0.4, 0.5, 0.9, 0.8], [0.6, 0.1, 0.8, 0.3]].map(box); // prettier-ignore
  const [x0, y0, x1, y1] = boxes[0];
  const isInside = (i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= x0 && x < x1 && y >= y0 && y < y1;
  };
  writeFileSync(
    mask,
    Uint8Array.from({ length: width * height }, (_, i) => Number(isInside(i))),
  );
  return { width, height, seconds: options.smoke ? 0 : SIZES[size].seconds, file, mask, boxes };
}

/** Milliseconds of each contestant, who take turns: the mean over the draws of the median of the rounds. */
async function measureCase(contestants, title, size) {
  const draws = options.smoke ? 1 : SIZES[size].draws;
  const means = contestants.map(() => []);
  for (let draw = 0; draw < draws; draw++) {
    const times = contestants.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [who, contestant] of contestants.entries()) {
        if (!has(contestant, CASES[title].name)) continue;
        const { cpu, error } = await contestant.ask({ title, size, draw });
        if (error) throw new Error(`${title}: ${error}`);
        times[who].push(cpu);
      }
    }
    for (const [who, all] of times.entries()) if (all.length > 0) means[who].push(median(all));
  }
  const [ours, theirs, tuned] = means.map((all) => (all.length > 0 ? mean(all) : undefined));
  return { title, size, ours, theirs, tuned, asked: CASES[title].asked };
}

/** Albumentations lacks some transforms. */
function has({ greeting: { transforms } }, name) {
  return transforms === undefined || transforms.includes(name);
}

/** Those of the least factor first, and then those that are measured alone. */
function printSize(size, rows) {
  const factor = ({ ours, theirs }) => (theirs === undefined ? Infinity : theirs / ours);
  const cells = ({ title, ours, theirs, tuned, asked }) =>
    theirs === undefined
      ? [title, digits(ours), '–', '–', '–', '–', '']
      : [
          title,
          ...[ours, theirs, tuned, theirs / ours, tuned / ours].map(digits),
          verdict(theirs / ours, asked),
        ];
  print(`${size}, milliseconds of processor time; × is the time divided by that of this program`, [
    ['', 'this program', 'as installed', 'tuned', '×', 'tuned ×', ''],
    ...rows.toSorted((a, b) => factor(a) - factor(b)).map(cells),
  ]);
}

function verdict(times, asked) {
  return times >= asked ? '' : `below ${asked}`;
}

function digits(value) {
  return value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
