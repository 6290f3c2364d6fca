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
import type { Findings, Output } from './support/augment-images.js';
import type { CodedJpegs } from './support/code-jpegs.js';
import { buildLayer } from './support/layer.js';
import type { Layer } from './support/layer.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SIDE = 320;

/** Small images of each format and kind, since the emulator is slow. */
const IMAGES: readonly (readonly [origin: string, name: string, save: (image: Sharp) => Sharp])[] = [
  ['soccer.jpg', 'soccer.jpg', (image) => image.jpeg()],
  ['race horse.jpg', 'race horse.jpg', (image) => image.jpeg({ progressive: true })],
  ['photographer.png', 'grey.png', (image) => image.toColourspace('b-w').png()],
  ['pen.png', 'transparent.png', (image) => image.png()],
  ['coffee.png', 'coffee.webp', (image) => image.webp()],
  ['astronaut.png', 'astronaut.avif', (image) => image.avif()],
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
  let coded: Record<'x64' | 'scalar' | 'arm64', CodedJpegs>;

  beforeAll(async () => {
    const folder = await temporaryFolder();
    await makeImages(path.join(folder, 'images'));
    await makeRecipes(path.join(folder, 'recipes'));
    const node = path.join(await installLambdaNode(), 'bin', 'node');
    const emulated = await installArm64Node();
    const input = ['images', 'recipes'].map((name) => path.join(folder, name));
    const programs = { x64: await bundleFor('x86_64', folder), arm64: await bundleFor('arm64', folder) };
    x64 = await runIn([node], programs.x64.augment, input);
    arm64 = await runIn(emulated, programs.arm64.augment, input);
    const crops = [await makeCrops(path.join(folder, 'crops'))];
    coded = {
      x64: await runIn([node], programs.x64.code, crops),
      scalar: await runIn([node], programs.x64.code, crops, { JSIMD_FORCENONE: '1' }),
      arm64: await runIn(emulated, programs.arm64.code, crops),
    };
  }, 600_000);

  it('runs, and makes every variant of each image in every format', () => {
    expect(x64).toMatchObject({ arch: 'x64', node: `v${NODE_VERSION}` });
    expect(arm64).toMatchObject({ arch: 'arm64', node: `v${NODE_VERSION}` });
    const files = Object.values(arm64.outputs).map(({ file }) => file);
    expect(files).toHaveLength((IMAGES.length + 1) * VARIANTS * FORMATS);
    // Some files are equal: some variants change nothing by chance.
    expect(new Set(files).size).toBeGreaterThan(files.length / 2);
  });

  it.each(['file', 'pixels', 'labels'] as const)('gives the same results as x64: %s', (what) => {
    expect(hashes(arm64, what)).toEqual(hashes(x64, what));
  });

  it.each(['arm64', 'scalar'] as const)(
    'codes JPEG of every quality as x64 does, also the hardest edges: %s',
    (other) => {
      expect(Object.keys(coded.x64).length).toBeGreaterThan(1000);
      expect(coded[other]).toEqual(coded.x64);
    },
  );
});

function hashes({ outputs }: Findings, what: keyof Output): string[] {
  return Object.entries(outputs).map(([name, output]) => `${name} ${output[what]}`);
}

/** Both programs, in the layer's folders as on Lambda. */
async function bundleFor(arch: Layer['arch'], folder: string): Promise<{ augment: string; code: string }> {
  const { folder: layer } = await buildLayer(arch);
  const bundled = async (name: string): Promise<string> => {
    const outfile = path.join(folder, `${arch} ${name}.mjs`);
    const entryPoint = path.join(ROOT, `test/aws/support/${name}.ts`);
    await bundle({ entryPoint, outfile, layer: pathToFileURL(`${layer}/nodejs/`).href });
    return outfile;
  };
  return { augment: await bundled('augment-images'), code: await bundled('code-jpegs') };
}

async function runIn<Result>(
  [command, ...args]: readonly [string, ...string[]],
  program: string,
  input: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const text = await runToEnd(command, [...args, program, ...input], { env, cwd: path.dirname(program) });
  return JSON.parse(text) as Result;
}

/** Parts of images in full detail, as PNG. */
async function makeCrops(folder: string): Promise<string> {
  await mkdir(folder);
  for (const [origin] of IMAGES) {
    const part = { left: 40, top: 60, width: 96, height: 80 };
    const image = sharp(path.join(ROOT, 'raw-images', origin))
      .flatten()
      .toColourspace('srgb')
      .extract(part);
    await image.png().toFile(path.join(folder, `${origin}.png`));
  }
  return folder;
}

async function makeImages(folder: string): Promise<void> {
  await mkdir(folder);
  await cp(path.join(ROOT, 'raw-images', LARGE), path.join(folder, LARGE));
  for (const [origin, name, save] of IMAGES) {
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
