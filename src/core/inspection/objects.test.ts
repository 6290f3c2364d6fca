import { describe, expect, it } from 'vitest';
import type { AnnotatedObject } from '../annotations/model.js';
import { describeObjects } from './objects.js';

function describeAll(...objects: readonly AnnotatedObject[]) {
  return describeObjects({ width: 200, height: 100, objects, labelMaps: [], tags: [] });
}

const box = (...corners: readonly [number, number, number, number]): AnnotatedObject => ({
  class: 'cat',
  box: corners,
});

describe('objects', () => {
  it('have the sizes of COCO, by the area of their most precise shape inside of the image', () => {
    const half = {
      rings: [
        [
          [0, 0],
          [40, 0],
          [0, 40],
        ] as const,
      ],
    };
    expect(
      describeAll(
        box(0, 0, 31, 33),
        box(0, 0, 32, 32),
        box(0, 0, 96, 96),
        { ...box(0, 0, 40, 40), polygons: [half] },
        box(190, 0, 240, 90),
      ).map(({ size }) => size),
    ).toEqual(['small', 'medium', 'large', 'small', 'small']);
  });

  it('have a centre in shares of the sides', () => {
    expect(describeAll(box(50, 25, 150, 50))[0]!.centre).toEqual([0.5, 0.375]);
  });

  it.each<[string, AnnotatedObject, string | undefined]>([
    ['beside the image', box(210, 10, 230, 30), 'outside'],
    ['above it', box(10, -30, 30, -10), 'outside'],
    ['of no width', box(10, 10, 10, 30), 'no size'],
    [
      'a polygon without area',
      {
        class: 'a',
        polygons: [
          {
            rings: [
              [
                [0, 0],
                [9, 9],
                [3, 3],
              ],
            ],
          },
        ],
      },
      'no size',
    ],
    [
      'an empty bitmap',
      { class: 'a', bitmap: { width: 200, height: 100, data: new Uint8Array(20_000) } },
      'no size',
    ],
    ['half outside', box(150, 10, 250, 30), 'beyond edge'],
    ['beyond the edge by a rounding', box(150, -0.6, 200.9, 30), undefined],
    ['inside', box(0, 0, 200, 100), undefined],
    [
      'a line, which has no area',
      {
        class: 'a',
        lines: [
          [
            [0, 0],
            [9, 9],
          ],
        ],
      },
      undefined,
    ],
    ['keypoints alone', { class: 'a', keypoints: [{ x: 3, y: 3, visibility: 2 }] }, undefined],
  ])('%s', (_, object, fault) => {
    expect(describeAll(object)[0]!.fault).toBe(fault);
  });

  it('are repeated where class and shapes are the same, and count once in two files', () => {
    const faults = (...objects: readonly AnnotatedObject[]) =>
      describeAll(...objects).map(({ fault }) => fault);
    const cat = box(0, 0, 40, 40);
    expect(faults(cat, cat, { ...cat, class: 'dog' })).toEqual([undefined, 'repeated', undefined]);
    expect(faults(cat, { ...cat, double: true })).toEqual([undefined]);
  });
});
