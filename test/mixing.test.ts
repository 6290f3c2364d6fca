import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { augment, augmentRun } from './support/command.js';
import { IMAGES, makeDataset, makeImage } from './support/dataset.js';
import { snapshot, temporaryFolder, writeFiles } from './support/folders.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const RECIPE = `variants: 2
mix: {pool: pool.json}
transforms:
  - Mosaic: {target_size: [96, 96], cell_shape: [80, 80], p: 0.7}
  - MixUp: {p: 0.3}
  - CopyPaste: {soft_edge: 2}
  - HorizontalFlip
output: {format: png}
`;

let images: string;
let made: string;
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  images = path.join(folder, 'images');
  made = path.join(folder, 'made');
  await makeDataset(images);
  await writeFiles(images, { 'recipe.yaml': RECIPE });
  const { code, stderr } = await augment('pool', images);
  expect(stderr).toContain('12 images');
  expect(code).toBe(0);
  expect((await augmentRun(images, made)).code).toBe(0);
});

interface Written {
  readonly sources: readonly { readonly key: string }[];
}

async function readPool(): Promise<Written> {
  return JSON.parse(await readFile(path.join(images, 'pool.json'), 'utf8')) as Written;
}

describe('augment pool', () => {
  it('writes down the images that are augmented, in the order of their keys, always the same', async () => {
    const keys = (await readPool()).sources.map(({ key }) => key);
    expect(keys).toEqual(IMAGES.toSorted());
    const again = path.join(folder, 'again.json');
    await augment('pool', images, '--out', again);
    expect(await readFile(again)).toEqual(await readFile(path.join(images, 'pool.json')));
  });

  it('takes a part of them, or those of some classes', async () => {
    const part = path.join(folder, 'part.json');
    const keysWith = async (...flags: string[]) => {
      await augment('pool', images, '--out', part, ...flags);
      return (JSON.parse(await readFile(part, 'utf8')) as Written).sources.map(({ key }) => key);
    };
    expect(await keysWith('--sample', '5')).toHaveLength(5);
    const dogs = await keysWith('--classes', 'dog');
    expect(dogs.length).toBeGreaterThan(0);
    expect(dogs.length).toBeLessThan(IMAGES.length);
  });

  it('says which classes there are where one has no object', async () => {
    const part = path.join(folder, 'none.json');
    const none = await augment('pool', images, '--out', part, '--classes', 'dogg');
    expect(none.stderr).toContain(`${images}: no object has the class 'dogg'; did you mean "dog"?`);
    expect(none.code).toBe(2);
    const some = await augment('pool', images, '--out', part, '--classes', 'dog', 'submarine');
    expect(some.stderr).toMatch(/note: no object has the class 'submarine'; known here: .*dog/);
    expect(some.code).toBe(0);
  });

  it('overwrites no file that is no pool', async () => {
    const { code, stderr } = await augment('pool', images, '--out', path.join(images, 'data.yaml'));
    expect(stderr).toContain('it exists and is no pool, and so it is not overwritten');
    expect(code).toBe(2);
  });
});

describe('a run that mixes', () => {
  it('gives the same with several threads, and verify makes it again', async () => {
    const other = path.join(folder, 'threads');
    expect((await augmentRun(images, other, '--workers', '2')).code).toBe(0);
    expect(await snapshot(other)).toEqual(await snapshot(made));
    const { code, stderr } = await augment('verify', images, made);
    expect(stderr).toContain('the output is as it was made');
    expect(code).toBe(0);
  });

  it('names the other images in explain', async () => {
    const outputs = IMAGES.map((key) => path.join(made, key.replace(/\.(\w+)$/, '_$1.v1.png')));
    const told = await Promise.all(outputs.map((output) => augment('explain', output)));
    expect(told.map(({ stdout }) => stdout).join('\n')).toMatch(/→ mix with images\/train\/.*\.\w+/);
  });

  it('does nothing again, and everything once the pool is another', async () => {
    expect((await augmentRun(images, made)).summary).toMatchObject({ variants: 0 });
    const less = path.join(images, 'less.json');
    await augment('pool', images, '--sample', '6', '--out', less);
    const recipe = path.join(images, 'less.yaml');
    await writeFile(recipe, RECIPE.replace('pool.json', 'less.json'));
    const { summary } = await augmentRun(images, path.join(folder, 'less'), '--recipe', recipe);
    expect(summary.failures).toEqual([]);
    expect(summary.variants).toBe(2 * IMAGES.length);
    await writeFile(less, await readFile(path.join(images, 'pool.json')));
    const after = await augmentRun(images, path.join(folder, 'less'), '--recipe', recipe);
    expect(after.summary.variants).toBe(2 * IMAGES.length);
    await Promise.all([rm(less), rm(recipe)]);
  });

  it('fails by name where an image of the pool has changed or is gone', async () => {
    const changed = path.join(folder, 'changed');
    const out = path.join(folder, 'changed-out');
    await makeDataset(changed);
    await writeFiles(changed, { 'recipe.yaml': RECIPE.replace('p: 0.7', 'p: 1') });
    await augment('pool', changed);
    await writeFile(path.join(changed, 'images/train/street.jpg'), await makeImage('street.jpg', 77));
    await rm(path.join(changed, 'images/train/empty.jpg'));
    const { code, summary } = await augmentRun(changed, out);
    expect(code).toBe(1);
    const reasons = summary.failures.map(({ reason }) => reason);
    expect(reasons).toContain(
      'images/train/street.jpg: it is to be mixed in, and has changed since the pool was written; `augment pool` writes it again',
    );
    expect(reasons).toContain(
      'images/train/empty.jpg: it is to be mixed in, and is gone since the pool was written; `augment pool` writes it again',
    );
  });

  it('fails by name where an image has no labels, and would get objects that nobody writes', async () => {
    const bare = path.join(folder, 'bare');
    const out = path.join(folder, 'bare-out');
    await makeDataset(bare);
    await rm(path.join(bare, 'labels/train/street.txt'));
    await writeFiles(bare, { 'recipe.yaml': RECIPE.replace('p: 0.7', 'p: 1') });
    await augment('pool', bare);
    const { summary } = await augmentRun(bare, out);
    expect(summary.failures.map(({ key }) => key)).toEqual(['images/train/street.jpg']);
    expect(summary.failures[0]!.reason).toMatch(
      /^images\/train\/street\.jpg: it has no labels, and shows \d+ objects of other images/,
    );
  });

  it('stops before anything is written where the pool is missing', async () => {
    const missing = path.join(folder, 'missing');
    await makeDataset(missing);
    await writeFiles(missing, { 'recipe.yaml': RECIPE });
    const { code, stderr } = await augment('run', missing, path.join(folder, 'nothing'));
    expect(code).toBe(2);
    const recipe = path.join(missing, 'recipe.yaml');
    const reason = `the recipe mixes in what this file names, and it does not exist; write it: augment pool INPUT --recipe ${recipe}`;
    expect(stderr).toContain(reason);
    const checked = await augment('recipe', 'check', recipe);
    expect(checked.stdout).toBe(
      `${recipe}: valid; 2 variants per image; Mosaic, MixUp, CopyPaste, HorizontalFlip\n`,
    );
    expect(checked.stderr).toContain(`missing: ${path.join(missing, 'pool.json')}: ${reason}`);
    expect(checked.code).toBe(1);
    await augment('pool', missing);
    const again = await augment('recipe', 'check', recipe);
    expect(again.stdout).toContain('digest ');
    expect(again.code).toBe(0);
  });

  it('is drawn by preview, which names the other images', async () => {
    const sheet = path.join(folder, 'sheet.png');
    const { code } = await augment(
      'preview',
      path.join(images, 'images/train/street.jpg'),
      '--input',
      images,
      '--out',
      sheet,
    );
    expect(code).toBe(0);
  });
});

describe('a pool of images that are not part of the data set', () => {
  it('is found from the input, and its images are shown, but not augmented', async () => {
    const home = await temporaryFolder();
    const input = path.join(home, 'photos');
    await makeDataset(input);
    await writeFiles(input, { 'recipe.yaml': RECIPE.replace(/ {2}- CopyPaste.*\n/, '').replace('0.7', '1') });
    for (const [seed, name] of ['sea.jpg', 'sky.jpg'].entries())
      await writeFiles(path.join(home, 'backgrounds'), { [name]: await makeImage(name, 30 + seed) });
    const written = await augment('pool', path.join(home, 'backgrounds'), '--into', input);
    expect(written.stderr).toContain(`pool: ${path.join(input, 'pool.json')}; 2 images`);
    expect(await readFile(path.join(input, 'pool.json'), 'utf8')).toMatch(/"root":"\.\.\/backgrounds"}\n$/);

    const output = path.join(home, 'out');
    const { summary } = await augmentRun(input, output, '--workers', '2');
    expect(summary).toMatchObject({ failures: [], variants: 2 * IMAGES.length });
    const explained = await augment('explain', path.join(output, 'images/train/street_jpg.v1.png'));
    expect(explained.stdout).toMatch(/mix with s(ea|ky)\.jpg/);
    const verified = await augment('verify', input, output);
    expect(verified.stderr).toContain('the output is as it was made');
    const sheet = path.join(home, 'sheet.png');
    expect((await augment('preview', input, '--out', sheet)).code).toBe(0);

    await rm(path.join(home, 'backgrounds/sky.jpg'));
    const reason = 'since the pool was written, sky.jpg is gone; `augment pool` writes it again';
    const again = await augmentRun(input, output);
    expect(again.summary.failures).toEqual([{ key: 'pool.json', reason }]);
    expect((await augment('status', output)).stderr).toContain(`failed: pool.json: ${reason}`);
    await rm(path.join(home, 'backgrounds'), { recursive: true });
    const missing = await augment('run', input, output);
    expect(missing.stderr).toMatch(
      /there is no folder .*backgrounds; name the one with the images of the pool/,
    );
    expect(missing.code).toBe(2);
  });
});

describe('a run that mixes images with masks', () => {
  /** Black with a white square, or one that is all white: their masks are the same pictures, with value 1. */
  async function pictures(root: string): Promise<void> {
    const [width, height] = [64, 48];
    const files: Record<string, Uint8Array> = {};
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      const pixels = Buffer.alloc(width * height);
      for (let y = 8; y < 20 + 8 * index; y++) pixels.fill(1, y * width + 5, y * width + 30 + 10 * index);
      const raw = { raw: { width, height, channels: 1 } } as const;
      files[`images/${name}.png`] = await sharp(
        pixels.map((value) => 255 * value),
        raw,
      )
        .png()
        .toBuffer();
      files[`masks/${name}.png`] = await sharp(pixels, raw).toColourspace('b-w').png().toBuffer();
    }
    await writeFiles(root, files);
  }

  const MASKED = `variants: 3
