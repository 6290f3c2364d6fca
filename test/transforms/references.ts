import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Annotations } from '../../src/core/annotations/model.js';
import type { Box } from '../../src/core/geometry/types.js';
import { compile } from '../../src/core/engine/compile.js';
import type { Raster } from '../../src/core/engine/raster.js';
import { Engine } from '../../src/core/engine/run.js';
import type { Operation } from '../../src/core/plan/operations.js';
import { catalogue, type EntryName } from '../../src/core/transforms/catalogue.js';
import { QueuedRandom } from '../../src/core/transforms/testing/queued-random.js';
import { mean } from '../../src/core/transforms/testing/statistics.js';
import type { Scene, Transform } from '../../src/core/transforms/transform.js';

/**
 * Every transform against what Albumentations 2.0.8 (with OpenCV 4.11) makes of the same image and labels;
 * test/reference/make_transform_reference.py made the files, and says where it had to take another reference.
 */
export interface Case {
  readonly transform: EntryName;
  readonly parameters: object;
  readonly draws: readonly unknown[];
  readonly agreement: keyof typeof AGREEMENTS | 'statistics' | 'stripes' | 'layers' | 'profile';
  readonly image: string;
  readonly mask: string;
  /** Null: filtered out. */
  readonly boxes: readonly (Box | null)[];
  /** Null: upstream's are half a pixel off their image, and not compared. */
  readonly keypoints: readonly (readonly [number, number])[] | null;
  readonly statistics?: Statistics;
  readonly stripes?: Stripes;
  readonly field?: FieldStatistics;
  /** Mean levels of the columns around an edge. */
  readonly profile?: readonly number[];
  readonly layer?: LayerStatistics;
}

/** Of the changes of an image of one colour, in levels. */
export interface LayerStatistics {
  /** The share of the pixels that changed. */
  readonly changed: number;
  /** Of each channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The mean difference between the changes of neighbours in a row. */
  readonly step: number;
  /** The mean of the greatest change of a pixel's channels. */
  readonly greatest: number;
}

/** Of displacements, in pixels, over distances of 5 and 10 pixels. */
interface FieldStatistics {
  readonly std: number;
  readonly correlation: readonly [number, number];
  readonly axesCorrelation: number;
}

/** Of the change of each channel, on each stripe. */
interface Stripes {
  readonly means: readonly (readonly number[])[];
  readonly stds: readonly (readonly number[])[];
}

interface Statistics {
  readonly mean: number;
  readonly std: number;
  readonly channelCorrelation: number;
  readonly neighbourCorrelation: number;
}

/** How far levels may differ: the mean over all samples, and the most. */
const AGREEMENTS = {
  exact: { mean: 0, most: 0 },
  // OpenCV's warps work in 1/32 of a pixel, its resizes in 1/2048, its blurs in 1/256 of a weight.
  linear: { mean: 0.25, most: 5 },
  cubic: { mean: 0.25, most: 5 },
  lanczos: { mean: 0.25, most: 5 },
  nearest: { mean: 0.01, most: 255 },
  resize: { mean: 0.15, most: 1 },
  // The label map lies at pixel centres, without the rounding of linear_exact.
  centres: { mean: 0, most: 0 },
  area: { mean: 0.02, most: 1 },
  // torchvision rounds the weights of 8-bit images.
  torch: { mean: 0.25, most: 1 },
  blur: { mean: 0.01, most: 1 },
  // Upstream's blurred image is not rounded to levels before it is compared with the threshold.
  unsharp: { mean: 0.3, most: 9 },
  // OpenCV takes the even level where a sum lies half way between two.
  halves: { mean: 0.17, most: 1 },
  // OpenCV rounds the luma before it is mixed in, and the weights of a colour matrix to 1/1024.
  weighted: { mean: 0.12, most: 1 },
  // Conversions to 8-bit HSV and back.
  hsv: { mean: 0.16, most: 1 },
  // torchvision rounds the luma, and what it mixes with it, down.
  luma: { mean: 0.2, most: 1 },
  // Pillow rounds the luma and the mean, and what it mixes with them, down; it leaves the outermost pixels as they are.
  pillow: { mean: 0.5, most: 1 },
  smooth: { mean: 1.5, most: 80 },
  // OpenCV fills polygons with their outlines.
  outlines: { mean: 2, most: 150 },
  // OpenCV rounds the lightness to levels: one that lies at a jump of the curve goes either way.
  lightness: { mean: 0.55, most: 80 },
  // Upstream's glow has steps of ten pixels.
  glow: { mean: 1.7, most: 50 },
  // Upstream cuts levels off.
  truncated: { mean: 0.55, most: 1 },
  // torchvision computes HSV in single precision; ours has 8 bits, and hues in steps of 2°.
  hue: { mean: 0.75, most: 6 },
  // The same tables; another build of the encoder.
  jpeg: { mean: 0.1, most: 4 },
} as const;

