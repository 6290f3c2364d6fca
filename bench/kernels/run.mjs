// Measures single kernels beside OpenCV's: npm run bench:kernels -- [--python PATH] [--cases A,B] [--rounds N]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { KEEP_MEMORY } from '../commands/cases.mjs';
import { Contestant } from '../contestant.mjs';
import { median } from '../statistics.mjs';
import { print } from '../tables.mjs';
import { CASES, SIZES } from './cases.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    cases: { type: 'string', default: '' },
    rounds: { type: 'string', default: '15' },
    dist: { type: 'string', multiple: true, default: [here('../../dist')] },
  },
});
const WARM_UP = 3;
const folder = mkdtempSync(path.join(tmpdir(), 'augment-kernels-'));
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function here(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}

async function measure() {
  const setup = { pictures: await makePictures(), sizes: SIZES };
  const contestants = [
    ...options.dist.map((dist) => start('this program', process.execPath, 'ours.mjs', { ...setup, dist })),
    ...(options.python ? [start('OpenCV', options.python, 'opencv.py', setup, KEEP_MEMORY)] : []),
  ];
  try {
    await Promise.all(contestants.map((contestant) => contestant.ready));
    const versions = contestants.map(({ version }) => version).join(', ');
    console.log(`${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}, ${versions}; ${options.rounds} rounds`);
    const rows = [];
    for (const name of chosenCases()) rows.push(await measureCase(contestants, name));
    print('Milliseconds of processor time, least and median; × is the time divided by that of the first', [
      [
        '',
        ...Object.keys(SIZES).flatMap((size) => contestants.flatMap((_, who) => heads(size, who))),
        'levels',
      ],
      ...rows,
    ]);
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}

function heads(size, who) {
  return [size, 'median', ...(who > 0 ? ['×', 'median ×'] : [])];
}

function start(name, program, script, setup, env = {}) {
  return new Contestant(name, [program, here(script), JSON.stringify(setup)], env);
}

function chosenCases() {
  const wanted = options.cases.split(',').filter(Boolean);
  return Object.keys(CASES).filter(
    (name) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
  );
}

/** The same image in each size, as bare samples. */
async function makePictures() {
  const files = {};
  for (const [size, { width, height }] of Object.entries(SIZES)) {
    files[size] = path.join(folder, `${width}.rgb`);
    await sharp(here('../../raw-images/soccer.jpg'))
      .resize(width, height, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer()
      .then((samples) => writeFileSync(files[size], samples));
  }
  return files;
}

async function measureCase(contestants, name) {
  const cells = [];
  for (const size of Object.keys(SIZES)) {
    const times = contestants.map(() => []);
    for (let round = -WARM_UP; round < Number(options.rounds); round++) {
      for (const [who, contestant] of contestants.entries()) {
        const { cpu } = await contestant.ask({ name, size });
        if (round >= 0) times[who].push(cpu);
      }
    }
    const summaries = times.map((all) => ({ least: Math.min(...all), middle: median(all) }));
    for (const [who, { least, middle }] of summaries.entries()) {
      cells.push(digits(least), digits(middle));
      if (who > 0) cells.push(digits(least / summaries[0].least), digits(middle / summaries[0].middle));
    }
  }
  return [name, ...cells, CASES[name].random ? 'drawn' : await difference(contestants, name)];
}

/** The largest and the mean difference of the results in VGA. */
async function difference(contestants, name) {
  if (contestants.length === 1) return '–';
  const files = contestants.map((_, who) => path.join(folder, `result-${who}`));
  for (const [who, contestant] of contestants.entries()) {
    await contestant.ask({ name, size: 'VGA', result: files[who] });
  }
  const first = readFileSync(files[0]);
  const last = readFileSync(files.at(-1));
  if (first.length !== last.length) throw new Error(`${name}: results differ in size`);
  const differences = first.map((level, i) => Math.abs(level - last[i]));
  const most = differences.reduce((a, b) => Math.max(a, b));
  const sum = differences.reduce((a, b) => a + b, 0);
  return `${most} (${(sum / first.length).toFixed(3)})`;
}

function digits(value) {
  return value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
