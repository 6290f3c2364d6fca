import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { augment } from './support/command.js';
import { makeFewPhotos } from './support/dataset.js';
import { temporaryFolder } from './support/folders.js';

let photos: string;

beforeAll(async () => {
  photos = await makeFewPhotos();
});

async function emptyOutput(): Promise<string> {
  return path.join(await temporaryFolder(), 'out');
}

describe('augment preview', () => {
  it('shows exactly the images that run makes', async () => {
    const out = await emptyOutput();
    await augment('run', photos, out, '--format', 'png');
    const sheet = path.join(path.dirname(out), 'sheet.png');
    const args = ['--input', photos, '--format', 'png', '--columns', '3', '--out', sheet];
    const { code, stderr } = await augment('preview', path.join(photos, 'grey.png'), ...args);
    expect(stderr).toBe(`contact sheet: ${sheet}\n`);
    expect(code).toBe(0);
    const page = await pixelsOf(await readFile(sheet));
    for (const variant of [1, 2]) {
      const made = await pixelsOf(await readFile(path.join(out, `grey_png.v${variant}.png`)));
      expect(isShownIn(made, page)).toBe(true);
    }
    const other = await pixelsOf(await readFile(path.join(photos, 'b/c.png')));
    expect(isShownIn(other, page)).toBe(false);
  });

  it('refuses a file that is no image of the input', async () => {
    const { code, stderr } = await augment('preview', path.join(photos, 'data.yaml'));
    expect(stderr).toContain('data.yaml: it is not an image of this data set');
    expect(code).toBe(1);
    const outside = await augment('preview', 'package.json', '--input', photos);
    expect(outside.stderr).toContain('name the folder that contains all images with --input');
    expect(outside.code).toBe(2);
  });
});

describe('augment explain', () => {
  it('prints the image and the steps behind an output, for image and label files', async () => {
    const out = await emptyOutput();
    await augment('run', photos, out);
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
