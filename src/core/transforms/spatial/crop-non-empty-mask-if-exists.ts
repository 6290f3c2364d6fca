import * as z from 'zod';
import type { Annotations, LabelMap } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import { side, wholeAt } from '../parameters.js';
import { defineTransform, type Scene } from '../transform.js';
import { requireRoom, showing } from './cropping.js';

const name = 'CropNonEmptyMaskIfExists';

export const cropNonEmptyMaskIfExists = defineTransform({
  name,
  group: 'spatial',
  summary:
    'Crops `height` × `width` pixels around a random pixel that a label map or the mask of an object labels; anywhere if there is none.',
  p: 1,
  schema: z.object({
    height: side.describe('Height of the crop in pixels.'),
    width: side.describe('Width of the crop in pixels.'),
    ignore_values: z
      .array(z.int().min(0).max(65_535))
      .nullable()
      .prefault(null)
      .describe('Values of label maps that count as empty, besides those of the background.'),
  }),
  refused: { ignore_channels: 'label maps have one channel' },
  sample({ height, width, ignore_values }, random, scene) {
    const advice = 'resize or pad the image before the crop';
    requireRoom(name, { x: 0, y: 0, width, height }, scene, advice);
    const [start, choice, across, down] = [0, 1, 2, 3].map(() => random.uniform(0, 1)) as Draws;
    const shown = shownPoints(scene, ignore_values ?? [], start);
    const point = shown[wholeAt(choice, 0, shown.length - 1)];
    const x = placedAround(point?.[0], across, width, scene.width);
    const y = placedAround(point?.[1], down, height, scene.height);
    return { sampled: { x, y }, operations: showing({ x, y, width, height }, scene) };
  },
});

type Draws = [start: number, choice: number, across: number, down: number];

/** Where the crop begins along an axis. */
function placedAround(position: number | undefined, share: number, length: number, total: number): number {
  if (position === undefined) return wholeAt(share, 0, total - length);
  const before = wholeAt(share, 0, length - 1);
  return Math.max(0, Math.min(total - length, Math.floor(position) - before));
}

/** As many of the labelled pixels are followed through the earlier steps, spaced evenly. */
const MOST_FOLLOWED = 1024;

/** Centres of labelled pixels that are visible now. @param start 0–1: with which pixel the evenly spaced ones begin */
function shownPoints({ annotations, origin }: Scene, ignored: readonly number[], start: number): Point[] {
  const labels = origin?.annotations ?? annotations;
  const points = spacedPixels(labelledPixels(labels, ignored), start).map((pixel): Point => [
    (pixel % labels.width) + 0.5,
    Math.floor(pixel / labels.width) + 0.5,
  ]);
  return (origin?.whereAre(points) ?? points).filter((point) => point !== undefined);
}

/** Indices of some of the pixels that are 1. Four of them are counted at once: their number is the highest byte of a product. */
function spacedPixels(isLabelled: Uint8Array, start: number): number[] {
  const fours = new Uint32Array(isLabelled.buffer);
  let labelled = 0;
  for (let i = 0; i < fours.length; i++) labelled += countOf(fours[i]!);
  const count = Math.min(labelled, MOST_FOLLOWED);
  const found: number[] = [];
  let [four, before, here] = [0, 0, countOf(fours[0]!)];
  while (found.length < count) {
    const wanted = Math.floor(((found.length + start) * labelled) / count);
    while (before + here <= wanted) {
      before += here;
      here = countOf(fours[++four]!);
    }
    found.push(nthLabelled(isLabelled, WORD * four, wanted - before));
  }
  return found;
}

const WORD = 4;

function countOf(four: number): number {
  return Math.imul(four, 0x01010101) >>> 24;
}

function nthLabelled(isLabelled: Uint8Array, from: number, n: number): number {
  let pixel = from;
  for (let rest = n; rest > 0 || isLabelled[pixel] === 0; pixel++) rest -= isLabelled[pixel]!;
  return pixel;
}

const MOST_VALUES = 65_536;

/** 1 for each pixel that any label map or bitmap labels; of whole words. */
function labelledPixels(
  { width, height, labelMaps, objects }: Annotations,
  ignored: readonly number[],
): Uint8Array {
  const pixels = width * height;
  const isLabelled = new Uint8Array(WORD * Math.ceil(pixels / WORD));
  for (const map of labelMaps) {
    const counts = new Uint8Array(MOST_VALUES).fill(1);
    for (const value of [...ignored, ...emptyValues(map)]) counts[value] = 0;
    markCounted(isLabelled, map.data, counts);
  }
  for (const { bitmap } of objects) {
    if (!bitmap) continue;
    for (let i = 0; i < pixels; i++) isLabelled[i]! |= bitmap.data[i]!;
  }
  return isLabelled;
}

/** Most pixels are like those before: four are compared at once where they lie in one word, and looked up where they differ. */
function markCounted(isLabelled: Uint8Array, data: Uint8Array | Uint16Array, counts: Uint8Array): void {
  const inWords = data instanceof Uint8Array && data.byteOffset % WORD === 0 ? data.length >> 2 : 0;
  const words = new Uint32Array(data.buffer, inWords && data.byteOffset, inWords);
  const marked = new Uint32Array(isLabelled.buffer);
  const four = new Uint8Array(WORD);
  const marks = new Uint32Array(four.buffer);
  for (let i = 0; i < words.length; i++) {
    if (i === 0 || words[i] !== words[i - 1])
      for (let pixel = 0; pixel < WORD; pixel++) four[pixel] = counts[data[WORD * i + pixel]!]!;
    marked[i]! |= marks[0]!;
  }
  for (let i = WORD * inWords; i < data.length; i++) isLabelled[i]! |= counts[data[i]!]!;
}

function emptyValues({ background = 0, ignored = [], void: unlabelled = background }: LabelMap): number[] {
  return [background, unlabelled, ...ignored];
}
