import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { parseRecipe } from '../core/recipe/index.js';
import { memoryStore } from '../stores/testing/memory.js';
import { discover } from './discover.js';

type Draw = (x: number, y: number) => number | readonly [number, number, number];

const scene: Draw = (x, y) => [(x * 37 + y * 11) % 256, (x * 5 + y * 73) % 256, (x * y * 13) % 256];
const scan: Draw = (x, y) => (x * 37 + y * 11) % 256;
const few: Draw = (x, y) => (x < 10 ? 1 : y < 5 ? 2 : 0);
const coloured: Draw = (x) => (x < 10 ? [128, 0, 0] : [0, 128, 0]);

type Files = Readonly<Record<string, Draw | string | Uint8Array>>;

async function png(draw: Draw, width = 32, height = 24): Promise<Uint8Array> {
  const samples = Array.from({ length: width * height }, (_, i) => draw(i % width, Math.floor(i / width)));
  const channels = typeof samples[0] === 'number' ? 1 : 3;
  const image = sharp(Buffer.from(samples.flat()), { raw: { width, height, channels } });
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}

function bytesOf(content: Draw | string | Uint8Array): Uint8Array | Promise<Uint8Array> {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return typeof content === 'function' ? png(content) : content;
}

async function understand(files: Files, labels = '{}') {
  const store = memoryStore();
  for (const [key, content] of Object.entries(files)) store.put(key, await bytesOf(content));
  const recipe = parseRecipe(`{labels: ${labels}, transforms: []}`, 'recipe.yaml');
  const { sources, undecided: doubts, failures } = await discover(store, recipe);
  const found = sources.map(({ key, labels: own }) => [key, (own?.files ?? []).map((file) => file.key)]);
  const undecided = doubts.map(({ reason }) => reason);
  return { found: Object.fromEntries(found) as Record<string, string[]>, undecided, failures };
}

/** The images with their label files; fails if anything is undecided. */
async function read(files: Files, labels?: string) {
  const { found, undecided } = await understand(files, labels);
  expect(undecided).toEqual([]);
  return found;
}

describe('masks', () => {
  it('are recognised in a folder of any name by their few values', async () => {
    expect(await read({ 'a/1.png': scene, 'a/2.png': scene, 'b/1.png': few, 'b/2.png': few })).toEqual({
      'a/1.png': ['b/1.png'],
      'a/2.png': ['b/2.png'],
    });
  });

  it('are recognised by names where images are single-channel as well', async () => {
    expect(await read({ 'images/1.png': few, 'masks/1.png': few })).toEqual({
      'images/1.png': ['masks/1.png'],
    });
    expect(await read({ 'images/1.png': scan, 'masks/1.png': scan })).toEqual({
      'images/1.png': ['masks/1.png'],
    });
  });

  it('may be coloured in a folder with a usual name; classes count before colours', async () => {
    expect(await read({ 'images/1.png': scene, 'masks/1.png': coloured })).toEqual({
      'images/1.png': ['masks/1.png'],
    });
    expect(
      await read({
        '1.png': scene,
        '1_gt_color.png': coloured,
        '1_gt_labelIds.png': few,
        '1_gt_instanceIds.png': few,
      }),
    ).toEqual({ '1.png': ['1_gt_instanceIds.png', '1_gt_labelIds.png'] });
  });

  it('may have a colour for each object, as in ADE20K; other masks of so many colours are asked for', async () => {
    // 300 objects of 8 × 8 pixels; the class is in red and green, the object in blue.
    const objects =
      (step: number): Draw =>
      (x, y) => {
        const object = Math.floor(x / 8) + 20 * Math.floor(y / 8);
        return [step * (object % 15), object % 256, Math.floor(object / 20)];
      };
    const images = { '1.png': await png(scene, 160, 120) };
    const ade20k = { ...images, '1_seg.png': await png(objects(10), 160, 120) };
    expect(await read(ade20k)).toEqual({ '1.png': ['1_seg.png'] });
    const { undecided } = await understand({ ...images, '1_seg.png': await png(objects(11), 160, 120) });
    expect(undecided).toEqual([
      expect.stringMatching(
        /more than 256 colours.*labels\.masks in the recipe to \{stem\}_seg\.png or to none/,
      ),
    ]);
  });

  it('are in a folder below the images, and a class of that name stays a class', async () => {
    expect(await read({ 'x.png': scene, 'masks/x.png': few })).toEqual({ 'x.png': ['masks/x.png'] });
    expect(Object.keys(await read({ 'masks/y.png': scene, 'hats/z.png': scene }))).toHaveLength(2);
  });

  it('belong to the folder in which most have their image', async () => {
    const files = { 'p/1.png': scene, 'p/2.png': scene, 'q/1.png': scene, 'm/1.png': few, 'm/2.png': few };
    expect(await read(files)).toEqual({ 'p/1.png': ['m/1.png'], 'p/2.png': ['m/2.png'], 'q/1.png': [] });
  });
});

