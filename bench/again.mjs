// What a second run over unchanged images cannot do without, each part alone, beside the second run itself:
// npm run --silent build && node bench/again.mjs [--count 10000] [--rounds 5] [--dist FOLDER] [--folder PATH]
import { hash } from 'node:crypto';
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { timed } from './commands/timed.mjs';
import { makeDataset } from './inputs.mjs';
import { print } from './tables.mjs';

const MEMORY_DISK = '/dev/shm';
const MOST_BYTES = 16 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir() },
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
  },
});
const folder = await mkdtemp(path.join(values.folder, 'augment-bench-'));
const [input, output] = ['input', 'output'].map((name) => path.join(folder, name));
const records = path.join(`${output}.augment`, 'records');
const main = path.join(values.dist, 'cli', 'main.js');
const secondRun = [process.execPath, main, 'run', input, output, '--quiet'];
const buffer = Buffer.allocUnsafeSlow(MOST_BYTES);

/** What is measured in this process, warm; and whole processes. */
const parts = {
  'list input, output and Records, with sizes and times': () => [input, output, records].map(list),
  'read the input': () => forEachFile(input, read),
  'read and hash the input': () => forEachFile(input, (file) => hash('sha256', read(file))),
};
const processes = {
  'Node, starting and ending': [process.execPath, '--eval', ''],
  'this program, starting and ending': [process.execPath, main, 'run', '--help'],
  'second run': secondRun,
};

try {
  await makeDataset(input, { count: Number(values.count) });
  const first = await timed(secondRun);
  const least = {};
  const note = (name, seconds) => (least[name] = Math.min(least[name] ?? Infinity, seconds));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, work] of Object.entries(parts)) note(name, processorTime(work));
    for (const [name, command] of Object.entries(processes)) note(name, (await timed(command)).cpu);
  }
  const rows = Object.entries({ 'first run': first.cpu, ...least });
  print(`${values.count} images, seconds of processor time, the least of ${values.rounds} rounds`, [
    ['', 's', 'first run ÷'],
    ...rows.map(([name, seconds]) => [name, seconds.toFixed(2), (first.cpu / seconds).toFixed(1)]),
  ]);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function processorTime(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function list(of) {
  forEachFile(of, (file) => lstatSync(file));
}

function forEachFile(of, use) {
  for (const name of readdirSync(of))
    if (name.endsWith('.jpg') || name.endsWith('.json')) use(`${of}/${name}`);
}

/** The bytes of a file, until the next is read. */
function read(file) {
  const descriptor = openSync(file, 'r');
  let length = 0;
  for (let more = -1; more !== 0; length += more)
    more = readSync(descriptor, buffer, length, MOST_BYTES - length, null);
  closeSync(descriptor);
  return buffer.subarray(0, length);
}
