import { describe, expect, it } from 'vitest';
import { LabelError } from '../errors.js';
import type { Json } from '../json.js';
import { annotationsFromJson, annotationsToJson } from './json.js';
import type { Annotations } from './model.js';

const ANNOTATIONS: Annotations = {
  width: 3,
  height: 2,
  objects: [
    {
      class: 'cat',
      twin: 1,
      dataset: 'cats.json',
      double: true,
      box: [0.5, 0, 2, 2],
      orientedBox: [[0, 0], [2, 0], [2, 2], [0, 2]], // prettier-ignore
      polygons: [{ rings: [[[0, 0], [2, 0], [2, 2]]] }], // prettier-ignore
      lines: [[[0, 0], [3, 1.25]]], // prettier-ignore
      keypoints: [
        { x: 1, y: 1, visibility: 2, name: 'left_eye' },
        { x: 0, y: 0, visibility: 0 },
        { x: 2, y: 0, visibility: 1 },
      ],
      bitmap: { width: 3, height: 2, data: Uint8Array.from([0, 1, 1, 0, 1, 0]) },
      crowd: true,
      extra: { id: 7, attributes: [null, 'wet'] },
    },
    { class: 'dog', twin: 0 },
  ],
  labelMaps: [],
  tags: ['night'],
  extra: 'COCO',
  further: { 'cats.json': 7 },
};

/** As a file holds it. */
function stored(): { objects: Record<string, unknown>[]; [member: string]: unknown } {
  return JSON.parse(JSON.stringify(annotationsToJson(ANNOTATIONS))) as ReturnType<typeof stored>;
}

describe('Annotations as JSON', () => {
  it('come back as they were, without their label maps', () => {
    const labelMap = { ...ANNOTATIONS.objects[0]!.bitmap!, kind: 'semantic', name: 'map' } as const;
    expect(annotationsFromJson(stored() as Json)).toEqual(ANNOTATIONS);
    expect(annotationsFromJson(annotationsToJson({ ...ANNOTATIONS, labelMaps: [labelMap] }))).toEqual(
      ANNOTATIONS,
    );
  });

  it.each<[part: string, member: string, value: unknown]>([
    ['width', 'width', '3'],
    ['height', 'height', -1],
    ['tags', 'tags', 'night'],
    ['tags', 'tags', [3]],
    ['objects', 'objects', undefined],
    ['objects', 'objects', { 0: { class: 'cat' } }],
    ['objects.1', 'objects', [{ class: 'cat' }, null]],
  ])('are refused with a damaged %s', (part, member, value) => {
    expectRefusal({ ...stored(), [member]: value }, part);
  });

  it.each<[member: string, value: unknown]>([
    ['class', undefined],
    ['class', 3],
    ['box', [1, 2, 3]],
    ['box', [1, 2, 3, '4']],
    ['box', null],
    ['orientedBox', [[0, 0], [2, 0], [2, 2]]], // prettier-ignore
    ['polygons', [[[[0, 0], [2, 0], [2, 2]]]]], // prettier-ignore
    ['polygons', [{ rings: [[[0, 0], [2], [2, 2]]] }]], // prettier-ignore
    ['lines', [[[0, 0], [Infinity, 1]]]], // prettier-ignore
    ['lines', [[[0, 0], [1, 2, 3]]]], // prettier-ignore
    ['lines', [[{ 0: 1, 1: 2 }]]],
    ['keypoints', [{ x: 1, y: 1, visibility: 3 }]],
    ['keypoints', [{ x: 1, y: null, visibility: 2 }]],
    ['keypoints', [{ x: 1, y: 1, visibility: 2, name: 5 }]],
    ['bitmap', { size: [2], counts: '0' }],
    ['bitmap', { size: [2, 3], counts: [6] }],
    ['crowd', 1],
  ])('are refused with an object whose %s is %j', (member, value) => {
    const { objects, ...rest } = stored();
    expectRefusal(
      { ...rest, objects: [objects[1], { ...objects[0], [member]: value }] },
      `objects.1.${member}`,
    );
  });

  it.each([
    { counts: '1', reason: "the RLE's runs cover 1 pixels, 3×2 needs 6" },
    { counts: '\u0000', reason: "the RLE's text is broken at character 1" },
  ])('are refused with a bitmap that cannot be read: $reason', ({ counts, reason }) => {
    const { objects, ...rest } = stored();
    const bitmap = { size: [2, 3], counts };
    expectRefusal({ ...rest, objects: [{ ...objects[0], bitmap }] }, `objects.0.bitmap: ${reason}`);
  });

  it.each([null, 'text', [ANNOTATIONS.width]])('are refused as %j', (json) => {
    expectRefusal(json, 'not an object');
  });
});

function expectRefusal(json: unknown, part: string): void {
  const reading = () => annotationsFromJson(json as Json, 'a_aug1.jpg');
  expect(reading).toThrow(LabelError);
  expect(reading).toThrow(`a_aug1.jpg: the stored annotations are damaged: ${part}`);
}
