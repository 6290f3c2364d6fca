import type { AnnotatedObject, LabelMap } from '../../annotations/model.js';

/** The frame of the labels that the contract writes, in pixels. */
export const FRAME = { width: 100, height: 80 };

/** As other formats make them: with what this one may never have heard of. */
export const FOREIGN_OBJECTS: readonly AnnotatedObject[] = [
  {
    class: 'dog',
    box: [10.25, 20.5, 30.75, 40.125],
    extra: { elsewhere: { id: 7, attributes: { wet: true } } },
  },
  {
    class: 'cat',
    box: [50, 10, 90, 70],
    polygons: [
      {
        rings: [
          [
            [50, 10],
            [90, 40],
            [60, 70],
          ],
        ],
      },
    ],
  },
];

export const POSE: AnnotatedObject = {
  class: 'dog',
  box: [10, 20, 30, 60],
  keypoints: [
    { x: 12, y: 25, visibility: 2 },
    { x: 25, y: 50, visibility: 2 },
  ],
};

export const STRIPES: LabelMap = {
  ...{ kind: 'semantic', name: 'semantic', ...FRAME },
  data: Uint8Array.from({ length: FRAME.width * FRAME.height }, (_, i) => (i % FRAME.width < 30 ? 1 : 2)),
};
export const MAPS: readonly LabelMap[] = [STRIPES, { ...STRIPES, kind: 'instance', name: 'instance' }];
