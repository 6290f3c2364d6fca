/**
 * A program, bundled as the functions are: encodes images as JPEG at every quality and subsampling, decodes the files, turns
 * them without decoding, and writes all that as hashes, so that the same on another processor can be compared.
 */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { decode, encode, inspect } from '../../../src/codecs/index.js';
import { jpegCodec } from '../../../src/codecs/jpeg/jpeg.js';
import type { Raster } from '../../../src/core/engine/raster.js';
import { Engine } from '../../../src/core/engine/run.js';
import type { Subsampling } from '../../../src/core/image-codec.js';
import { sha256 } from '../../../src/stores/sha256.js';

/** By the name of an image, its quality and subsampling: hashes of the file, of its pixels, and of the turned file. */
export type CodedJpegs = Readonly<Record<string, readonly [file: string, pixels: string, turned: string]>>;

const SUBSAMPLINGS: readonly Subsampling[] = ['4:4:4', '4:4:0', '4:2:2', '4:2:0'];
const SIDE = 64;
const engine = new Engine();

/** What is hardest for the transform: black and white by pixel, as drawn text and halftones have it. */
const PATTERNS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  checkers: (x, y) => (x + y) % 2 === 0,
  'checkers of two pixels': (x, y) => ((x >> 1) + (y >> 1)) % 2 === 0,
  columns: (x) => x % 2 === 0,
  rows: (_, y) => y % 2 === 0,
  // The bits of a linear congruential generator look like small text.
  scatter: (x, y) => ((Math.imul(y * SIDE + x, 1_103_515_245) + 12_345) >>> 16) % 3 === 0,
};

function drawn(isWhite: (x: number, y: number) => boolean): Raster {
  const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return isWhite(pixel % SIDE, Math.floor(pixel / SIDE)) ? 255 : 0;
  });
  return { width: SIDE, height: SIDE, channels: 3, depth: 8, data };
}

async function read(bytes: Uint8Array): Promise<Raster> {
  return decode(bytes, await inspect(bytes));
}

async function code(
  raster: Raster,
  quality: number,
  subsampling: Subsampling,
): Promise<[string, string, string]> {
  const file = await encode(raster, { format: 'jpeg', quality, subsampling });
  const crop = { x: 0, y: 0, width: raster.height, height: raster.width };
  const turned = jpegCodec.rearrange?.(file, { to: 'transpose', crop }, undefined) ?? new Uint8Array();
  return [sha256(file), engine.hash(await read(file)), sha256(turned)];
}

const rasters: Record<string, Raster> = {};
for (const [name, isWhite] of Object.entries(PATTERNS)) rasters[name] = drawn(isWhite);
const folder = process.argv[2]!;
for (const name of (await readdir(folder)).sort()) {
  rasters[name] = await read(await readFile(path.join(folder, name)));
}

const coded: Record<string, [string, string, string]> = {};
for (const [name, raster] of Object.entries(rasters)) {
  for (let quality = 1; quality <= 100; quality++) {
    const subsampling = SUBSAMPLINGS[quality % SUBSAMPLINGS.length]!;
    coded[`${name} ${quality} ${subsampling}`] = await code(raster, quality, subsampling);
    if (quality === 100) coded[`${name} 100 4:4:4`] = await code(raster, 100, '4:4:4');
  }
}
console.log(JSON.stringify(coded));
