import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { augment } from './support/command.js';
import { makeDataset, makeFewImages, RECIPE } from './support/dataset.js';
import { temporaryFolder, writeFiles } from './support/folders.js';

let images: string;

beforeAll(async () => {
  images = await makeFewImages();
});

async function emptyOutput(): Promise<string> {
  return path.join(await temporaryFolder(), 'out');
}

describe('augment preview', () => {
  it('shows exactly the images that run makes', async () => {
    const out = await emptyOutput();
    await augment('run', images, out, '--format', 'png');
    const sheet = path.join(path.dirname(out), 'sheet.png');
    const args = ['--input', images, '--format', 'png', '--columns', '3', '--out', sheet];
    const { code, stderr } = await augment('preview', path.join(images, 'grey.png'), ...args);
    expect(stderr).toMatch(/^input: .*images, recipe: .*images\/recipe.yaml\nlabels: yolo, 2 of 4 images/);
    expect(stderr).toContain(`contact sheet: ${sheet}\n`);
    expect(code).toBe(0);
    const page = await pixelsOf(await readFile(sheet));
    for (const variant of [1, 2]) {
      const made = await pixelsOf(await readFile(path.join(out, `grey_png.v${variant}.png`)));
      expect(isShownIn(made, page)).toBe(true);
    }
    const other = await pixelsOf(await readFile(path.join(images, 'b/c.png')));
    expect(isShownIn(other, page)).toBe(false);
  });

  it('says that it does not apply what the labels of all images decide', async () => {
    const folder = await temporaryFolder();
    const recipe = path.join(folder, 'r.yaml');
    await writeFiles(folder, { 'r.yaml': 'variants: 2\nbalance: {to: 9}\ntransforms: [HorizontalFlip]\n' });
    const args = ['--input', images, '--recipe', recipe, '--out', path.join(folder, 'sheet.png')];
    const { stderr } = await augment('preview', path.join(images, 'grey.png'), ...args);
    expect(stderr).toContain(
      'note: balance: not applied here; each image is drawn with its first 2 variants,',
    );
  });

  it('finds the data set around an image, and so its recipe, its labels and the variants of run', async () => {
    const folder = await temporaryFolder();
    const [input, out, sheet] = ['ds', 'out', 'sheet.png'].map((name) => path.join(folder, name)) as [string, string, string]; // prettier-ignore
    await makeDataset(input);
    await writeFiles(input, { 'recipe.yaml': RECIPE.replace('variants: 4', 'variants: 2') });
    await augment('run', input, out, '--format', 'png');
    const image = path.join(input, 'images/train/empty.jpg');
    const { stderr } = await augment('preview', image, '--format', 'png', '--out', sheet);
    expect(stderr).toContain(`input: ${input}, recipe: ${input}/recipe.yaml\nlabels: yolo, 14 of 14 images`);
    const page = await pixelsOf(await readFile(sheet));
    for (const variant of [1, 2]) {
      const made = await pixelsOf(await readFile(path.join(out, `images/train/empty_jpg.v${variant}.png`)));
      expect(isShownIn(made, page)).toBe(true);
    }
    const copied = path.join(input, 'images/val/station.jpg');
    await augment('preview', copied, '--out', sheet);
    // One tile, as run makes no variants of it.
    expect((await pixelsOf(await readFile(sheet))).width).toBeLessThan(2 * 480);
  });

  it('shows some images of a folder, and names one that cannot be shown', async () => {
    const sheet = path.join(await temporaryFolder(), 'sheet.png');
    const all = await augment('preview', images, '--images', '4', '--out', sheet);
    expect(all.stderr).toContain(`input: ${images}, recipe: ${images}/recipe.yaml`);
    expect(all.stderr).toContain(
      'of the images drawn, classes (data.yaml): cat 2 in 2 images, dog 1 in 1 image\n',
    );
    expect(all.code).toBe(0);
    const labelled = (await pixelsOf(await readFile(sheet))).height;
    const part = await augment('preview', path.join(images, 'b'), '--out', sheet);
    expect(part.stderr).toContain(`input: ${images}, `);
    expect((await pixelsOf(await readFile(sheet))).height).toBeLessThan(labelled);
    const broken = await augment('preview', images, path.join(images, 'broken.jpg'), '--out', sheet);
    expect(broken.stderr).toMatch(/failed: broken\.jpg: /);
    expect(broken.code).toBe(1);
  });

  it('draws label maps, of the image and of its variants', async () => {
    const folder = await temporaryFolder();
    const [input, sheet] = [path.join(folder, 'ds'), path.join(folder, 'sheet.png')];
    const flat = (level: number) =>
      sharp(Buffer.alloc(40 * 30, level), { raw: { width: 40, height: 30, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toBuffer();
    await writeFiles(input, { 'images/a.png': await flat(120) });
    const preview = () =>
      augment('preview', path.join(input, 'images/a.png'), '--input', input, '--out', sheet);
    await preview();
    expect(await colouredShare(sheet)).toBe(0);
    await writeFiles(input, { 'masks/a.png': await flat(1) });
    await preview();
    const { width, height } = await pixelsOf(await readFile(sheet));
    expect((await colouredShare(sheet)) * width * height).toBeCloseTo(2 * 40 * 30, 0);
  });

  it('takes the name of a shipped recipe', async () => {
    const sheet = path.join(await temporaryFolder(), 'sheet.png');
    const { stderr } = await augment('preview', images, '--recipe', 'detection', '--out', sheet);
    expect(stderr).toContain('recipe: detection (a shipped recipe)\n');
  });

  it('refuses a file that is no image of the input', async () => {
    const { code, stderr } = await augment('preview', path.join(images, 'data.yaml'));
    expect(stderr).toContain('data.yaml: it is not an image of this data set');
    expect(code).toBe(1);
    const outside = await augment('preview', 'package.json', '--input', images);
    expect(outside.stderr).toContain('name the folder that contains all images with --input');
    expect(outside.code).toBe(2);
  });
});

describe('augment explain', () => {
  it('prints the image and the steps behind an output, for image and label files', async () => {
    const out = await emptyOutput();
    await augment('run', images, out);
    const { code, stdout } = await augment('explain', path.join(out, 'b/c_png.v2.png'));
    expect(stdout).toMatch(/^b\/c_png\.v2\.png: variant 2 of b\/c\.png$/m);
    expect(stdout).toMatch(/^ {2}Rotate \{"angle":-?[\d.]+.*\} → warp$/m);
    expect(stdout).toMatch(/^image {3}sha256 [0-9a-f]{64}$/m);
    expect(code).toBe(0);
    expect((await augment('explain', path.join(out, 'b/c_png.v2.txt'))).stdout).toBe(stdout);
    const json = await augment('explain', path.join(out, 'b/c_png.v2.png'), '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ variant: 2, plan: { frame: { width: 66, height: 50 } } });
  });
});

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

async function pixelsOf(file: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(file)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Whether the page contains the image, pixel for pixel. */
function isShownIn(image: Pixels, page: Pixels): boolean {
  const line = (from: Pixels, x: number, y: number, width: number) =>
    from.data.subarray((y * from.width + x) * 3, (y * from.width + x + width) * 3);
  const isAt = (left: number, top: number) =>
    Array.from({ length: image.height }, (_, y) => y).every((y) =>
      line(image, 0, y, image.width).equals(line(page, left, top + y, image.width)),
    );
  for (let top = 0; top + image.height <= page.height; top++) {
    for (let left = 0; left + image.width <= page.width; left++) if (isAt(left, top)) return true;
  }
  return false;
}

/** The share of a sheet's pixels that are no shade of grey; its background is nearly one. */
async function colouredShare(sheet: string): Promise<number> {
  const { data } = await pixelsOf(await readFile(sheet));
  let coloured = 0;
  for (let i = 0; i < data.length; i += 3) if (Math.abs(data[i]! - data[i + 1]!) > 20) coloured++;
  return coloured / (data.length / 3);
}
