import path from 'node:path';
import sharp from 'sharp';
import { temporaryFolder, writeFiles } from './folders.js';

/** Small images with labels, in the layout of Ultralytics: `train` is augmented, `val` copied. */
const NAMES = {
  train: [
    'street.jpg',
    'street at night.jpg',
    'Brücke.jpeg',
    'shop/shelf.jpg',
    'shop/shelf.png',
    'shop/till.png',
    'harbour.JPG',
    'a.b.c.jpg',
    'grey.png',
    'empty.jpg',
    'farm/barn.jpg',
    'farm/far/field.jpg',
  ],
  val: ['station.jpg', 'farm/pond.png'],
};

export const RECIPE = `version: 1
seed: 7
variants: 4
transforms:
  - HorizontalFlip
  - Affine: {rotate: [-20, 20], scale: [0.8, 1.2], p: 1}
  - RandomBrightnessContrast: {p: 0.7}
  - GaussNoise: {p: 0.3}
`;

/** Keys of the images that are augmented. */
export const IMAGES = NAMES.train.map((name) => `images/train/${name}`);

/** Makes a data set of small images with YOLO labels. The same call makes the same bytes. */
export async function makeDataset(folder: string): Promise<void> {
  const files: Record<string, string | Uint8Array> = {
    'data.yaml': 'path: .\ntrain: images/train\nval: images/val\nnames: [car, person, dog]\n',
  };
  let seed = 1;
  for (const [split, names] of Object.entries(NAMES)) {
    for (const name of names) {
      files[`images/${split}/${name}`] = await makeImage(name, seed);
      files[`labels/${split}/${name.replace(/\.\w+$/, '.txt')}`] = makeLabels(seed);
      seed += 1;
    }
  }
  await writeFiles(folder, files);
}

/** An image with edges and texture, in the format of its name. Images of one size and format differ by seed. */
export async function makeImage(
  name: string,
  seed: number,
  width = 64 + seed,
  height = 48 + seed,
): Promise<Buffer> {
  const channels = name.startsWith('grey') ? 1 : 3;
  const data = Buffer.alloc(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / channels / width);
    data[i] = ((x >> 3) ^ (y >> 3)) * 40 * seed + (i % channels) * 50 + x + 2 * y;
  }
  const image = sharp(data, { raw: { width, height, channels } });
  return /\.png$/i.test(name) ? image.png().toBuffer() : image.jpeg({ quality: 90 }).toBuffer();
}

/** Boxes that differ by seed. The tenth image has none. */
function makeLabels(seed: number): string {
  if (seed === 10) return '';
  const left = 0.3 + (seed % 5) * 0.05;
  return `${seed % 3} ${left.toFixed(3)} 0.4 0.2 0.3\n${(seed + 1) % 3} 0.7 0.65 0.3 0.4\n`;
}

/** A folder with three images, two of them with labels, a broken image file, and a Recipe of two variants. */
export async function makeFewImages(): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'images');
  await writeFiles(folder, {
    'a.jpg': await makeImage('a.jpg', 1),
    'a.txt': '0 0.5 0.5 0.4 0.4\n',
    'b/c.png': await makeImage('c.png', 2),
    'b/c.txt': '0 0.5 0.5 0.4 0.4\n1 0.2 0.2 0.1 0.1\n',
    'grey.png': await makeImage('grey.png', 3),
    'broken.jpg': 'no photo',
    'data.yaml': 'names: [cat, dog]\n',
    'recipe.yaml': 'variants: 2\ntransforms: [HorizontalFlip: {p: 0.5}, Rotate: {limit: 20, p: 1}]\n',
  });
  return folder;
}