describe('images of equal names in two folders', () => {
  it.each([
    ['two images', scene, scene],
    ['images and grey images', scene, scan],
    ['images of few values', few, few],
    ['coloured drawings', coloured, coloured],
  ])('stay images: %s', async (_, one, other) => {
    const files = { 'cat/1.png': one, 'cat/2.png': one, 'dog/1.png': other, 'dog/2.png': other };
    expect(Object.keys(await read(files))).toHaveLength(4);
  });

  it('stay images where one folder is named like masks, but neither holds any', async () => {
    expect(Object.keys(await read({ 'with_mask/1.png': scene, 'without/1.png': scene }))).toHaveLength(2);
  });
});

describe('what can be read in two ways', () => {
  it.each<[string, Record<string, Draw>]>([
    ['masks that look like images', { 'images/1.png': scene, 'masks/1.png': scene }],
    ['colours in a folder of no usual name', { 'a/1.png': scene, 'b/1.png': coloured }],
    [
      'masks most of which have no image',
      { 'a/1.png': scene, 'b/1.png': few, 'b/2.png': few, 'b/3.png': few },
    ],
    ['masks of one of two folders', { 'left/1.png': scene, 'right/1.png': scene, 'areas/1.png': few }],
  ])('fails its images, and names both readings and the field of the recipe: %s', async (_, files) => {
    const { undecided, failures, found } = await understand({ ...files, 'elsewhere/z.png': scene });
    expect(undecided[0]).toContain('labels.masks');
    expect(undecided[0]).toContain('../');
    expect(Object.keys(found)).toContain('elsewhere/z.png');
    expect(failures.length).toBeGreaterThan(1);
  });

  it('is settled by the recipe', async () => {
    const files = { 'images/1.png': scene, 'masks/1.png': scene };
    expect(await read(files, '{masks: none}')).toEqual({ 'images/1.png': [], 'masks/1.png': [] });
    expect(await read(files, '{masks: "../masks/{stem}.png"}')).toEqual({ 'images/1.png': ['masks/1.png'] });
    const nested = { 'train/1.png': scene, 'x/train/1_m.png': scene, 'other/1.png': scene };
    expect(await read(nested, '{masks: "../x/{folder}/{stem}_m.png"}')).toEqual({
      ...{ 'other/1.png': [], 'train/1.png': ['x/train/1_m.png'] },
    });
  });
});

describe('label files', () => {
  const BOX = '0 0.5 0.5 0.2 0.2\n';

  it('in a folder of any name count if their content is that of a format', async () => {
    const files = { 'a/1.png': scene, 'b/1.txt': BOX, 'c/1.txt': 'A cat on a mat.\n' };
    expect(await read(files)).toEqual({ 'a/1.png': ['b/1.txt'] });
  });

  it('of the very name count before those of longer names, whose image is gone', async () => {
    const files = { 'a/b.png': scene, 'a/c.png': scene, 'x/b.txt': BOX, 'x/b cut.txt': BOX, 'x/c.txt': BOX };
    expect(await read(files)).toEqual({ 'a/b.png': ['x/b.txt'], 'a/c.png': ['x/c.txt'] });
  });

  it('that may belong to images of two folders fail these, until the recipe decides', async () => {
    const files = { 'left/1.png': scene, 'right/1.png': scene, 'boxes/1.txt': BOX };
    expect((await understand(files)).undecided[0]).toContain('labels.files');
    const fixed = { 'a/left/1.png': scene, 'a/right/1.png': scene, 'boxes/left/1.txt': BOX };
    expect(await read(fixed, '{files: "../../boxes/{folder}/{stem}.txt"}')).toEqual({
      ...{ 'a/left/1.png': ['boxes/left/1.txt'], 'a/right/1.png': [] },
    });
  });
});

describe('many class folders', () => {
  it('with images of equal names are images, and are hardly looked at', async () => {
    const [store, image] = [memoryStore(), await png(scene)];
    for (let folder = 0; folder < 80; folder++)
      for (let name = 0; name < 3; name++) store.put(`class${folder}/${name}.png`, image);
    const read = vi.spyOn(store, 'read');
    const { sources, undecided } = await discover(store, parseRecipe('transforms: []', 'recipe.yaml'));
    expect([sources.length, undecided]).toEqual([240, []]);
    expect(read.mock.calls.length).toBe(0);
  });

  it('are looked at once where there are few', async () => {
    const [store, image] = [memoryStore(), await png(scene)];
    for (const folder of ['a', 'b', 'c', 'd'])
      for (let name = 0; name < 3; name++) store.put(`${folder}/${name}.png`, image);
    const read = vi.spyOn(store, 'read');
    expect((await discover(store, parseRecipe('transforms: []', 'recipe.yaml'))).sources).toHaveLength(12);
    expect(read.mock.calls.length).toBeLessThanOrEqual(12);
  });
});
