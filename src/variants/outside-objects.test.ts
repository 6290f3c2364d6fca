import { describe, expect, it } from 'vitest';
import type { AnnotatedObject } from '../core/annotations/model.js';
import { outsideProblems } from './outside-objects.js';

const problems = (...objects: AnnotatedObject[]) =>
  outsideProblems({ width: 64, height: 48, objects, labelMaps: [], tags: [] }, 'a.json');

describe('objects outside their image', () => {
  it.each<[string, AnnotatedObject]>([
    ['a box beside it', { class: 'cat', box: [300, 5, 340, 20] }],
    ['a box that touches its edge', { class: 'cat', box: [64, 0, 80, 48] }],
    ['a polygon above it', { class: 'cat', polygons: [{ rings: [[[1, -9], [20, -9], [9, -1]]] }] }], // prettier-ignore
  ])('are named: %s', (_, object) => {
    expect(problems({ class: 'dog', box: [1, 1, 9, 9] }, object)).toEqual([
      {
        file: 'a.json',
        reason:
          '1 of 2 objects outside the image of 64 × 48, the first of class cat: are the labels for another size?',
        severity: 'warning',
      },
    ]);
  });

  it('are doubted where all lie within the first pixel, as fractions would', () => {
    const [small, large] = [
      { class: 'cat', box: [0.2, 0.2, 0.6, 0.7] },
      { class: 'cat', box: [0, 0, 1, 2] },
    ] as const;
    expect(problems(small, small)).toMatchObject([
      { reason: expect.stringMatching(/^all boxes lie within/) as string },
    ]);
    expect(problems(small, large)).toEqual([]);
  });

  it('are none where a part lies inside, or there is no extent', () => {
    expect(problems({ class: 'cat', box: [-5, -5, 1, 1] })).toEqual([]);
    expect(problems({ class: 'cat', keypoints: [{ x: 90, y: 90, visibility: 2 }] })).toEqual([]);
    expect(problems()).toEqual([]);
  });
});
