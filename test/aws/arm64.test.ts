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

/** The formats of photos and the ways in which they differ: small, since the emulator takes its time. */
const PHOTOS: readonly (readonly [origin: string, name: string, save: (photo: Sharp) => Sharp])[] = [
  ['soccer.jpg', 'soccer.jpg', (photo) => photo.jpeg()],
  ['race horse.jpg', 'race horse.jpg', (photo) => photo.jpeg({ progressive: true })],
  ['photographer.png', 'grey.png', (photo) => photo.toColourspace('b-w').png()],
  ['pen.png', 'transparent.png', (photo) => photo.png()],
  ['coffee.png', 'coffee.webp', (photo) => photo.webp()],
  ['astronaut.png', 'astronaut.avif', (photo) => photo.avif()],
];
/** Stored on its side, and as large as it is. */
const LARGE = 'girl-and-dog.jpeg';
const RECIPES = ['vertical-flip', 'detection', 'classification', 'segmentation'];
/** The one that is run with the exact codec, too. */
const EXACT = 'vertical-flip';
/** Of all Recipes together. */
const VARIANTS = 1 + 1 + 4 + 6 + 4;
const FORMATS = 3;

/** The emulator is for this machine's processor; on arm64 there would have to be one for the other. */
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

  it('runs, and makes of each photo every variant in every format', () => {
    expect(x64).toMatchObject({ arch: 'x64', node: `v${NODE_VERSION}` });
    expect(arm64).toMatchObject({ arch: 'arm64', node: `v${NODE_VERSION}` });
    const files = Object.values(arm64.outputs).map(({ file }) => file);
    expect(files).toHaveLength((PHOTOS.length + 1) * VARIANTS * FORMATS);
    // Not all: where a photo is no JPEG, the exact codec is the same, and chance may leave a variant as it is.
    expect(new Set(files).size).toBeGreaterThan(files.length / 2);
  });

  it.each(['file', 'pixels', 'labels'] as const)('gives what x64 gives: %s', (what) => {
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
    if (name === EXACT)
      await writeFile(path.join(folder, `${name} exact.yaml`), `${recipe}\ndecode: { dct: exact }\n`);
  }
}