/** Share of a mask's pixels that may differ: those whose centre comes to lie on, or within 1/32 of, a pixel's edge. */
const MASK_SHARES: Partial<Record<Case['agreement'], number>> = {
  linear: 0.01,
  cubic: 0.01,
  lanczos: 0.01,
  nearest: 0.01,
  resize: 0.011,
  centres: 0.011,
  torch: 0.011,
};

const folder = new URL('../golden/transforms/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, folder));
export const references = JSON.parse(readFileSync(path('references.json'), 'utf8')) as {
  readonly boxes: readonly Box[];
  readonly keypoints: readonly (readonly [number, number])[];
  readonly cases: readonly Case[];
};
export const imageCases = references.cases.filter(({ agreement }) => agreement in AGREEMENTS);

const engine = new Engine();
export const sourceImage = await readPng('source.png');
const mask = await readPng('source.mask.png', 1);

async function readPng(name: string, channels: 1 | 3 = 3): Promise<Raster> {
  const image = sharp(path(name)).toColourspace(channels === 1 ? 'b-w' : 'srgb');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels, depth: 8, data: new Uint8Array(data) };
}

async function jpegOf({ width, height, data }: Raster, quality: number): Promise<Raster> {
  const encoded = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  return {
    width,
    height,
    channels: 3,
    depth: 8,
    data: new Uint8Array(await sharp(encoded).raw().toBuffer()),
  };
}

export function labels(): Annotations {
  const { width, height } = sourceImage;
  const boxes = references.boxes.map((box, index) => ({ class: `box ${index}`, box }));
  const points = references.keypoints.map(([x, y], index) => ({
    class: `point ${index}`,
    keypoints: [{ x: x + 0.5, y: y + 0.5, visibility: 2 as const }],
  }));
  return { width, height, objects: [...boxes, ...points], labelMaps: [], tags: [] };
}

export function sampleCase({ transform, parameters, draws }: Case): readonly Operation[] {
  const entry = catalogue[transform] as Transform;
  const { width, height, data } = mask;
  const labelMap = { kind: 'semantic', name: 'mask', width, height, data } as const;
  const objects = labels().objects.filter(({ box }) => box !== undefined);
  const annotations = { ...labels(), objects, labelMaps: [labelMap] };
  const scene: Scene = { width: sourceImage.width, height: sourceImage.height, channels: 3, annotations };
  const random = new QueuedRandom(draws);
  const { operations } = entry.sample(entry.schema.parse(parameters), random, scene);
  if (random.left > 0) throw new Error(`${transform} left ${random.left} draws`);
  return operations;
}

/** @param recoded what an encoder's round trip gives: the engine waits for no decoder */
export function runOnImage(operations: readonly Operation[], source: Raster, recoded?: Raster): Raster {
  const surface = engine.load(source);
  const made = engine.run(compile(operations, source), surface, { recode: () => recoded! });
  const { width, height, channels } = made;
  const result: Raster = { width, height, channels, depth: 8, data: Uint8Array.from(made.data) };
  engine.free(made);
  engine.free(surface);
  return result;
}

function runMask(operations: readonly Operation[]): Uint8Array | Uint16Array {
  const { width, height, data } = mask;
  const labelMap = { kind: 'semantic', name: 'mask', width, height, data } as const;
  return engine.runLabelMap(compile(operations, mask), labelMap).data;
}

export function differences(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  if (a.length !== b.length) throw new Error(`${a.length} numbers, expected ${b.length}`);
  return Array.from(a, (value, index) => Math.abs(value - b[index]!));
}

/** How far an image and its label map are from the reference. */
export interface Distance {
  /** In levels: over all samples, and the most. */
  readonly mean: number;
  readonly most: number;
  /** The share of the pixels of the label map that differ. */
  readonly mask: number;
}

export async function distanceOf(one: Case): Promise<Distance> {
  const operations = sampleCase(one);
  const [operation] = operations;
  const recoded = operation?.kind === 'recode' ? await jpegOf(sourceImage, operation.quality) : undefined;
  const made = runOnImage(operations, sourceImage, recoded);
  const expected = await readPng(one.image);
  if (made.width !== expected.width || made.height !== expected.height)
    throw new Error(`${made.width} × ${made.height}, expected ${expected.width} × ${expected.height}`);
  const off = differences(made.data, expected.data);
  const expectedMask = await readPng(one.mask, 1);
  const wrong = differences(runMask(operations), expectedMask.data).filter((value) => value > 0);
  return {
    mean: mean(off),
    most: off.reduce((most, value) => Math.max(most, value), 0),
    mask: wrong.length / expectedMask.data.length,
  };
}

export function allowedFor({ agreement }: Case): Distance {
  const { mean, most } = AGREEMENTS[agreement as keyof typeof AGREEMENTS];
  return { mean, most, mask: MASK_SHARES[agreement] ?? 0 };
}
