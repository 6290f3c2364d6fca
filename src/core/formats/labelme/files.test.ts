import { labelme } from './labelme.js';
import { describeFormatContract } from '../testing/contract.js';
import { fileOf, PNG, shape, square } from './testing/samples.js';

describeFormatContract(labelme, {
  tolerance: 1e-6,
  samples: [
    { name: 'no shapes', labels: fileOf([]), width: 100, height: 80, keeps: 'bytes' },
    {
      name: 'flags of the image, without shapes',
      labels: fileOf([], { flags: { cat: true, dog: false } }),
      width: 100,
      height: 80,
      keeps: 'bytes',
    },
    {
      name: 'every type of shape, mixed, corners in any order, beyond the image',
      labels: fileOf([
        shape('rectangle', 'cat', [
          [30.3, 40.7],
          [10.1, -2.2],
        ]),
        shape(
          'polygon',
          'dog',
          [
            [-5, 1.3],
            [20, 3],
            [20, 3],
            [7.7, 90],
            [-5, 1.3],
          ],
          { flags: { wet: true } },
        ),
        shape('circle', 'sun', [
          [50.1, 20.2],
          [55.3, 20.4],
        ]),
        shape('line', 'edge', [
          [0, 0.1],
          [9, 9],
        ]),
        shape('linestrip', 'road', [
          [0, 0.1],
          [9, 9],
          [1, 30.3],
        ]),
        shape('point', 'spot', [[3.3, 4.4]], { group_id: 4, 'x-mine': [1] }),
        shape('rotation', 'ship', square(10.1, 10.2, 9), { direction: 1.5 }),
        shape(
          'mask',
          'fog',
          [
            [4.6, 5.2],
            [6.6, 6.2],
          ],
          { mask: PNG },
        ),
      ]),
      width: 100,
      height: 80,
      keeps: 'bytes',
    },
    {
      name: 'parts and keypoints tied by group_id, between others',
      labels: fileOf([
        shape('point', 'nose', [[3, 4]], { group_id: 1 }),
        shape('polygon', 'dog', square(0, 0, 9), { group_id: 1 }),
        shape('polygon', 'cat', square(30, 0, 9), { group_id: 1 }),
        shape('point', 'tail', [[5, 4]], { group_id: 1 }),
        shape('polygon', 'dog', square(12, 0, 9), { group_id: 1 }),
        shape(
          'rectangle',
          'dog',
          [
            [0, 0],
            [9, 9],
          ],
          { group_id: 2 },
        ),
        shape(
          'rectangle',
          'dog',
          [
            [1, 1],
            [9, 9],
          ],
          { group_id: 2 },
        ),
      ]),
      width: 100,
      height: 80,
      keeps: 'bytes',
    },
    {
      name: 'an old file: no description, mask, shape_type or size',
      labels: JSON.stringify(
        {
          flags: {},
          shapes: [{ label: 'cat', line_color: null, fill_color: [1, 2, 3, 4], points: square(1, 2, 3) }],
          lineColor: [0, 255, 0, 128],
          imagePath: 'image.one.jpg',
          imageData: null,
        },
        null,
        2,
      ),
      width: 100,
      height: 80,
      keeps: 'bytes',
    },
    {
      name: 'the image embedded, and unknown keys',
      labels: fileOf([], { imageData: 'AQID', checked: { by: 'me' } }),
      width: 100,
      height: 80,
      context: { imageBytes: Uint8Array.of(1, 2, 3) },
      keeps: 'bytes',
    },
    {
      name: 'another name and folder in imagePath',
      labels: fileOf([], { imagePath: '..\\images\\IMG_1.json' }),
      width: 100,
      height: 80,
      keeps: 'meaning',
    },
  ],
});
