// Augments a data set of 10,000 images, 20 of them with 12 MP. Fails if the command needs 1 GiB of memory or more, or if a
// second run makes anything again. `npm run --silent build && node bench/scale.mjs [number of images]`
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const IMAGES = Number(process.argv[2] ?? 10_000);
const LARGE = 20;
const LIMIT_MIB = 1024;
const SIZES = [
  [64, 64],
  [96, 72],
  [128, 96],
  [160, 120],
  [120, 200],
  [224, 224],
  [320, 240],
];
const PATTERNS = 6;
const RECIPE = fileURLToPath(new URL('../recipes/detection.yaml', import.meta.url));
const COMMAND = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const folder = await mkdtemp(path.join(tmpdir(), 'augment-scale-'));
const [input, output] = [path.join(folder, 'images'), path.join(folder, 'augmented')];
try {
  await makeImages();
  const first = await measure('first run');
  const second = await measure('second run');
  const third = await measure('run with one variant more', '--variants', '3');
  expect(first.code === 0 && second.code === 0 && third.code === 0, 'every run ends with 0');
  for (const { name, peakMiB } of [first, second, third])
    expect(peakMiB < LIMIT_MIB, `the ${name} stays under ${LIMIT_MIB} MiB`);
  expect(first.summary.variants === 2 * IMAGES, 'the first run makes every variant');
  expect(
    second.summary.written === 0 && second.summary.decoded === 0,
    'the second writes and decodes nothing',
  );
  expect(second.summary.unchanged === IMAGES, 'the second finds everything unchanged');
  expect(third.summary.variants === IMAGES, 'the third makes one variant of each');
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function makeImages() {
  const small = await Promise.all(
    SIZES.flatMap(([width, height]) =>
      Array.from({ length: PATTERNS }, (_, i) => picture(width, height, i + 1)),
    ),
  );
  const large = await picture(4000, 3000, 9);
  const every = Math.floor(IMAGES / LARGE);
  for (const kind of ['images', 'labels']) await mkdir(path.join(input, kind, 'train'), { recursive: true });
  await writeFile(
    path.join(input, 'data.yaml'),
    'path: .\ntrain: images/train\nval: images/train\nnames: [car, dog]\n',
  );
  for (let i = 0; i < IMAGES; i++) {
    const bytes = i % every === 0 ? large : small[i % small.length];
    const name = `image-${String(i).padStart(6, '0')}`;
    await writeFile(path.join(input, 'images/train', `${name}.jpg`), withComment(bytes, name));
    await writeFile(path.join(input, 'labels/train', `${name}.txt`), labels(i));
  }
}

/** An image of soft shapes with some texture, which compresses like a photograph. */
function picture(width, height, pattern) {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const shape = ((x * pattern) >> 5) ^ ((y * pattern) >> 5);
      for (let c = 0; c < 3; c++) data[at + c] = 60 + ((shape * (7 + c)) % 120) + ((x * 31 + y * 17) % 13);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** The same image with another hash: inserts a comment after the first two bytes. */
function withComment(jpeg, text) {
  const comment = Buffer.from(text);
  const header = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), header, comment, jpeg.subarray(2)]);
}

function labels(i) {
  const boxes = Array.from({ length: 1 + (i % 5) }, (_, k) => {
    const at = (offset) => (0.2 + ((i * 7 + k * offset) % 60) / 100).toFixed(4);
    return `${(i + k) % 2} ${at(11)} ${at(13)} 0.2 0.25`;
  });
  return `${boxes.join('\n')}\n`;
}

async function measure(name, ...flags) {
  const started = performance.now();
  const args = ['run', input, output, '--recipe', RECIPE, '--variants', '2', '--quiet', '--json', ...flags];
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (text) => (stdout += text));
  let peakMiB = 0;
  const sampler = setInterval(async () => (peakMiB = Math.max(peakMiB, await peakOf(child.pid))), 100);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(sampler);
  const seconds = (performance.now() - started) / 1000;
  const summary = JSON.parse(stdout);
  const { variants, decoded, written } = summary;
  console.log(
    `${name}: ${seconds.toFixed(1)} s, at most ${peakMiB.toFixed(0)} MiB;`,
    `${variants} variants made, ${decoded} images decoded, ${written} files written`,
  );
  return { name, code, summary, peakMiB };
}

/** The peak memory of the process with all its threads so far; 0 on systems other than Linux. */
async function peakOf(pid) {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function expect(holds, what) {
  console.log(`${holds ? 'ok' : 'NOT OK'}: ${what}`);
  if (!holds) process.exitCode = 1;
}
