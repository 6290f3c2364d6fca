import type { LabelMap } from '../../annotations/model.js';

/** The pixels of one object, in whole pixels; right and bottom are exclusive. */
export interface Region {
  /** Its number in `RegionsOfMask.numbers`. */
  readonly number: number;
  /** The value of the semantic map that most of its pixels have. */
  readonly value: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface RegionsOfMask {
  readonly width: number;
  /** For each pixel the number of its region; 0: none. */
  readonly numbers: Int32Array;
  /** In the order of their first pixels. */
  readonly regions: readonly Region[];
}

/** A pixel without a region. */
const NONE = -1;

/**
 * Divides the pixels of classes into objects: by the values of the instance map, and where it has none, by connected
 * regions of one value. An instance whose pixels have no class is no object.
 */
export function findRegions(
  semantic: LabelMap,
  instances: LabelMap | undefined,
  isClass: (value: number) => boolean,
): RegionsOfMask {
  const numbers = numbersOf(joinPixels(semantic, instances, isClass));
  const { width, height, data } = semantic;
  const boxes: Box[] = [];
  numbers.forEach((number, pixel) => {
    if (number === 0) return;
    const box = (boxes[number - 1] ??= { left: width, top: height, right: 0, bottom: 0, counts: new Map() });
    extend(box, pixel % width, Math.floor(pixel / width));
    const value = data[pixel]!;
    if (isClass(value)) box.counts.set(value, (box.counts.get(value) ?? 0) + 1);
  });
  const regions = boxes.flatMap(({ counts, ...box }, i) => {
    const value = mostFrequent(counts);
    return value === undefined ? [] : [{ number: i + 1, value, ...box }];
  });
  return { width, numbers, regions };
}

/** @returns for each pixel an earlier one of its region, or itself; followed to its end, that is the region's first pixel */
function joinPixels(
  { width, height, data }: LabelMap,
  instances: LabelMap | undefined,
  isClass: (value: number) => boolean,
): Int32Array {
  const parents = new Int32Array(width * height).fill(NONE);
  const firstOf = new Map<number, number>();
  for (let pixel = 0; pixel < parents.length; pixel++) {
    const instance = instanceAt(instances, pixel);
    if (instance !== 0) {
      if (!firstOf.has(instance)) firstOf.set(instance, pixel);
      parents[pixel] = firstOf.get(instance)!;
      continue;
    }
    const value = data[pixel]!;
    if (!isClass(value)) continue;
    parents[pixel] = pixel;
    const x = pixel % width;
    const above = pixel - width;
    const joinIfSame = (other: number) => {
      if (other >= 0 && data[other] === value && instanceAt(instances, other) === 0)
        join(parents, pixel, other);
    };
    if (x > 0) joinIfSame(pixel - 1);
    if (x > 0) joinIfSame(above - 1);
    joinIfSame(above);
    if (x < width - 1) joinIfSame(above + 1);
  }
  return parents;
}

/** The pixel's value in the instance map; 0 if that has none for it. */
function instanceAt(instances: LabelMap | undefined, pixel: number): number {
  const value = instances?.data[pixel] ?? 0;
  return value === instances?.void ? 0 : value;
}

function join(parents: Int32Array, a: number, b: number): void {
  const [p, q] = [firstPixel(parents, a), firstPixel(parents, b)];
  parents[Math.max(p, q)] = Math.min(p, q);
}

function firstPixel(parents: Int32Array, pixel: number): number {
  let at = pixel;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

/** Regions are counted from 1 in the order of their first pixels. */
function numbersOf(parents: Int32Array): Int32Array {
  const numbers = new Int32Array(parents.length);
  let regions = 0;
  parents.forEach((parent, pixel) => {
    if (parent === NONE) return;
    numbers[pixel] = parent === pixel ? ++regions : numbers[firstPixel(parents, pixel)]!;
  });
  return numbers;
}

/** A region while it is measured. */
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** How many of its pixels have each value of a class. */
  readonly counts: Map<number, number>;
}

function extend(box: Box, x: number, y: number): void {
  box.left = Math.min(box.left, x);
  box.top = Math.min(box.top, y);
  box.right = Math.max(box.right, x + 1);
  box.bottom = Math.max(box.bottom, y + 1);
}

/** Of equally frequent values, the lowest. */
function mostFrequent(counts: ReadonlyMap<number, number>): number | undefined {
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  return first?.[0];
}
