import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import { formats } from './index.js';
import { expectClose, expectSameBoxes, throughFiles } from './testing/contract.js';

/** Formats that hold objects. */
const FORMATS = [formats.yolo, formats.voc, formats.coco, formats.labelme];
const PAIRS = FORMATS.flatMap((from) =>
  FORMATS.map((to) => ({ title: `${from.name} → ${to.name}`, from, to })),
);

/** Largest rounding of two formats in a picture of 100×80: hundredths of a pixel (VOC), twice. */
const TOLERANCE = 0.0101;

const triangle: AnnotatedObject = {
  class: 'cat',
  box: [50.5, 10.25, 90, 70],
  polygons: [
    {
      rings: [
        [
          [50.5, 10.25],
          [90, 40.75],
          [60, 70],
        ],
      ],
    },
  ],
};
const annotations = (objects: readonly AnnotatedObject[]): Annotations => ({
  width: 100,
  height: 80,
  objects,
  labelMaps: [],
  tags: [],
});

describe('the same objects in every format', () => {
  const original = annotations([{ class: 'dog', box: [10, 20, 30, 40] }, triangle]);

  it.each(PAIRS)('$title keeps classes and extents', ({ from, to }) => {
    const first = throughFiles(from, original);
    expectSameBoxes(throughFiles(to, first.annotations), original, TOLERANCE);
  });

  it.each(PAIRS.filter(({ from, to }) => from !== formats.voc && to !== formats.voc))(
    '$title keeps polygons',
    ({ from, to }) => {
      const { objects } = throughFiles(
        to,
        throughFiles(from, annotations([triangle])).annotations,
      ).annotations;
      expectClose(objects[0]!.polygons, triangle.polygons, TOLERANCE);
    },
  );

  it('is recognised as one format alone', () => {
    const written = FORMATS.flatMap((format) =>
      format
        .write(original, {
          ...{ image: 'a.jpg', fileName: 'a.jpg', width: 100, height: 80, channels: 3, vocOrigin: 'auto' },
          schema: { classes: ['cat', 'dog'] },
        })
        .map(({ bytes }) => ({ name: format.name, key: `a${format.files.labels}`, bytes })),
    );
    for (const { name, key, bytes } of written) {
      const claims = Object.values(formats).filter((format) => format.recognises(key, bytes));
      expect(claims.map((format) => format.name)).toEqual([name]);
    }
  });
});
