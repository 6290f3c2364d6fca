import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Annotations } from '../../src/core/annotations/model.js';
import type { Box, Frame, Point } from '../../src/core/geometry/types.js';
import { moveAnnotations } from '../../src/core/annotations/move.js';
import { isGeometric } from '../../src/core/plan/operations.js';
import { compile } from '../../src/core/engine/compile.js';
import { apply } from '../../src/core/geometry/matrix.js';
import { operationMatrix } from '../../src/core/plan/operation-matrix.js';
import type { Raster } from '../../src/core/engine/raster.js';
import { Engine } from '../../src/core/engine/run.js';
import type { Operation } from '../../src/core/plan/operations.js';
import { Stream } from '../../src/core/plan/stream.js';
import { catalogue, type EntryName } from '../../src/core/transforms/catalogue.js';
import { QueuedRandom } from '../../src/core/transforms/testing/queued-random.js';
import { correlation, deviation, mean } from '../../src/core/transforms/testing/statistics.js';
import type { Scene, Transform } from '../../src/core/transforms/transform.js';

/**
 * Every transform against what Albumentations 2.0.8 (with OpenCV 4.11) makes of the same image and labels;
 * test/reference/make_transform_reference.py made the files, and says where it had to take another reference.
 */
interface Case {
  readonly transform: EntryName;
  readonly parameters: object;
  readonly draws: readonly unknown[];
  readonly agreement: keyof typeof AGREEMENTS | 'statistics' | 'stripes';
  readonly image: string;
  readonly mask: string;
  /** Null: filtered out. */
  readonly boxes: readonly (Box | null)[];
  /** Null: upstream's are half a pixel off their image, and not compared. */
  readonly keypoints: readonly (readonly [number, number])[] | null;
  readonly statistics?: Statistics;
  readonly stripes?: Stripes;
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
  nearest: { mean: 0.01, most: 255 },
  resize: { mean: 0.15, most: 1 },
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
  // torchvision computes HSV in single precision; ours has 8 bits, and hues in steps of 2°.
  hue: { mean: 0.75, most: 6 },
  // The same tables; another build of the encoder.
  jpeg: { mean: 0.1, most: 4 },
} as const;

/** Share of a mask's pixels that may differ: those whose centre comes to lie on, or within 1/32 of, a pixel's edge. */
const MASK_SHARES: Partial<Record<Case['agreement'], number>> = {
  linear: 0.01,
  cubic: 0.01,
  nearest: 0.01,
  resize: 0.011,
  torch: 0.011,
};
/** Pixels. Upstream moves labels in single precision. */
const LABEL_TOLERANCE = 2e-3;

