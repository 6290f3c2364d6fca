import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const RECIPE = 'seed: 1\nvariants: 3\ntransforms: [Affine: {rotate: 10, p: 1}, GaussianBlur: {p: 1}]\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'augment-memory-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Flat blocks: quick to encode, and as large as any other when decoded. */
function blocks(channels: 3 | 4, scale: number): Sharp {
  const [width, height] = [40, 30];
  const raw = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 97) % 256);
  const image = sharp(raw, { raw: { width, height, channels } });
  return image.resize(scale * width, scale * height, { kernel: 'nearest', fit: 'fill' });
}

// The kernel tells the most memory that a process had.
describe.skipIf(!existsSync('/proc/self/status'))('the memory that an image was said to need', () => {
  it.each([
    ['a.jpg', (image: Sharp) => image.jpeg(), 3, 100],
    ['progressive.jpg', (image: Sharp) => image.jpeg({ progressive: true }), 3, 100],
    ['a.png', (image: Sharp) => image.png(), 3, 100],
    ['alpha.png', (image: Sharp) => image.png(), 4, 150],
    ['a.tif', (image: Sharp) => image.tiff({ compression: 'lzw' }), 3, 100],
  ] as const)(
    'is enough for %s',
    async (name, encode, channels, scale) => {
      const file = path.join(folder, name);
      await encode(blocks(channels, scale)).toFile(file);
      const command = [here('../bench/memory/measure-one.mjs'), here('../dist'), file, RECIPE];
      const { stdout } = await promisify(execFile)(process.execPath, command);
      const { needed, taken } = JSON.parse(stdout) as { needed: number; taken: number };
      expect(taken).toBeLessThanOrEqual(needed);
      // An estimate that is far too high would refuse images that fit.
      expect(taken).toBeGreaterThan(needed / 2);
    },
    240_000,
  );
});
