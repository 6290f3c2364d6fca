// Makes the Records of 200,000 variants with 7 boxes each out of those of one image, and assembles COCO's JSON of them. Fails
// if the command needs 512 MiB of memory or more. `npm run --silent build && node bench/assemble.mjs [images] [boxes]`
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const IMAGES = Number(process.argv[2] ?? 50_000);
const BOXES = Number(process.argv[3] ?? 7);
const VARIANTS = 4;
const LIMIT_MIB = 512;
const NAME = 's0000000';
const COMMAND = process.env.COMMAND ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const folder = await mkdtemp(path.join(tmpdir(), 'augment-assemble-'));
const [input, output] = [path.join(folder, 'images'), path.join(folder, 'augmented')];
try {
  await makeInput();
  await run('run', input, output, '--recipe', path.join(folder, 'recipe.yaml'));
  await multiply(path.join(`${output}.augment`, 'records', 'images'));
  const written = await measure('assemble');
  const { size } = await stat(path.join(output, 'labels.json'));
  const again = await measure('assemble again');
  console.log(`${IMAGES * VARIANTS} variants, ${Math.round(size / 1e6)} MB of JSON`);
  for (const { code, peakMiB } of [written, again]) {
    if (code !== 0) throw new Error('assemble failed');
    if (peakMiB >= LIMIT_MIB) throw new Error(`assemble needs ${peakMiB} MiB, the limit is ${LIMIT_MIB}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function makeInput() {
  await mkdir(path.join(input, 'images'), { recursive: true });
  const image = { create: { width: 640, height: 480, channels: 3, background: '#888' } };
  await sharp(image)
    .jpeg()
    .toFile(path.join(input, 'images', `${NAME}.jpg`));
  const annotations = Array.from({ length: BOXES }, (_, i) => {
    const bbox = [20 + (i % 9) * 50.5, 30 + (i % 7) * 40.25, 100.125, 90.5];
    return { id: i + 1, image_id: 1, category_id: 1 + (i % 3), bbox, area: 9061.3, iscrowd: 0 };
  });
  const categories = ['car', 'dog', 'bus'].map((name, i) => ({ id: i + 1, name }));
  const images = [{ id: 1, file_name: `images/${NAME}.jpg`, width: 640, height: 480 }];
  await writeFile(path.join(input, 'labels.json'), JSON.stringify({ images, annotations, categories }));
  const recipe = `variants: ${VARIANTS}\ntransforms: [{HorizontalFlip: {p: 0.5}}, {Affine: {rotate: 5, p: 1}}]\n`;
  await writeFile(path.join(folder, 'recipe.yaml'), recipe);
}

/** Writes the Record of the only image again under other names. */
async function multiply(records) {
  const [name] = await readdir(records);
  const text = await readFile(path.join(records, name), 'utf8');
  for (let i = 1; i < IMAGES; i++) {
    const other = `s${String(i).padStart(NAME.length - 1, '0')}`;
    await writeFile(path.join(records, name.replace(NAME, other)), text.replaceAll(NAME, other));
  }
}

async function measure(title) {
  const { code, peakMiB, seconds } = await run('assemble', output);
  console.log(`${title}: ${seconds.toFixed(1)} s, at most ${peakMiB} MiB, exit code ${code}`);
  return { code, peakMiB };
}

async function run(...args) {
  const start = performance.now();
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakMiB = 0;
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const kB = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
    peakMiB = Math.max(peakMiB, Math.round(kB / 1024));
  }, 50);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  return { code, peakMiB, seconds: (performance.now() - start) / 1000 };
}