const folder = new URL('../golden/transforms/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, folder));
const references = JSON.parse(readFileSync(path('references.json'), 'utf8')) as {
  readonly boxes: readonly Box[];
  readonly keypoints: readonly (readonly [number, number])[];
  readonly cases: readonly Case[];
};
const imageCases = references.cases.filter(({ agreement }) => agreement in AGREEMENTS);
const striped = references.cases.filter(({ stripes }) => stripes !== undefined);
const noises = references.cases.filter(({ statistics }) => statistics !== undefined);

const engine = new Engine();
let sourceImage: Raster;
let mask: Raster;
/** The JPEG round trip of the case at hand: the engine waits for no decoder. */
let recoded: Raster;

beforeAll(async () => {
  sourceImage = await readPng('source.png');
  mask = await readPng('source.mask.png', 1);
});

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

function labels(): Annotations {
  const { width, height } = sourceImage;
  const boxes = references.boxes.map((box, index) => ({ class: `box ${index}`, box }));
  const points = references.keypoints.map(([x, y], index) => ({
    class: `point ${index}`,
    keypoints: [{ x: x + 0.5, y: y + 0.5, visibility: 2 as const }],
  }));
  return { width, height, objects: [...boxes, ...points], labelMaps: [], tags: [] };
}

function sampleCase({ transform, parameters, draws }: Case): readonly Operation[] {
  const entry = catalogue[transform] as Transform;
  const annotations = { ...labels(), objects: labels().objects.filter(({ box }) => box !== undefined) };
  const scene: Scene = { width: sourceImage.width, height: sourceImage.height, channels: 3, annotations };
  const random = new QueuedRandom(draws);
  const { operations } = entry.sample(entry.schema.parse(parameters), random, scene);
  expect(random.left).toBe(0);
  return operations;
}

function runOnImage(operations: readonly Operation[], source: Raster): Raster {
  const surface = engine.load(source);
  const made = engine.run(compile(operations, source), surface, { recode: () => recoded });
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

function differences(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  expect(a.length).toBe(b.length);
  return Array.from(a, (value, index) => Math.abs(value - b[index]!));
}

const titled = (cases: readonly Case[]) =>
  cases.map(
    (one) =>
      [`${one.transform} ${JSON.stringify(one.parameters)} ${JSON.stringify(one.draws)}`, one] as const,
  );

describe('images', () => {
  it.each(titled(imageCases))('%s', async (_title, one) => {
    const [operation] = sampleCase(one);
    if (operation?.kind === 'recode') recoded = await jpegOf(sourceImage, operation.quality);
    const made = runOnImage(sampleCase(one), sourceImage);
    const expected = await readPng(one.image);
    expect([made.width, made.height]).toEqual([expected.width, expected.height]);
    const off = differences(made.data, expected.data);
    const allowed = AGREEMENTS[one.agreement as keyof typeof AGREEMENTS];
    expect(mean(off)).toBeLessThanOrEqual(allowed.mean);
    expect(off.reduce((a, b) => Math.max(a, b), 0)).toBeLessThanOrEqual(allowed.most);
  });
});

describe('masks', () => {
  it.each(titled(imageCases))('%s', async (_title, one) => {
    const expected = await readPng(one.mask, 1);
    const wrong = differences(runMask(sampleCase(one)), expected.data).filter((value) => value > 0);
    const allowed = MASK_SHARES[one.agreement] ?? 0;
    expect(wrong.length / expected.data.length).toBeLessThanOrEqual(allowed);
  });
});

describe('boxes and keypoints', () => {
  it.each(titled(imageCases))('%s', (_title, one) => {
    const operations = sampleCase(one);
    const { annotations } = moveAnnotations(labels(), operations);
    const find = (name: string) => annotations.objects.find((object) => object.class === name);
    one.boxes.forEach((box, index) => {
      const hull = clippedHull(references.boxes[index]!, operations);
      const moved = find(`box ${index}`)?.box;
      expect(hull === null).toBe(box === null);
      if (box === null || hull === null) {
        expect(moved).toBeUndefined();
        return;
      }
      expect(Math.max(...differences(hull, box))).toBeLessThan(LABEL_TOLERANCE);
      // Upstream clips the hull of the corners; we take the hull of what is left of them, which may be smaller.
      const slack = moved!.map((value, side) => (side < 2 ? value - box[side]! : box[side]! - value));
      expect(Math.min(...slack)).toBeGreaterThan(-LABEL_TOLERANCE);
    });
    one.keypoints?.forEach(([x, y], index) => {
      const [left, top] = [x + 0.5, y + 0.5];
      const moved = find(`point ${index}`)?.keypoints?.[0];
      const inside = left >= 0 && top >= 0 && left <= annotations.width && top <= annotations.height;
      expect(moved !== undefined).toBe(inside);
      if (moved)
        expect(Math.max(...differences([moved.x, moved.y], [left, top]))).toBeLessThan(LABEL_TOLERANCE);
    });
  });
});

/** As upstream moves boxes: the hull of the moved corners, clipped to the frame; null where nothing is left. */
function clippedHull([x0, y0, x1, y1]: Box, operations: readonly Operation[]): Box | null {
  let frame: Frame = sourceImage;
  let corners: readonly Point[] = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
  for (const operation of operations.filter(isGeometric)) {
    const step = operationMatrix(operation, frame);
    corners = corners.map((corner) => apply(step.matrix, corner));
    frame = step.frame;
  }
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const left = Math.max(0, Math.min(...xs));
  const top = Math.max(0, Math.min(...ys));
  const right = Math.min(frame.width, Math.max(...xs));
  const bottom = Math.min(frame.height, Math.max(...ys));
  return right > left && bottom > top ? [left, top, right, bottom] : null;
}

describe('noise: the same statistics', () => {
  it.each(titled(noises))('%s', (_title, one) => {
    const [width, height] = [320, 224];
    const grey: Raster = {
      width,
      height,
      channels: 3,
      depth: 8,
      data: new Uint8Array(width * height * 3).fill(128),
    };
    const entry = catalogue.GaussNoise;
    const scene: Scene = { width, height, channels: 3, annotations: { ...labels(), width, height } };
    const { operations } = entry.sample(entry.schema.parse(one.parameters), new Stream([1, 2, 3, 4]), scene);
    const difference = Array.from(runOnImage(operations, grey).data, (value) => value - 128);
    const channel = (which: number) => difference.filter((_, index) => index % 3 === which);
    const [red, green] = [channel(0), channel(1)];
    const neighbours = red.filter((_, index) => index % width < width - 1);
    const followers = red.filter((_, index) => index % width > 0);
    const expected = one.statistics!;
    expect(Math.abs(mean(difference) - expected.mean)).toBeLessThan(0.2);
    expect(deviation(difference) / expected.std).toBeGreaterThan(0.97);
    expect(deviation(difference) / expected.std).toBeLessThan(1.03);
    expect(Math.abs(correlation(red, green) - expected.channelCorrelation)).toBeLessThan(0.03);
    expect(Math.abs(correlation(neighbours, followers) - expected.neighbourCorrelation)).toBeLessThan(0.03);
  });
});

describe('noise on stripes of one colour: the same statistics', () => {
  const [side, stripe] = [400, 100];
  const colours = [24, 90, 160, 230].map((level) => [level, level + 15, level - 20]);
  const colourAt = (index: number) => colours[Math.floor((Math.floor(index / 3) % side) / stripe)]!;
  const data = Uint8Array.from({ length: 3 * side * side }, (_, index) => colourAt(index)[index % 3]!);
  const raster: Raster = { width: side, height: side, channels: 3, depth: 8, data };

  it.each(titled(striped))('%s', (_title, one) => {
    const entry = catalogue[one.transform] as Transform;
    const scene: Scene = { ...labels(), width: side, height: side, channels: 3, annotations: labels() };
    const { operations } = entry.sample(entry.schema.parse(one.parameters), new Stream([1, 2, 3, 4]), scene);
    const made = runOnImage(operations, raster).data;
    for (const [number, colour] of colours.entries()) {
      for (const channel of [0, 1, 2]) {
        const changes = Array.from({ length: side * stripe }, (_, i) => {
          const pixel = Math.floor(i / stripe) * side + number * stripe + (i % stripe);
          return made[3 * pixel + channel]! - colour[channel]!;
        });
        const [expectedMean, expectedStd] = [one.stripes!.means, one.stripes!.stds].map(
          (values) => values[number]![channel]!,
        ) as [number, number];
        expect(Math.abs(mean(changes) - expectedMean)).toBeLessThan(0.15 + expectedStd / 25);
        expect(Math.abs(deviation(changes) - expectedStd)).toBeLessThan(0.15 + expectedStd / 25);
      }
    }
  });
});

it('has a reference for every transform of the catalogue', () => {
  const covered = new Set(references.cases.map(({ transform }) => transform));
  const transforms = Object.values(catalogue).filter(({ group }) => group !== 'control');
  expect(transforms.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});
