// The largest images that the default limits let in.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

/** What each is called, its file, and how it is made. */
const IMAGES = {
  jpeg: ['JPEG, 99 MP', 'a.jpg', () => noise(11_500, 8600, 3, 4).jpeg({ quality: 95 })],
  png: ['PNG of noise, 31 MP', 'b.png', () => noise(6800, 4560, 3).png({ compressionLevel: 1 })],
  tiff: ['TIFF by LZW, 22 MP', 'c.tif', () => noise(5700, 3860, 3).tiff({ compression: 'lzw' })],
  alpha: ['PNG with alpha, 99 MP', 'd.png', () => noise(11_500, 8600, 4, 100).png()],
  small: ['PNG, 24 MP', 'e.png', () => noise(6000, 4000, 3, 2).png({ compressionLevel: 1 })],
};
export const NAMES = Object.keys(IMAGES);

/** Makes one of them in a folder. */
export async function makeImage(name, folder) {
  const [what, base, make] = IMAGES[name];
  const file = path.join(folder, base);
  await make().toFile(file);
  return { what, file, size: (await stat(file)).size };
}

/** Seeded noise of a width, a height and a number of channels; `cell`: pixels of a side that are equal. */
function noise(width, height, channels, cell = 1) {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const raw = Uint8Array.from({ length: columns * rows * channels }, random);
  const image = sharp(raw, { raw: { width: columns, height: rows, channels }, limitInputPixels: false });
  return cell === 1 ? image : image.resize(width, height, { kernel: 'nearest', fit: 'fill' });
}
