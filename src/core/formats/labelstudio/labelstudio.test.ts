import { describe, expect, it } from 'vitest';
import { expectClose, expectProblems } from '../testing/compare.js';
import { describeFormatContract } from '../testing/contract.js';
import { labelstudio } from './labelstudio.js';

const size = { width: 200, height: 100 };
const result = (type: string, value: object, more = {}) => ({
  ...{ id: 'x', type, from_name: 'label', to_name: 'image', original_width: 200, original_height: 100 },
  value,
  ...more,
});
const rect = (more = {}) =>
  result('rectanglelabels', {
    x: 10,
    y: 20,
    width: 30,
    height: 40,
    rotation: 0,
    rectanglelabels: ['dog'],
    ...more,
  });
const task = (results: object[], image = '/data/upload/1/0a1b2c3d-a.jpg', more = {}) => ({
  ...{ id: 1, annotations: [{ id: 2, was_cancelled: false, result: results }], data: { image } },
  ...more,
});

describeFormatContract(labelstudio, {
  tolerance: 0.001,
  samples: [
    { name: 'a task', ...size, keeps: 'meaning', dataset: JSON.stringify([task([rect()])]) },
    {
      name: 'results that are no objects',
      ...size,
      keeps: 'meaning',
      dataset: JSON.stringify([
        task([
          rect({ rectanglelabels: [] }),
          rect({ width: 0 }),
          result('brushlabels', { format: 'rle', rle: [1, 2], brushlabels: ['dog'] }),
          result('textarea', { text: ['x'] }),
          { ...rect(), image_rotation: 90 },
          rect(),
        ]),
      ]),
      problems: [
        'result[0]: a rectangle with 0 labels',
        'result[1]: width',
        'result[2]: masks drawn with the brush are not read',
        'result[3]: results of the type textarea are not read',
        'result[4]: the image was turned by 90°',
      ],
    },
  ],
});

describe('Label Studio', () => {
  const reading = (...tasks: object[]) => {
    const {
      parts = [],
      problems = [],
      schema,
    } = labelstudio.dataset.read('l.json', new TextEncoder().encode(JSON.stringify(tasks)));
    const context = { image: 'a.jpg', ...size, channels: 3 as const, schema };
    return { parts, problems, readings: parts.map((part) => labelstudio.read(part, context)) };
  };

  it('reads percent of the image', () => {
    const { readings } = reading(
      task([
        rect(),
        result('polygonlabels', {
          points: [
            [0, 0],
            [50, 0],
            [50, 100],
          ],
          polygonlabels: ['cat'],
        }),
        result('keypointlabels', { x: 50, y: 50, width: 1, keypointlabels: ['nose'] }),
        result('choices', { choices: ['indoor'] }),
      ]),
    );
    expect(readings[0]!.problems).toEqual([]);
    expect(readings[0]!.annotations).toMatchObject({
      tags: ['indoor'],
      objects: [
        { class: 'dog', box: [20, 20, 80, 60] },
        {
          class: 'cat',
          polygons: [
            {
              rings: [
                [
                  [0, 0],
                  [100, 0],
                  [100, 100],
                ],
              ],
            },
          ],
        },
        { class: 'nose', keypoints: [{ x: 100, y: 50, visibility: 2 }] },
      ],
    });
  });

  it('turns rectangles clockwise about their upper left corner, in pixels', () => {
    const [object] = reading(task([rect({ rotation: 90 })])).readings[0]!.annotations.objects;
    expectClose(
      object!.orientedBox,
      [
        [20, 20],
        [20, 80],
        [-20, 80],
        [-20, 20],
      ],
      1e-9,
    );
  });

  it.each([
    ['/data/upload/1/0a1b2c3d-a.jpg', '0a1b2c3d-a.jpg', 'a.jpg'],
    ['/data/local-files/?d=set%5Cimages%5Ca%20b.jpg', 'set/images/a b.jpg', undefined],
    ['s3://bucket/set/a.jpg', 'set/a.jpg', undefined],
    ['https://e.org/set/a.jpg?sig=1', 'set/a.jpg', undefined],
  ])('%s is %s', (address, image, alias) => {
    expect(reading(task([], address)).parts[0]).toMatchObject({ image, ...(alias && { alias }) });
  });

  it('takes the first annotation that was not cancelled, and names what it leaves out', () => {
    const annotations = [{ was_cancelled: true, result: [] }, { result: [rect()] }, { result: [] }];
    const { readings, problems } = reading(task([], 'a.jpg', { annotations }), { data: {} });
    expect(readings[0]!.annotations.objects).toHaveLength(1);
    expectProblems(readings[0]!, ['a.jpg: 1 further annotations of it are left out']);
    expectProblems({ problems }, ['[1]: this is no task with an image']);
  });
});
