import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

export const WIDTH = 640;
export const HEIGHT = 480;
const SAMPLES = fileURLToPath(new URL('../raw-images/', import.meta.url));

/** Five boxes, [x0, y0, x1, y1] in pixels: small and large ones, some near an edge. */
export const BOXES = [
  [20, 30, 180, 210],
  [300, 40, 340, 90],
  [200, 200, 460, 440],
  [500, 10, 630, 150],
  [60, 380, 110, 470],
];

/** The images of raw-images/ as colour JPEGs of 640 × 480 pixels, quality 90, 4:2:0: the same bytes on every machine. */
export async function makeImages(folder, count) {
  await mkdir(folder, { recursive: true });
  const files = [];
  for (const name of (await sampleNames()).slice(0, count)) {
    const file = path.join(folder, `${files.length}.jpg`);
    await writeFile(file, await resized(name, { width: WIDTH, height: HEIGHT, format: 'jpeg' }));
    files.push(file);
  }
  return files;
}

/**
 * A folder of `count` images: the samples in turn. JPEGs have a comment each, so that every one draws its own random values.
 * @param labels whether YOLO labels lie beside them
 */
export async function makeDataset(
  folder,
  { count, format = 'jpeg', width = WIDTH, height = HEIGHT, labels = false },
) {
  await mkdir(folder, { recursive: true });
  const names = (await sampleNames()).slice(0, count);
  const samples = await Promise.all(names.map((name) => resized(name, { width, height, format })));
  const ending = format === 'jpeg' ? 'jpg' : format;
  if (labels) await writeFile(path.join(folder, 'data.yaml'), 'train: .\nval: .\nnames: [thing]\n');
  for (let i = 0; i < count; i++) {
    const name = String(i).padStart(5, '0');
    const sample = samples[i % samples.length];
    const bytes = format === 'jpeg' ? withComment(sample, name) : sample;
    await writeFile(path.join(folder, `${name}.${ending}`), bytes);
    if (labels) await writeFile(path.join(folder, `${name}.txt`), yoloRows());
  }
}

async function sampleNames() {
  return (await readdir(SAMPLES)).filter((name) => /\.jpe?g$/.test(name)).sort();
}

async function resized(name, { width, height, format }) {
  const image = sharp(await readFile(path.join(SAMPLES, name)))
    .autoOrient()
    .resize(width, height, { fit: 'cover' })
    .toColourspace('srgb');
  const encoded = format === 'jpeg' ? image.jpeg({ quality: 90, optimiseCoding: false }) : image.png();
  return encoded.toBuffer();
}

/** Inserts a comment after the first two bytes. */
function withComment(jpeg, text) {
  const comment = Buffer.from(text);
  const header = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), header, comment, jpeg.subarray(2)]);
}

function yoloRows() {
  return BOXES.map(
    ([x0, y0, x1, y1]) =>
      `0 ${(x0 + x1) / 2 / WIDTH} ${(y0 + y1) / 2 / HEIGHT} ${(x1 - x0) / WIDTH} ${(y1 - y0) / HEIGHT}\n`,
  ).join('');
}
