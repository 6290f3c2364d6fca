import { describe, expect, it } from 'vitest';
import type { Operation } from '../plan/operations.js';
import { measureObject } from './measure.js';
import type { AnnotatedObject, Visibility } from './model.js';
import { followOperations } from './region.js';
import { cover, crop, SIZE } from './testing/labels.js';

function extentOf(object: Partial<AnnotatedObject>, ...operations: Operation[]) {
  const extent = measureObject({ class: 'a', ...object }, followOperations(SIZE, operations));
  if (!extent) return undefined;
  const { original, shown, visible } = extent;
  return { original, shown, visible };
}

const pointAt = (x: number, visibility: Visibility = 2) => ({ x, y: 10, visibility });
const HALVES = cover([[0, 0, 50, 100]], { hides: false, removesKeypoints: true });

describe('the extent of a bitmap', () => {
  const data = new Uint8Array(10_000);
  for (let y = 40; y < 60; y++) data.fill(1, y * 100 + 40, y * 100 + 60);
  const bitmap = { ...SIZE, data };

  it.each([
    ['a crop from above', 200, crop(0, 50, 100, 50)],
    ['a crop from below', 200, crop(0, 0, 100, 50)],
    ['a window beside the image', 0, crop(-50, 0, 30, 100)],
    ['a window at the other side', 0, crop(120, 0, 30, 100)],
  ])('counts what %s leaves', (_, shown, operation) => {
    expect(extentOf({ bitmap }, operation)).toEqual({ original: 400, shown, visible: shown });
  });

  it('does not count what a fill covers of what is shown', () => {
    const middle = cover([[50, 45, 55, 50]]);
    expect(extentOf({ bitmap }, crop(42, 0, 58, 100), cover([[8, 45, 13, 50]]))).toEqual({
      original: 400,
      shown: 360,
      visible: 335,
    });
    expect(extentOf({ bitmap }, middle, middle)!.visible).toBe(375);
  });
});

describe('the extent of lines', () => {
  const lines = [[[5, 5], [5, 5]], [[10, 10], [60, 10]]] as const; // prettier-ignore

  it('is their length', () => {
    expect(extentOf({ lines }, crop(0, 0, 40, 100), cover([[20, 0, 30, 100]]))).toEqual({
      original: 50,
      shown: 30,
      visible: 20,
    });
  });

  it('gives way to keypoints where the lines have none', () => {
    expect(extentOf({ lines: [lines[0]], keypoints: [pointAt(10), pointAt(20)] })!.original).toBe(2);
  });
});

describe('the extent of keypoints', () => {
  const keypoints = [pointAt(10), pointAt(70), pointAt(90), pointAt(20, 0), pointAt(-5)];

  it('counts those that are labelled, in the image, and not removed by a fill', () => {
    expect(extentOf({ keypoints }, crop(0, 0, 80, 100), HALVES)).toEqual({
      original: 3,
      shown: 2,
      visible: 1,
    });
  });

  it('counts those that a fill hides', () => {
    expect(extentOf({ keypoints }, cover([[0, 0, 50, 100]]))!.visible).toBe(3);
  });

  it('is missing where none is labelled', () => {
    expect(extentOf({ keypoints: [pointAt(10, 0)] })).toBeUndefined();
  });
});

describe('the extent of a box', () => {
  it('does not shrink below a fill that takes keypoints alone', () => {
    expect(extentOf({ box: [0, 0, 100, 10] }, HALVES)!.visible).toBe(1000);
  });

  it('is what several fills leave', () => {
    const two = [cover([[0, 0, 10, 10]]), cover([[90, 0, 100, 10]])]; // prettier-ignore
    expect(extentOf({ box: [0, 0, 100, 10] }, ...two)!.visible).toBe(800);
  });
});
