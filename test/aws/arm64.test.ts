import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.mjs';
import { temporaryFolder } from '../support/folders.js';
import { installArm64Node } from './servers/arm64.mjs';
import { installLambdaNode, NODE_VERSION } from './servers/lambda-node.mjs';
import { runToEnd } from './servers/processes.mjs';
import type { Findings, Output } from './support/augment-photos.js';
import { buildLayer } from './support/layer.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SIDE = 320;

/** Small images of each format and kind, since the emulator is slow. */
const PHOTOS: readonly (readonly [origin: string, name: string, save: (photo: Sharp) => Sharp])[] = [
  ['soccer.jpg', 'soccer.jpg', (photo) => photo.jpeg()],
  ['race horse.jpg', 'race horse.jpg', (photo) => photo.jpeg({ progressive: true })],
  ['photographer.png', 'grey.png', (photo) => photo.toColourspace('b-w').png()],
  ['pen.png', 'transparent.png', (photo) => photo.png()],
  ['coffee.png', 'coffee.webp', (photo) => photo.webp()],
  ['astronaut.png', 'astronaut.avif', (photo) => photo.avif()],
];
/** Rotated by EXIF, and of full size. */
const LARGE = 'girl-and-dog.jpeg';
const RECIPES = ['vertical-flip', 'detection', 'classification', 'segmentation'];
/** The sum over all Recipes. */
const VARIANTS = 1 + 4 + 6 + 4;
const FORMATS = 3;

/** The emulator runs on x64 only. */
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the function on arm64', () => {
  let x64: Findings;
  let arm64: Findings;

  beforeAll(async () => {
    const folder = await temporaryFolder();
    await makePhotos(path.join(folder, 'photos'));
    await makeRecipes(path.join(folder, 'recipes'));
    const node = path.join(await installLambdaNode(), 'bin', 'node');
    x64 = await augment('x86_64', [node], folder);
    arm64 = await augment('arm64', await installArm64Node(), folder);
  }, 600_000);

  it('runs, and makes every variant of each image in every format', () => {
    expect(x64).toMatchObject({ arch: 'x64', node: `v${NODE_VERSION}` });
    expect(arm64).toMatchObject({ arch: 'arm64', node: `v${NODE_VERSION}` });
    const files = Object.values(arm64.outputs).map(({ file }) => file);
    expect(files).toHaveLength((PHOTOS.length + 1) * VARIANTS * FORMATS);
    // Some files are equal: some variants change nothing by chance.
    expect(new Set(files).size).toBeGreaterThan(files.length / 2);
  });

  it.each(['file', 'pixels', 'labels'] as const)('gives the same results as x64: %s', (what) => {
    expect(hashes(arm64, what)).toEqual(hashes(x64, what));
  });
});

function hashes({ outputs }: Findings, what: keyof Output): string[] {
  return Object.entries(outputs).map(([name, output]) => `${name} ${output[what]}`);
}

async function augment(
  arch: 'arm64' | 'x86_64',
  [command, ...args]: readonly [string, ...string[]],
  folder: string,
): Promise<Findings> {
  const layer = await buildLayer(arch);
  const program = path.join(folder, `${arch}.mjs`);
  await bundle({
    entryPoint: path.join(ROOT, 'test/aws/support/augment-photos.ts'),
    outfile: program,
    layer: pathToFileURL(`${layer.folder}/nodejs/`).href,
  });
  const input = ['photos', 'recipes'].map((name) => path.join(folder, name));
  const text = await runToEnd(command, [...args, program, ...input], { env: {}, cwd: folder });
  return JSON.parse(text) as Findings;
}

async function makePhotos(folder: string): Promise<void> {
  await mkdir(folder);
  await cp(path.join(ROOT, 'raw-images', LARGE), path.join(folder, LARGE));
  for (const [origin, name, save] of PHOTOS) {
    const small = sharp(path.join(ROOT, 'raw-images', origin)).resize(SIDE, SIDE, { fit: 'inside' });
    await save(small.keepMetadata()).toFile(path.join(folder, name));
  }
}

async function makeRecipes(folder: string): Promise<void> {
  await mkdir(folder);
  for (const name of RECIPES) {
    const recipe = await readFile(path.join(ROOT, 'recipes', `${name}.yaml`), 'utf8');
    await writeFile(path.join(folder, `${name}.yaml`), recipe);
  }
}
