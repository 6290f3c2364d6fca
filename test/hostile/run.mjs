// Decodes many damaged images, and fails if one of them crashes the process, keeps it busy, fills the memory, or ends in
// anything but an image or an ImageError.
//
//     npm run build
//     node test/hostile/run.mjs FOLDER...                  100,000 of them, from the JPEG and PNG files below the folders
//     node test/hostile/run.mjs --count 500 --first 7000 FOLDER...
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const SECONDS = 20;
const MOST_MEGABYTES = 1000;
const DECODER = fileURLToPath(new URL('decode.mjs', import.meta.url));

const { values, positionals } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, first: { type: 'string', default: '0' } },
  allowPositionals: true,
});
const files = positionals.flatMap(imagesBelow);
if (files.length === 0) {
  console.error('no JPEG or PNG files; name folders that hold some');
  process.exit(2);
}
const [first, count] = [Number(values.first), Number(values.count)];
const outcomes = {};
const problems = [];
let next = first;
let megabytes = 0;

function imagesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .map((name) => path.join(folder, name))
    .sort();
}

/** Works until no seed is left; a process that ended is replaced. */
async function work() {
  let decoder = start();
  while (next < first + count) {
    const seed = next++;
    const request = {
      file: files[seed % files.length],
      seed,
      damaged: seed % 3 === 0 ? 'accept' : 'refuse',
    };
    const answer = await ask(decoder, request);
    const outcome = answer.outcome.split(':')[0];
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    megabytes = Math.max(megabytes, answer.megabytes ?? 0);
    const isProblem = outcome !== 'decoded' && outcome !== 'refused';
    if (isProblem || answer.megabytes > MOST_MEGABYTES) {
      problems.push(request);
      console.log(`${JSON.stringify(request)}: ${answer.outcome}, ${answer.megabytes ?? '?'} MB`);
      decoder.child.kill('SIGKILL');
      decoder = start();
    }
    if (seed % 10_000 === 9_999) console.log(`${seed + 1 - first} images`, outcomes, `${megabytes} MB`);
  }
  decoder.child.kill();
}

function start() {
  const child = spawn(process.execPath, [DECODER], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ outcome: `crash: ${signal ?? code}` }));
  });
  return { child, ended, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

async function ask({ child, ended, lines }, request) {
  const late = delay(SECONDS * 1000, { outcome: `hang: more than ${SECONDS} s` }, { ref: false });
  child.stdin.write(`${JSON.stringify(request)}\n`);
  const line = lines.next().then(({ value, done }) => (done ? ended : JSON.parse(value)));
  return Promise.race([line, late]);
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(`${count} damaged images of ${files.length} files:`, outcomes, `at most ${megabytes} MB`);
if (problems.length > 0) process.exitCode = 1;
