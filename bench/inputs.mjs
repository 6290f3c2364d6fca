import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

export const WIDTH = 640;
export const HEIGHT = 480;
const PHOTOS = fileURLToPath(new URL('../raw-images/', import.meta.url));

/** Five boxes, [x0, y0, x1, y1] in pixels: small and large ones, some near an edge. */
export const BOXES = [
  [20, 30, 180, 210],
  [300, 40, 340, 90],
  [200, 200, 460, 440],
  [500, 10, 630, 150],
  [60, 380, 110, 470],
];

/** The images of raw-images/ as colour JPEGs of 640 × 480 pixels, quality 90, 4:2:0: the same bytes on every machine. */
export async function makePhotos(folder, count) {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(PHOTOS)).filter((name) => /\.jpe?g$/.test(name)).sort();
  const files = [];
  for (const name of names.slice(0, count)) {
    const file = path.join(folder, `${files.length}.jpg`);
    await sharp(path.join(PHOTOS, name))
      .autoOrient()
      .resize(WIDTH, HEIGHT, { fit: 'cover' })
      .toColourspace('srgb')
      .jpeg({ quality: 90, optimiseCoding: false })
      .toFile(file);
    files.push(file);
  }
  return files;
}

/** A folder of `count` images with YOLO labels beside them. */
export async function makeDataset(folder, photos, count) {
  await mkdir(folder, { recursive: true });
  const rows = BOXES.map(
    ([x0, y0, x1, y1]) =>
      `0 ${(x0 + x1) / 2 / WIDTH} ${(y0 + y1) / 2 / HEIGHT} ${(x1 - x0) / WIDTH} ${(y1 - y0) / HEIGHT}\n`,
  );
  await writeFile(path.join(folder, 'data.yaml'), 'train: .\nval: .\nnames: [thing]\n');
  for (let i = 0; i < count; i++) {
    const name = String(i).padStart(4, '0');
    await copyFile(photos[i % photos.length], path.join(folder, `${name}.jpg`));
    await writeFile(path.join(folder, `${name}.txt`), rows.join(''));
  }
}
