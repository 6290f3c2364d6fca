import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Box } from '../../src/core/geometry/types.js';
import { mean } from '../../src/core/transforms/testing/statistics.js';
import { AGREEMENTS, type Agreement, type Distance } from './agreements.js';
import type { MovedLabels } from './labels.js';
import { differences, madeBy, rasterOf } from './running.js';
import type { Choice, ReferenceSource } from './running.js';

/**
 * Every transform against what Albumentations 2.0.8 (with OpenCV 5) makes of the same small image and labels;
 * test/reference/make_transform_reference.py made the files, and says where it had to take another reference.
 */
interface Case extends Choice {
  readonly agreement: string;
}

/** Of which the images are compared. */
export interface ImageCase extends Case, MovedLabels {
  readonly agreement: Agreement;
  readonly image: string;
  readonly mask: string;
}

/** Of random pixels, which have one of these. */
export interface RandomCase extends Case {
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

/** Of displacements along x, in pixels, over distances of 5 and 10 pixels. */
interface FieldStatistics {
  readonly std: number;
  /** Along y, where that is another one. */
  readonly stdY?: number;
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

const folder = new URL('../golden/transforms/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, folder));
const references = JSON.parse(readFileSync(path('references.json'), 'utf8')) as {
  readonly boxes: readonly Box[];
  readonly keypoints: readonly (readonly [number, number])[];
  readonly cases: readonly (ImageCase | RandomCase)[];
};
export const imageCases = references.cases.filter((one): one is ImageCase => isOfImages(one));
export const randomCases = references.cases.filter((one): one is RandomCase => !isOfImages(one));

function isOfImages({ agreement }: Case): boolean {
  return agreement in AGREEMENTS;
}

export const source: ReferenceSource = {
  image: await rasterOf(sharp(path('source.png')), 3),
  mask: await rasterOf(sharp(path('source.mask.png')), 1),
  boxes: references.boxes,
  keypoints: references.keypoints,
};

export async function distanceOf(one: ImageCase): Promise<Distance> {
  const made = await madeBy(one, source);
  const expected = await rasterOf(sharp(path(one.image)), 3);
  if (made.image.width !== expected.width || made.image.height !== expected.height)
    throw new Error(
      `${made.image.width} × ${made.image.height}, expected ${expected.width} × ${expected.height}`,
    );
  const off = differences(made.image.data, expected.data);
  const expectedMask = await rasterOf(sharp(path(one.mask)), 1);
  const wrong = differences(made.mask, expectedMask.data).filter((value) => value > 0);
  return {
    mean: mean(off),
    most: off.reduce((most, value) => Math.max(most, value), 0),
    mask: wrong.length / expectedMask.data.length,
  };
}
