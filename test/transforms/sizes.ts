import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Raster } from '../../src/core/engine/raster.js';
import { mean } from '../../src/core/transforms/testing/statistics.js';
import type { Agreement, Distance } from './agreements.js';
import type { MovedLabels } from './labels.js';
import { differences, madeBy, rasterOf } from './running.js';
import type { Choice, ReferenceSource } from './running.js';

/** On images of 640 × 480 and of 333 × 217 pixels. */
export type LargeFrame = 'vga' | 'odd';

/** Of the result, samples are kept; `width`, `height` and `channels` are those of the result. */
export interface SampledCase extends Choice, MovedLabels {
  readonly frame: LargeFrame;
  readonly channels: 1 | 3;
  readonly width: number;
  readonly height: number;
  readonly agreement: Agreement;
  readonly image: Uint8Array;
  readonly mask: Uint8Array;
}

/** As in test/reference/transforms/files.py, which keeps the samples at the same positions. */
const SAMPLES = 2400;
const ON_EDGES = 400;
const GOLDEN_RATIO = 0x9e3779b1;

const path = (name: string) => fileURLToPath(new URL(`../golden/sizes/${name}`, import.meta.url));
const references = JSON.parse(readFileSync(path('references.json'), 'utf8')) as {
  readonly frames: Readonly<Record<LargeFrame, Pick<ReferenceSource, 'boxes' | 'keypoints'>>>;
  readonly cases: readonly Omit<SampledCase, 'image' | 'mask'>[];
};

export const sampledCases: readonly SampledCase[] = withSamples();

/** The samples of a transform's cases follow one another: of each, the image's and the label map's. */
function withSamples(): SampledCase[] {
  const left = new Map<string, Uint8Array>();
  return references.cases.map((one) => {
    const samples = left.get(one.transform) ?? inflateSync(readFileSync(path(`${one.transform}.bin`)));
    left.set(one.transform, samples.subarray(2 * SAMPLES));
    return { ...one, image: samples.subarray(0, SAMPLES), mask: samples.subarray(SAMPLES, 2 * SAMPLES) };
  });
}

const images: Readonly<Record<LargeFrame, Raster>> = {
  vga: mirrored(await photograph('astronaut.png', 0, 0, 512, 480), 640),
  odd: await photograph('coffee.png', 130, 100, 333, 217),
};

function photograph(name: string, left: number, top: number, width: number, height: number): Promise<Raster> {
  const file = fileURLToPath(new URL(`../../raw-images/${name}`, import.meta.url));
  return rasterOf(sharp(file).removeAlpha().extract({ left, top, width, height }), 3);
}

/** Wider, by what a mirror at the right edge shows. */
function mirrored({ width, height, data }: Raster, wider: number): Raster {
  const shown = (x: number) => (x < width ? x : 2 * width - 1 - x);
  const made = Uint8Array.from({ length: wider * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % wider, Math.floor(i / 3 / wider)];
    return data[(y * width + shown(x)) * 3 + (i % 3)]!;
  });
  return { width: wider, height, channels: 3, depth: 8, data: made };
}

const sources = new Map<string, ReferenceSource>();

/** Of a grey image, the greens. */
export function sourceOf({ frame, channels }: SampledCase): ReferenceSource {
  const name = `${frame} ${channels}`;
  const known = sources.get(name) ?? makeSource(frame, channels);
  sources.set(name, known);
  return known;
}

function makeSource(frame: LargeFrame, channels: 1 | 3): ReferenceSource {
  const image = images[frame];
  const { width, height } = image;
  const green = Uint8Array.from({ length: width * height }, (_, i) => image.data[3 * i + 1]!);
  return {
    image: channels === 3 ? image : { width, height, channels, depth: 8, data: green },
    mask: { width, height, channels: 1, depth: 8, data: shapes(width, height) },
    ...references.frames[frame],
  };
}

/** A label map: an ellipse and a rectangle. */
function shapes(width: number, height: number): Uint8Array {
  const [a, b] = [Math.floor(width / 5), Math.floor(height / 4)];
  const [left, top] = [Math.floor(width / 3), Math.floor(height / 3)];
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const isBeside = x >= Math.floor((width * 11) / 20) && x < Math.floor((width * 7) / 8);
    if (isBeside && y >= Math.floor((height * 2) / 5) && y < Math.floor((height * 6) / 7)) return 2;
    return ((x - left) * b) ** 2 + ((y - top) * a) ** 2 <= (a * b) ** 2 ? 1 : 0;
  });
}

/** Of the kept samples: the first evenly along the edges, the others all over the image. */
function positions(width: number, height: number, channels: number): number[] {
  return Array.from({ length: SAMPLES }, (_, index) => {
    if (index >= ON_EDGES)
      return Math.floor(
        ((Math.imul(index - ON_EDGES + 1, GOLDEN_RATIO) >>> 0) * width * height * channels) / 2 ** 32,
      );
    const [x, y] = onEdge(Math.floor((index * 2 * (width + height)) / ON_EDGES), width, height);
    return (y * width + x) * channels + (index % channels);
  });
}

function onEdge(along: number, width: number, height: number): [x: number, y: number] {
  if (along < 2 * width) return [along % width, along < width ? 0 : height - 1];
  const beside = along - 2 * width;
  return [beside < height ? 0 : width - 1, beside % height];
}

export async function sampledDistance(one: SampledCase): Promise<Distance> {
  const made = await madeBy(one, sourceOf(one));
  const { width, height, channels } = made.image;
  const [size, expected] = [
    [width, height, channels],
    [one.width, one.height, one.channels],
  ].map((sides) => sides.join(' × ')) as [string, string];
  if (size !== expected) throw new Error(`${one.transform}: ${size}, expected ${expected}`);
  const sampled = (data: ArrayLike<number>, count: number) =>
    positions(width, height, count).map((position) => data[position]!);
  const off = differences(sampled(made.image.data, channels), one.image);
  const wrong = differences(sampled(made.mask, 1), one.mask).filter((value) => value > 0);
  return { mean: mean(off), most: Math.max(...off), mask: wrong.length / SAMPLES };
}
