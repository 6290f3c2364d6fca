import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { mean, sum } from '../statistics.mjs';

const IMAGE = /\.(jpg|png)$/;
/** Of how many images the pixels are compared. */
const COMPARED = 12;
/** Whoever is asked for the same quality writes files of about the same size. */
const MOST_LARGER = 1.15;

/** The images and labels in a folder of results: number, bytes, and the paths of all images in their order. */
export async function readResults(folder) {
  const names = (await readdir(folder)).sort();
  const images = names.filter((name) => IMAGE.test(name)).map((name) => path.join(folder, name));
  const sizes = await Promise.all(images.map(async (file) => (await stat(file)).size));
  return {
    images: images.length,
    labels: names.filter((name) => name.endsWith('.txt')).length,
    bytes: sum(sizes),
    sample: await Promise.all(evenly(images).map((file) => readFile(file))),
  };
}

/** @throws Error if two contestants did not do the same work. @param same of a case: how far the pixels must agree */
export async function requireSameWork(same, ours, peer) {
  for (const count of ['images', 'labels'])
    if (peer.results[count] !== ours.results[count])
      throw new Error(
        `${peer.who} wrote ${peer.results[count]} ${count}, ${ours.who} ${ours.results[count]}.`,
      );
  const larger = peer.results.bytes / ours.results.bytes;
  if (Math.abs(Math.log(larger)) > Math.log(MOST_LARGER))
    throw new Error(
      `The images of ${peer.who} are ${larger.toFixed(2)} times as large as those of ${ours.who}.`,
    );
  const errors = await Promise.all(
    ours.results.sample.map((file, i) => meanSquare(file, peer.results.sample[i], same)),
  );
  // The level of 35 dB is that of two good JPEG codecs at quality 75; other work is far below it.
  const most = { pixels: 255 ** 2 / 10 ** 3.5, 'exact pixels': 0, sizes: Infinity }[same];
  const found = mean(errors);
  if (found > most)
    throw new Error(`The pixels of ${peer.who} differ from those of ${ours.who}: mean square ${found}.`);
}

function evenly(files) {
  const step = Math.ceil(files.length / COMPARED);
  return files.filter((_, i) => i % step === 0);
}

async function meanSquare(ours, theirs, same) {
  const [a, b] = await Promise.all([ours, theirs].map((file) => sharp(file).metadata()));
  for (const fact of ['format', 'width', 'height', 'channels', 'chromaSubsampling'])
    if (a[fact] !== b[fact]) throw new Error(`${fact} differs: ${a[fact]} and ${b[fact]}`);
  if (same === 'sizes') return 0;
  const [x, y] = await Promise.all([ours, theirs].map((file) => sharp(file).raw().toBuffer()));
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += (x[i] - y[i]) ** 2;
  return squares / x.length;
}
