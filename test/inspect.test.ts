import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultRecipe, parseRecipe } from '../src/core/recipe/index.js';
import { reportSchema } from '../src/inspection/report.js';
import type { Report } from '../src/inspection/report.js';
import { inspectDataset } from '../src/jobs/inspect.js';
import { augment, augmentRun } from './support/command.js';
import { snapshot, temporaryFolder, writeFiles } from './support/folders.js';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Real photographs, small, all of them different. */
const photos: Buffer[] = [];

beforeAll(async () => {
  const folder = new URL('../raw-images/', import.meta.url);
  for (const name of (await readdir(folder)).filter((one) => /\.(jpe?g|png)$/.test(one))) {
    const bytes = await readFile(new URL(encodeURIComponent(name), folder));
    photos.push(
      await sharp(bytes).flatten().resize(320, 240, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer(),
    );
  }
});

async function inspected(files: Files, recipe?: string): Promise<Report> {
  const input = await temporaryFolder();
  await writeFiles(input, files);
  const report = await inspectDataset({
    ...{ input, output: `${input}-none`, distance: 40 },
    recipe: recipe === undefined ? defaultRecipe() : parseRecipe(recipe, 'recipe.yaml'),
    ...(recipe !== undefined && { recipeFrom: 'recipe.yaml' }),
  });
  // The JSON is what the schema says, and nothing else.
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  return report;
}

const found = ({ findings }: Report) => findings.map(({ kind, images }) => [kind, ...images]);

const CAT = '0 0.5 0.5 0.4 0.4\n';
const DOG = '1 0.3 0.3 0.2 0.2\n';

/** A data set without fault: two classes in both splits. */
function healthy(): Record<string, string | Uint8Array> {
  return {
    'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog]\n',
    'images/train/a.jpg': photos[0]!,
    'images/train/b.jpg': photos[1]!,
    'images/train/nothing.jpg': photos[2]!,
    'images/val/c.jpg': photos[3]!,
    'labels/train/a.txt': CAT + DOG,
    'labels/train/b.txt': CAT,
    'labels/train/nothing.txt': '',
    'labels/val/c.txt': CAT + DOG,
  };
}

describe('an inspection', () => {
  it('counts what is in a data set, and finds nothing in one without fault', async () => {
    const report = await inspected(healthy());
    expect(report).toMatchObject({
      images: { count: 4, labelled: 4, unlabelled: 0, empty: 1, formats: { jpeg: 4 } },
      labels: { yolo: 4 },
      splits: [
        { name: 'train', images: 3, objects: 3 },
        { name: 'val', images: 1, objects: 2 },
      ],
      sizes: { smallest: { width: 320, height: 240 }, distinct: 1, common: [{ images: 4 }] },
      classesFrom: 'labels',
      classes: [
        {
          ...{ name: 'cat', objects: 3, images: 3, sizes: { small: 0, medium: 0, large: 3 } },
          splits: { train: { objects: 2, images: 2 }, val: { objects: 1, images: 1 } },
        },
        {
          ...{ name: 'dog', objects: 2, images: 2, sizes: { small: 0, medium: 2, large: 0 } },
          splits: { train: { objects: 1, images: 1 }, val: { objects: 1, images: 1 } },
        },
      ],
      objects: { count: 5, sizes: { small: 0, medium: 2, large: 3 } },
      comparison: { distance: 40, contents: 4, hashes: 4 },
      counts: [],
      findings: [],
    });
    const { columns, counts } = report.heatMap;
    expect([counts[8 * columns + 8], counts[4 * columns + 4]]).toEqual([3, 2]);
    expect(report.recipe).toBeUndefined();
  });

  it('finds all that was planted, and nothing else', async () => {
    const plain = (colour: string) =>
      sharp({ create: { width: 90, height: 60, channels: 3, background: colour } })
        .png()
        .toBuffer();
    const report = await inspected({
      ...healthy(),
      'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog, bird, fish, wolf]\n',
      // Copies
      'images/val/leak.jpg': photos[0]!,
      'images/val/near.jpg': await sharp(photos[1]).resize(200).jpeg({ quality: 60 }).toBuffer(),
      'images/train/z-copy.jpg': photos[2]!,
      'images/train/crop.jpg': await sharp(photos[4])
        .extract({ left: 3, top: 2, width: 314, height: 236 })
        .jpeg()
        .toBuffer(),
      'images/train/whole.jpg': photos[4]!,
      // Plain colours look alike, and are no copies
      'images/train/black.png': await plain('#000'),
      'images/train/blue.png': await plain('#00f'),
      // Damage
      'images/train/short.jpg': photos[5]!.subarray(0, photos[5]!.length >> 1),
      'images/train/no-image.jpg': 'text',
      'images/train/garbage.jpg': photos[6]!,
      'images/train/bad-line.jpg': photos[7]!,
      // Objects, and classes
      'images/train/outside.jpg': photos[8]!,
      'images/train/beyond.jpg': photos[9]!,
      'images/train/twice.jpg': photos[10]!,
      'images/train/bare.jpg': photos[11]!,
      'labels/val/leak.txt': CAT + '2 0.5 0.5 0.4 0.4\n',
      'labels/val/near.txt': DOG,
      'labels/train/z-copy.txt': '',
      'labels/train/crop.txt': CAT,
      'labels/train/whole.txt': CAT,
      'labels/train/black.txt': '',
      'labels/train/blue.txt': '',
      'labels/train/short.txt': CAT,
      'labels/train/no-image.txt': CAT,
      'labels/train/garbage.txt': 'zero 1 2 3\n',
      'labels/train/bad-line.txt': `${CAT}1 0.5 0.5 0 0.4\n`,
      'labels/train/outside.txt': `${CAT}1 1.4 0.5 0.2 0.2\n`,
      'labels/train/beyond.txt': '0 0.9 0.5 0.4 0.4\n',
      'labels/train/twice.txt': `3 0.4 0.4 0.3 0.3\n${DOG}${DOG}`,
      'labels/train/ghost.txt': CAT,
    });
    expect(found(report)).toEqual([
      ['leak', 'images/train/a.jpg', 'images/val/leak.jpg'],
      ['near leak', 'images/train/b.jpg', 'images/val/near.jpg'],
      ['unusable image', 'images/train/no-image.jpg'],
      ['unusable image', 'images/train/short.jpg'],
      ['unreadable labels', 'images/train/garbage.jpg'],
      ['rejected label', 'images/train/bad-line.jpg'],
      ['object outside', 'images/train/outside.jpg'],
      ['labels without image', 'labels/train/ghost.txt'],
      ['class not in train'],
      ['class not in split'],
      ['duplicate', 'images/train/nothing.jpg', 'images/train/z-copy.jpg'],
      ['near duplicate', 'images/train/crop.jpg', 'images/train/whole.jpg'],
      ['object repeated', 'images/train/twice.jpg'],
      ['object beyond edge', 'images/train/beyond.jpg'],
      ['image without labels', 'images/train/bare.jpg'],
      ['class without objects'],
    ]);
    const details = report.findings.map(({ detail }) => detail).join('\n');
    for (const text of [
      'labels/train/bad-line.txt:2: a box of width 0',
      '1 of class dog',
      'class bird: 1 object in val, none in train',
      'class fish: 1 object in train, none in val',
      '1 of 5: wolf',
    ])
      expect(details).toContain(text);
  });

  it('names an image that lists put into two splits', async () => {
    const voc =
      '<annotation><object><name>cat</name><bndbox><xmin>9</xmin><ymin>9</ymin><xmax>99</xmax><ymax>99</ymax></bndbox></object></annotation>';
    const report = await inspected({
      'JPEGImages/a.jpg': photos[0]!,
      'JPEGImages/b.jpg': photos[1]!,
      'Annotations/a.xml': voc,
      'Annotations/b.xml': voc,
      'ImageSets/Main/train.txt': 'a\n',
      'ImageSets/Main/val.txt': 'a\nb\n',
      'ImageSets/Main/trainval.txt': 'a\nb\n',
    });
    expect(report.findings[0]).toMatchObject({
      ...{ kind: 'leak', severity: 'severe', images: ['JPEGImages/a.jpg'] },
      detail: 'lists or files put it into train and val',
    });
  });

  it('takes folders for classes where there are no labels, and finds copies that contradict one another', async () => {
    const report = await inspected({
      'train/cats/1.jpg': photos[0]!,
      'train/dogs/2.jpg': photos[0]!,
      'train/dogs/3.jpg': photos[1]!,
      'val/cats/4.jpg': photos[2]!,
      'val/cows/5.jpg': photos[3]!,
    });
    expect(report.classesFrom).toBe('folders');
    expect(report.classes.map(({ name, images }) => [name, images])).toEqual([
      ['cats', 2],
      ['cows', 1],
      ['dogs', 2],
    ]);
    expect(found(report)).toEqual([
      ['contradicting duplicate', 'train/cats/1.jpg', 'train/dogs/2.jpg'],
      ['class not in train'],
      ['class not in split'],
    ]);
    expect(report.balance?.classes).toEqual([
      { name: 'cats', before: 1, after: 2, target: 2 },
      { name: 'dogs', before: 2, after: 2, target: 2 },
    ]);
  });

  it('takes folders that only divide the images for no classes, unless the recipe says so', async () => {
    const portions = {
      ...{
        'train/000/0001.jpg': photos[0]!,
        'train/000/0999.jpg': photos[1]!,
        'train/001/1000.jpg': photos[1]!,
      },
      'val/002/2000.jpg': photos[2]!,
    };
    const report = await inspected(portions);
    expect([report.classesFrom, report.classes, report.balance]).toEqual(['labels', [], undefined]);
    expect(found(report)).toEqual([['duplicate', 'train/000/0999.jpg', 'train/001/1000.jpg'], ['warning']]);
    expect(report.findings.at(-1)?.detail).toContain('so they were not taken for classes');
    const told = await inspected(portions, 'transforms: []\nbalance: { to: 2, by: folders }\n');
    expect(told.classes.map(({ name }) => name)).toEqual(['000', '001', '002']);
    expect(told.findings.map(({ kind }) => kind)).toContain('contradicting duplicate');
  });

  it('says what the recipe would do to each class, and which transform is to blame', async () => {
    const { recipe, balance } = await inspected(
      healthy(),
      'version: 1\nvariants: 3\ntransforms:\n  - CenterCrop: { height: 30, width: 40, p: 1 }\nbalance: { to: 9 }\n',
    );
    // The crop shows the cat, which is larger than it, and no dog.
    expect(recipe).toMatchObject({ from: 'recipe.yaml', kept: 6, clipped: 6, dropped: 3 });
    expect(recipe!.classes).toMatchObject([
      { name: 'cat', objects: 6, clipped: 6, dropped: 0, losses: [{ step: 'CenterCrop', clipped: 6 }] },
      { name: 'dog', objects: 3, dropped: 3, losses: [{ step: 'CenterCrop', dropped: 3 }] },
    ]);
    expect(balance).toMatchObject({
      rules: { to: 9, most: 10, by: 'objects' },
      classes: [
        { name: 'cat', before: 6, target: 9 },
        { name: 'dog', before: 3, after: 9, target: 9 },
      ],
    });
  });
});

describe('augment inspect', () => {
  it('prints a report, writes nothing, and ends with 0 without severe findings', async () => {
    const input = await temporaryFolder();
    await writeFiles(input, {
      ...healthy(),
      'images/train/copy.jpg': photos[0]!,
      'labels/train/copy.txt': CAT + DOG,
    });
    const before = await snapshot(input);
    const { code, stdout } = await augment('inspect', input);
    expect(code).toBe(0);
    expect(stdout).toContain('labels: yolo 5; 1 with labels of nothing\nsplits: train 4, val 1\n');
    expect(stdout).toMatch(/^ {2}cat +4 +4 +0 +0 +4 +3 +1$/m);
    expect(stdout).toContain('note: duplicate, 1: the same image several times\n');
    expect(stdout).toContain('0 severe findings, 1 note\n');
    expect((await augment('inspect', input, '--fail-on', 'note')).code).toBe(1);
    expect(await snapshot(input)).toEqual(before);
  });

  it('ends with 1 where something severe is found, in the same order with threads, and with 2 where nothing is', async () => {
    const input = await temporaryFolder();
    await writeFiles(input, { ...healthy(), 'images/val/leak.jpg': photos[0]!, 'labels/val/leak.txt': CAT });
    const [alone, threads] = await Promise.all(
      ['1', '3'].map((workers) => augment('inspect', input, '--json', '--workers', workers)),
    );
    expect(alone).toMatchObject({ code: 1 });
    expect(JSON.parse(threads!.stdout)).toEqual(JSON.parse(alone!.stdout));
    expect(found(reportSchema.parse(JSON.parse(alone!.stdout)))).toEqual([
      ['leak', 'images/train/a.jpg', 'images/val/leak.jpg'],
    ]);
    expect((await augment('inspect', input, '--fail-on', 'never')).code).toBe(0);
    expect((await augment('inspect', input, '--distance', '48')).code).toBe(2);
    expect((await augment('inspect', await temporaryFolder())).code).toBe(2);
  });

  it('writes a page with the images of findings, replaces an earlier one, and no other file', async () => {
    const input = path.join(await temporaryFolder(), '<b>&');
    await writeFiles(input, { ...healthy(), 'images/val/leak.jpg': photos[0]!, 'labels/val/leak.txt': CAT });
    const page = path.join(await temporaryFolder(), 'report.html');
    for (let again = 0; again < 2; again++)
      expect(await augment('inspect', input, '--html', page)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`report: ${page}`) as string,
      });
    const text = await readFile(page, 'utf8');
    expect(text).toContain('&lt;b&gt;&amp;</h1>');
    const [image] = /data:image\/jpeg;base64,([\w+/=]+)/.exec(text)!.slice(1);
    expect(await sharp(Buffer.from(image!, 'base64')).metadata()).toMatchObject({ width: 160, height: 120 });
    expect(text.match(/<img /g)).toHaveLength(2);
    const other = path.join(input, 'data.yaml');
    expect(await augment('inspect', input, '--html', other)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it exists, and is no report of augment inspect') as string,
    });
    expect(await readFile(other, 'utf8')).toBe(healthy()['data.yaml']);
  });

  it('asks Records in place of images: copies by their bytes, leaks, classes, and what is not known', async () => {
    const [input, output] = [await temporaryFolder(), path.join(await temporaryFolder(), 'out')];
    const copies = {
      'images/train/copy.jpg': photos[0]!,
      'images/val/leak.jpg': photos[1]!,
      'labels/train/copy.txt': DOG,
      'labels/val/leak.txt': `${CAT}1 0.5 0.5 0 0.4\n`,
    };
    await writeFiles(input, { ...healthy(), ...copies });
    await augmentRun(input, output);
    const later = { 'images/train/later.jpg': photos[5]!, 'labels/train/later.txt': CAT };
    // Only a file that is not read can lose its content unnoticed.
    await writeFiles(input, { ...later, 'images/train/a.jpg': 'text' });
    const { code, stdout } = await augment('inspect', input, '--records', output, '--json');
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(1);
    expect(report).toMatchObject({
      comparison: { contents: 6, hashes: 0 },
      objects: { count: 7 },
      classes: [
        { name: 'cat', objects: 4, splits: { train: { objects: 2 }, val: { objects: 2 } } },
        { name: 'dog', objects: 3 },
      ],
    });
    expect(found(report)).toEqual([
      ['leak', 'images/train/b.jpg', 'images/val/leak.jpg'],
      ['rejected label', 'images/val/leak.jpg'],
      ['duplicate', 'images/train/a.jpg', 'images/train/copy.jpg'],
      ['warning'],
    ]);
    expect(report.findings.at(-1)!.detail).toMatch(/^1 of 7 images have no Record in /);
    expect((await augment('inspect', input, '--records', `${output}-none`)).code).toBe(2);
    expect((await augment('inspect', input, '--records', output)).stdout).toMatch(/^objects: 7$/m);
    const refused = await augment('inspect', output);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('this is the output of augment run; inspect its input');
  });
});
