import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { augment } from './support/command.js';
import { temporaryFolder } from './support/folders.js';

/** A part of an image, and Pillow's flip of it at quality 90 and 4:2:0: written by test/reference/flip.py. */
const GOLDEN = path.resolve('test/golden/flip');
const read = (name: string) => readFile(path.join(GOLDEN, name));

async function pixels(file: Buffer): Promise<Buffer> {
  return sharp(file).raw().toBuffer();
}

function meanError(a: Buffer, b: Buffer): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

/** The output of `augment run IN OUT` for the file, with a recipe or without. */
async function flipped(name: string, recipe?: string): Promise<Buffer> {
  const folder = await temporaryFolder();
  const [input, output] = [path.join(folder, 'in'), path.join(folder, 'out')];
  await mkdir(input);
  await writeFile(path.join(input, name), await read(name));
  if (recipe !== undefined) await writeFile(path.join(input, 'recipe.yaml'), recipe);
  expect((await augment('run', input, output)).code).toBe(0);
  return readFile(path.join(output, name.replace(/\.(\w+)$/, '_$1.v1.$1')));
}

describe('a run without a recipe', () => {
  it('turns a PNG upside down, exactly', async () => {
    const upright = await pixels(await read('photo.png'));
    const turned = await pixels(await flipped('photo.png'));
    const row = 160 * 3;
    const rows = Array.from({ length: 120 }, (_, y) => upright.subarray((119 - y) * row, (120 - y) * row));
    expect(turned.equals(Buffer.concat(rows))).toBe(true);
  });

  it('turns a JPEG exactly as Pillow does', async () => {
    const made = await flipped('photo.jpg');
    const { bytes } = JSON.parse((await read('pillow.json')).toString()) as { bytes: number };
    expect(meanError(await pixels(made), await pixels(await read('pillow.png')))).toBe(0);
    expect(made).toHaveLength(bytes);
    expect((await sharp(made).metadata()).chromaSubsampling).toBe('4:2:0');
  });
});
