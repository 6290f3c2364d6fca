import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Verification } from '../src/jobs/verify.js';
import { augment, augmentRun } from './support/command.js';
import { makeDataset, RECIPE } from './support/dataset.js';
import { temporaryFolder, writeFiles } from './support/folders.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const JPEG = 'images/train/street_jpg.v1.jpg';
const PNG = 'images/train/shop/till_png.v2.png';
const LABELS = 'labels/train/farm/barn_jpg.v3.txt';

let folder: string;
let images: string;
let made: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  images = path.join(folder, 'images');
  made = path.join(folder, 'made');
  const recipe = path.join(folder, 'recipe.yaml');
  await makeDataset(images);
  await writeFile(recipe, RECIPE);
  expect((await augmentRun(images, made, '--recipe', recipe)).code).toBe(0);
});

async function copyOfMade(name: string): Promise<string> {
  const output = path.join(folder, name);
  await cp(made, output, { recursive: true });
  await cp(`${made}.augment`, `${output}.augment`, { recursive: true });
  return output;
}

async function verify(output: string, input = images) {
  const { code, stdout, stderr } = await augment('verify', input, output, '--json');
  const { findings, failures } = JSON.parse(stdout) as Verification;
  expect(stderr).not.toMatch(/\n\s+at /);
  return { code, failures, found: findings.map(({ kind, key }) => `${kind}: ${key}`) };
}

async function change(file: string, by: (bytes: Buffer) => Buffer | Promise<Buffer>): Promise<void> {
  await writeFile(file, await by(await readFile(file)));
}

/** The same bytes except one in the middle. */
function withOneByteChanged(bytes: Buffer, at = bytes.length >> 1): Buffer {
  const other = Buffer.from(bytes);
  other[at]! ^= 1;
  return other;
}

describe('augment verify', () => {
  it('passes if nothing was changed', async () => {
    expect(await verify(made)).toEqual({ code: 0, failures: [], found: [] });
  });

  it('ignores hidden files, which belong to no data set', async () => {
    const output = await copyOfMade('hidden');
    await writeFiles(output, { '.gitkeep': '', 'images/.DS_Store': 'x' });
    expect(await verify(output)).toEqual({ code: 0, failures: [], found: [] });
  });

  it('names every image with a changed byte, labels with a changed coordinate, a missing and a stray file', async () => {
    const output = await copyOfMade('touched');
    await change(path.join(output, JPEG), withOneByteChanged);
    await change(path.join(output, PNG), withOneByteChanged);
    await change(path.join(output, LABELS), (bytes) => {
      const text = bytes.toString();
      const digit = text.lastIndexOf('.') + 3;
      const other = (Number(text[digit]) + 1) % 10;
      return Buffer.from(text.slice(0, digit) + String(other) + text.slice(digit + 1));
    });
    await rm(path.join(output, 'images/train/harbour_JPG.v4.JPG'));
    await rm(path.join(output, 'labels/train/grey_png.v1.txt'));
    const left = { 'labels/train.cache': 'x', 'images/train/Thumbs.db': 'x', 'desktop.ini': 'x' };
    await writeFiles(output, {
      ...left,
      'images/train/stray.jpg': 'not ours',
      'data.yaml': 'names: [else]\n',
    });
    const { code, failures, found } = await verify(output);
    expect(code).toBe(1);
    expect(failures).toEqual([]);
    expect(found.sort()).toEqual(
      [
        'different: data.yaml',
        `different: ${JPEG}`,
        `different: ${PNG}`,
        `different: ${LABELS}`,
        'missing: images/train/harbour_JPG.v4.JPG',
        'missing: labels/train/grey_png.v1.txt',
        'stray: images/train/stray.jpg',
      ].sort(),
    );
  });

  it('finds a changed byte at any position', async () => {
    const output = await copyOfMade('bytes');
    const variants = [1, 2, 3, 4].flatMap((n) => [
      `images/train/street_jpg.v${n}.jpg`,
      `images/train/grey_png.v${n}.png`,
      `images/train/shop/shelf_png.v${n}.png`,
    ]);
    for (const [i, key] of variants.entries()) {
      await change(path.join(output, key), (bytes) =>
        withOneByteChanged(bytes, Math.floor((bytes.length - 1) * (i / (variants.length - 1)))),
      );
    }
    const { code, found } = await verify(output);
    expect(code).toBe(1);
    expect(found).toEqual(variants.sort().map((key) => `different: ${key}`));
  });

  it('accepts a PNG that was only compressed again, and reports it', async () => {
    const output = await copyOfMade('packed');
    await change(path.join(output, PNG), (bytes) => sharp(bytes).png({ compressionLevel: 0 }).toBuffer());
    expect(await verify(output)).toEqual({ code: 0, failures: [], found: [`other encoder: ${PNG}`] });
  });

  it('names an image whose labels changed, and a new image', async () => {
    const input = path.join(folder, 'later');
    await cp(images, input, { recursive: true });
    await writeFiles(input, { 'labels/train/street.txt': '0 0.5 0.5 0.1 0.1\n' });
    await cp(path.join(input, 'images/train/street.jpg'), path.join(input, 'images/train/new.jpg'));
    const { code, found } = await verify(made, input);
    expect(code).toBe(1);
    expect(found).toEqual(['missing: images/train/new.jpg', 'outdated: images/train/street.jpg']);
  });
});
