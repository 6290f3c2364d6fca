import { textOfCounts } from '../../annotations/rle.js';
import { describeFormatContract } from '../testing/contract.js';
import { coco } from './coco.js';
import { RUNS, ROUND, fileOf } from './testing/file-of.js';

describeFormatContract(coco, {
  tolerance: 0.001,
  samples: [
    { name: 'an image that nothing refers to', dataset: fileOf({}), width: 6, height: 4, keeps: 'bytes' },
    {
      name: 'unknown keys, floats and integers, extra attributes',
      dataset: fileOf({
        image: { license: 3, coco_url: 'http://a/b', 'x-id': [1] },
        category: { skeleton: [[1, 2]], color: '#fff' },
        annotations: [{ ...ROUND, attributes: { rotation: 12.5, occluded: false }, type: 'box', track: 9 }],
      }),
      width: 6,
      height: 4,
      keeps: 'bytes',
    },
    {
      name: 'segmentation missing, null or empty beside a bbox; a wrong area',
      dataset: fileOf({
        annotations: [
          { bbox: [0.1, 0.2, 0.2, 0.7], area: 99 },
          { bbox: [1, 1, 2, 2], segmentation: null, iscrowd: 0 },
          { bbox: [1, 1, 2, 2], segmentation: [], iscrowd: 0 },
        ],
      }),
      width: 6,
      height: 4,
      keeps: 'bytes',
    },
    {
      name: 'four parts, closed explicitly, crossing themselves, repeating points, beyond the image',
      dataset: fileOf({
        annotations: [
          {
            bbox: [-1, 0, 9, 3],
            segmentation: [
              [0, 0, 2, 0, 2, 2, 0, 0],
              [-1, 0, 3, 0, 3, 3],
              [0, 0, 8, 3, 8, 0, 0, 3],
              [1, 1, 1, 1, 2, 1, 2, 2],
            ],
          },
        ],
      }),
      width: 6,
      height: 4,
      keeps: 'bytes',
    },
    {
      name: 'RLE as runs and as text, crowds, ordinary ones too',
      dataset: fileOf({
        annotations: [
          { segmentation: { counts: RUNS, size: [4, 6] }, bbox: [1, 1, 2, 2], area: 4, iscrowd: 1 },
          { segmentation: { counts: textOfCounts(RUNS), size: [4, 6] }, bbox: [1, 1, 2, 2], iscrowd: 0 },
        ],
      }),
      width: 6,
      height: 4,
      keeps: 'bytes',
    },
    {
      name: 'keypoints: some unlabelled, persons with zeros alone, integers and floats mixed',
      dataset: fileOf({
        category: { keypoints: ['nose', 'tail'], skeleton: [[1, 2]] },
        annotations: [
          { keypoints: [1, 2.5, 2, 0, 0, 0], num_keypoints: 1, bbox: [0, 0, 3, 3] },
          { keypoints: [0, 0, 0, 0, 0, 0], num_keypoints: 0, bbox: [0, 0, 0, 0] },
        ],
      }),
      width: 6,
      height: 4,
      keeps: 'bytes',
    },
  ],
});