mix: {pool: pool.json}
transforms:
  - Mosaic: {target_size: [60, 60], cell_shape: [48, 64], interpolation: nearest, p: 1}
`;

  it('has the value of every pixel, and verify makes it again', async () => {
    const input = path.join(folder, 'masked');
    const output = path.join(folder, 'masked-out');
    await pictures(input);
    await writeFiles(input, { 'recipe.yaml': MASKED });
    expect((await augment('pool', input)).code).toBe(0);
    const { code, summary } = await augmentRun(input, output);
    expect(summary.failures).toEqual([]);
    expect(code).toBe(0);
    for (const name of ['a', 'b', 'c']) {
      for (const variant of [1, 2, 3]) {
        const read = async (kind: string) => {
          const file = path.join(output, kind, `${name}_png.v${variant}.png`);
          return sharp(file).toColourspace('b-w').raw().toBuffer();
        };
        const [image, mask] = [await read('images'), await read('masks')];
        expect([...mask]).toEqual([...image].map((level) => level / 255));
      }
    }
    expect((await augment('verify', input, output)).code).toBe(0);
  });

  it('fails by name where a mask of the pool has changed', async () => {
    const input = path.join(folder, 'changed-masks');
    await pictures(input);
    await writeFiles(input, { 'recipe.yaml': MASKED });
    await augment('pool', input);
    const mask = path.join(input, 'masks/a.png');
    await writeFile(mask, await sharp(mask).negate().png().toBuffer());
    const { summary } = await augmentRun(input, path.join(folder, 'changed-masks-out'));
    expect(summary.failures.map(({ key }) => key)).toEqual(['images/b.png', 'images/c.png', 'pool.json']);
    expect(summary.failures[0]!.reason).toMatch(/^masks\/a\.png: it is to be mixed in, and has changed/);
  });
});
