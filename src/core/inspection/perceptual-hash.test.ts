import { readdir, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { bitCount, HASHED_SIDE, perceptualHash } from './perceptual-hash.js';
import { hashDistance } from './testing/hash-distance.js';

const PHOTOS = new URL('../../../raw-images/', import.meta.url);
/** Where `augment inspect` draws the line. */
const NEAR = 40;

let photos: { readonly name: string; readonly bytes: Buffer }[];

beforeAll(async () => {
  const names = (await readdir(PHOTOS)).filter((name) => /\.(jpe?g|png)$/.test(name));
  photos = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readFile(new URL(encodeURIComponent(name), PHOTOS)) })),
  );
  expect(photos.length).toBeGreaterThan(10);
});

type Change = (image: Sharp, width: number, height: number) => Sharp;

async function hashOf(bytes: Buffer, change: Change = (image) => image): Promise<Uint32Array | undefined> {
  const { width, height } = await sharp(bytes).metadata();
  const changed = await change(sharp(bytes), width, height).toBuffer();
  const { data } = await sharp(changed)
    .flatten()
    .toColourspace('srgb')
    .resize(HASHED_SIDE, HASHED_SIDE, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return perceptualHash(rasterOf(new Uint8Array(data)));
}

function rasterOf(data: Uint8Array) {
  return { width: HASHED_SIDE, height: HASHED_SIDE, channels: 3, depth: 8, data } as const;
}

function rasterBy(level: (x: number, y: number) => number) {
  const data = new Uint8Array(HASHED_SIDE * HASHED_SIDE * 3);
  data.forEach((_, i) => {
    const pixel = Math.floor(i / 3);
    data[i] = level(pixel % HASHED_SIDE, Math.floor(pixel / HASHED_SIDE));
  });
  return rasterOf(data);
}

const cropped =
  (share: number): Change =>
  (image, width, height) =>
    image.extract({
      left: Math.round((width * share) / 2),
      top: Math.round((height * share) / 2),
      width: Math.round(width * (1 - share)),
      height: Math.round(height * (1 - share)),
    });

describe('the hash of what an image shows', () => {
  it.each<[string, Change]>([
    ['encoded again', (image) => image.jpeg({ quality: 40 })],
    ['half as large', (image, width) => image.resize(Math.round(width / 2)).jpeg({ quality: 85 })],
    ['a thumbnail', (image) => image.resize(160).jpeg({ quality: 80 })],
    ['in other proportions', (image) => image.resize(640, 640, { fit: 'fill' })],
    ['brighter', (image) => image.linear(1.15, 8)],
    ['in grey', (image) => image.greyscale()],
    ['without a fiftieth of each side', cropped(0.02)],
  ])('is nearly the same for a photograph that is %s', async (_, change) => {
    for (const { name, bytes } of photos) {
      const [before, after] = await Promise.all([hashOf(bytes), hashOf(bytes, change)]);
      expect(hashDistance(before!, after!), name).toBeLessThanOrEqual(NEAR);
    }
  });

  it('differs for different photographs, and for a mirrored one', async () => {
    const all = await Promise.all(photos.map(({ bytes }) => hashOf(bytes)));
    const mirrored = await Promise.all(photos.map(({ bytes }) => hashOf(bytes, (image) => image.flop())));
    const distances = all.flatMap((a, i) => [
      ...all.slice(i + 1).map((b) => hashDistance(a!, b!)),
      hashDistance(a!, mirrored[i]!),
    ]);
    expect(Math.min(...distances)).toBeGreaterThan(NEAR);
  });

  it.each<[string, (x: number, y: number) => number]>([
    ['one colour', () => 77],
    ['a gradient', (x) => 3 * x],
    ['a shade that grows towards a corner', (x, y) => (x * y) >> 4],
    ['the noise of a codec', (x, y) => 100 + ((x * 7 + y * 13) % 2)],
  ])('does not exist for %s', (_, level) => {
    expect(perceptualHash(rasterBy(level))).toBeUndefined();
  });

  it('is that of the first sample of planes, and takes transparent pixels for black', () => {
    const level = (x: number, y: number) => (x * x * 3 + y * 41 + x * y) % 251;
    const grey = new Uint8Array(HASHED_SIDE ** 2).map((_, i) =>
      level(i % HASHED_SIDE, Math.floor(i / HASHED_SIDE)),
    );
    const frame = { width: HASHED_SIDE, height: HASHED_SIDE, channels: 1, depth: 8 } as const;
    const hash = perceptualHash({ ...frame, data: grey })!;
    const planes = { ...frame, planes: 2, data: new Uint8Array([...grey, ...new Uint8Array(grey.length)]) };
    expect(perceptualHash(planes)).toEqual(hash);
    const white = new Uint8Array(grey.length).fill(255);
    expect(perceptualHash({ ...frame, data: white, alpha: grey })).toEqual(hash);
  });

  it('is the same on every machine', () => {
    const hash = perceptualHash(rasterBy((x, y) => (x * x * 3 + y * 41 + x * y) % 251))!;
    expect([...hash].map((word) => word.toString(16).padStart(8, '0')).join('')).toMatchInlineSnapshot(
      `"834b3045d969ac9d8aba57aae85234c4305ae34dabaafaabdc2324ad0eda6b97"`,
    );
  });
});

it('bits are counted', () => {
  for (const word of [0, 1, 0xffffffff, 0x80000000, 0x12345678])
    expect(bitCount(word)).toBe(word.toString(2).replaceAll('0', '').length);
});
