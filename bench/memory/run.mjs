// Measures the memory that the largest images within the default limits take, one process each: see bench/README.md.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const DIST = here('../../dist');
const MB = 2 ** 20;

/** Seeded noise of a width, a height and a number of channels; `cell`: pixels of a side that are equal. */
function noise(width, height, channels, cell = 1) {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const raw = Uint8Array.from({ length: columns * rows * channels }, random);
  const image = sharp(raw, { raw: { width: columns, height: rows, channels }, limitInputPixels: false });
  return cell === 1 ? image : image.resize(width, height, { kernel: 'nearest', fit: 'fill' });
}

const detection = await readFile(here('../../recipes/detection.yaml'), 'utf8');
const many = 'variants: 30\ntransforms: [HorizontalFlip, RandomGamma]\n';

/** What each is called, its file, its recipe. */
const CASES = [
  ['JPEG, 99 MP', 'a.jpg', () => noise(11_500, 8600, 3, 4).jpeg({ quality: 95 }), detection],
  ['PNG of noise, 31 MP, 90 MB', 'b.png', () => noise(6800, 4560, 3).png({ compressionLevel: 1 }), detection],
  ['TIFF by LZW, 22 MP', 'c.tif', () => noise(5700, 3860, 3).tiff({ compression: 'lzw' }), detection],
  ['PNG with alpha, 99 MP', 'd.png', () => noise(11_500, 8600, 4, 100).png(), detection],
  ['PNG, 24 MP, 30 variants', 'e.png', () => noise(6000, 4000, 3, 2).png({ compressionLevel: 1 }), many],
];

const wanted = process.argv[2] ?? '';
const folder = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'augment-memory-'));
try {
  for (const [what, name, make, recipe] of CASES.filter(([what]) => what.includes(wanted))) {
    const file = path.join(folder, name);
    await make().toFile(file);
    const { size } = await stat(file);
    const command = [here('measure-one.mjs'), DIST, file, recipe];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    const { needed, taken } = JSON.parse(stdout);
    const inMB = (bytes) => `${Math.round(bytes / MB)} MB`;
    console.log(`${what} (${inMB(size)}): said to need ${inMB(needed)}, took ${inMB(taken)}`);
    await rm(file);
  }
} finally {
  await rm(folder, { recursive: true });
}
