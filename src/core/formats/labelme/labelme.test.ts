import { describe, expect, it } from 'vitest';
import { LabelError } from '../../errors.js';
import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import { bytesOfBase64 } from '../shared/base64.js';
import type { WriteContext } from '../format.js';
import { labelme } from './labelme.js';
import { fileOf, PNG, shape, square, type Shape } from './testing/samples.js';

const KEY = 'set/image.one.jpg';
const encode = (text: string) => new TextEncoder().encode(text);

const context: WriteContext = {
  image: KEY,
  width: 100,
  height: 80,
  channels: 3,
  schema: { classes: [] },
  fileName: 'image.one.jpg',
};

function read(text: string) {
  return labelme.read([{ role: 'labels', key: 'set/image.one.json', bytes: encode(text) }], context);
}

interface Written {
  readonly shapes: readonly Shape[];
  readonly [key: string]: unknown;
}

function write(annotations: Annotations, change: Partial<WriteContext> = {}): Written {
  const [file] = labelme.write(annotations, { ...context, ...change });
  return JSON.parse(new TextDecoder().decode(file!.bytes)) as Written;
}

/** The file that is written after a change of the objects. */
function rewritten(shapes: readonly Shape[], change: (object: AnnotatedObject) => Partial<AnnotatedObject>) {
  const { annotations } = read(fileOf(shapes));
  const objects = annotations.objects.map((object) => ({ ...object, ...change(object) }));
  return write({ ...annotations, objects }).shapes;
}

const doubled = (ring: readonly Point[], y = 2): Point[] => ring.map((point) => [point[0] * 2, point[1] * y]);
describe('LabelMe', () => {
  it('reads polygons of one label and group_id as one object, and points as its keypoints', () => {
    const { annotations } = read(
      fileOf([
        shape('point', 'nose', [[3, 4]], { group_id: 1 }),
        shape('polygon', 'dog', square(0, 0, 9), { group_id: 1 }),
        shape('polygon', 'dog', square(12, 0, 9), { group_id: 1 }),
        shape('polygon', 'dog', square(30, 0, 9)),
        shape('point', 'lone', [[5, 6]], { group_id: 8 }),
      ]),
    );
    expect(annotations.objects).toMatchObject([
      { class: 'dog', polygons: [{}, {}], keypoints: [{ name: 'nose', x: 3, y: 4, visibility: 2 }] },
      { class: 'dog', polygons: [{}] },
      { class: 'lone', keypoints: [{ x: 5, y: 6 }] },
    ]);
    expect(annotations.objects[2]!.keypoints![0]).not.toHaveProperty('name');
  });

  it('writes the new image, name and size; null stays null, and old bytes are never kept', () => {
    const embedded = read(fileOf([], { imageData: 'AQID', imagePath: 'old.jpg' })).annotations;
    const moved = { ...embedded, width: 50, height: 40 };
    const imageBytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 251);
    const written = write(moved, { imageBytes, fileName: 'new.v1.jpg' });
    expect(written).toMatchObject({ imagePath: 'new.v1.jpg', imageWidth: 50, imageHeight: 40 });
    expect(bytesOfBase64(written['imageData'] as string)).toEqual(imageBytes);
    expect(written['imageData']).toBe(Buffer.from(imageBytes).toString('base64'));
    expect(write(moved)['imageData']).toBeNull();
    expect(write(read(fileOf([])).annotations, { imageBytes })['imageData']).toBeNull();
  });

  it('keeps a circle while it is one', () => {
    const sun = shape('circle', 'sun', [
      [20, 20],
      [26, 20],
    ]);
    const { polygons } = read(fileOf([sun])).annotations.objects[0]!;
    const ring = polygons![0]!.rings[0]!;
    expect(ring[0]).toEqual([26, 20]);
    const change = (changed: readonly Point[]) =>
      rewritten([sun], () => ({ polygons: [{ rings: [changed] }] }));
    expect(change(doubled(ring))).toEqual([
      {
        ...sun,
        points: [
          [40, 40],
          [52, 40],
        ],
      },
    ]);
    expect(change(doubled(ring, 1))[0]).toMatchObject({ shape_type: 'polygon', label: 'sun' });
    expect(change(ring.slice(1))[0]).toMatchObject({ shape_type: 'polygon' });
  });

  it('leaves out the direction of a turned shape that moved, and names it', () => {
    const turned = [shape('rotation', 'ship', square(10, 10, 9), { direction: 1.5 })];
    const { annotations } = read(fileOf(turned));
    expect(annotations.objects[0]!.unmoved).toEqual(['direction']);
    expect(rewritten(turned, () => ({}))[0]).toHaveProperty('direction', 1.5);
    const moved = rewritten(turned, ({ orientedBox }) => ({
      orientedBox: doubled(orientedBox!) as unknown as NonNullable<AnnotatedObject['orientedBox']>,
    }));
    expect(moved[0]).not.toHaveProperty('direction');
    const upright = read(fileOf([shape('rectangle', 'ship', square(10, 10, 9), { direction: 0 })]));
    expect(upright.annotations.objects[0]!.unmoved).toBeUndefined();
  });

  it('reads a mask at the whole part of its corner, and writes the crop around the set pixels', () => {
    const fog = shape(
      'mask',
      'fog',
      [
        [4.6, 5.2],
        [6.6, 6.2],
      ],
      { mask: PNG },
    );
    const { bitmap } = read(fileOf([fog])).annotations.objects[0]!;
    const set = [...bitmap!.data].flatMap((bit, i) => (bit ? [[i % 100, Math.floor(i / 100)]] : []));
    expect(set).toEqual([
      [5, 5],
      [6, 5],
      [4, 6],
      [6, 6],
    ]);
    const data = new Uint8Array(8000);
    data[30 * 100 + 20] = data[31 * 100 + 21] = 1;
    const [moved] = rewritten([fog], () => ({ bitmap: { width: 100, height: 80, data } }));
    expect(moved).toMatchObject({
      shape_type: 'mask',
      points: [
        [20, 30],
        [21, 31],
      ],
    });
    expect(read(fileOf([moved!])).annotations.objects[0]!.bitmap!.data).toEqual(data);
  });

  it('leaves out lost points, and groups the parts of a divided polygon', () => {
    const shapes = [
      shape(
        'rectangle',
        'dog',
        [
          [0, 0],
          [9, 9],
        ],
        { group_id: 3 },
      ),
      shape('point', 'nose', [[3, 4]], { group_id: 3 }),
      shape('point', 'tail', [[5, 4]], { group_id: 3 }),
    ];
    const keypoints = [
      { name: 'nose', x: 0, y: 0, visibility: 0 },
      { name: 'tail', x: 1.00000000001, y: 2, visibility: 2 },
    ] as const;
    expect(rewritten(shapes, () => ({ keypoints }))).toMatchObject([
      { label: 'dog' },
      { label: 'tail', points: [[1, 2]], group_id: 3 },
    ]);
    const parts = [{ rings: [square(0, 0, 1)] }, { rings: [square(3, 0, 1)] }];
    const pieces = rewritten([shape('polygon', 'cat', square(0, 0, 9))], () => ({ polygons: parts }));
    expect(pieces).toMatchObject([{ group_id: 1 }, { group_id: 1 }]);
  });

  it('writes objects with holes as a mask, and objects of other formats by their most precise shape', () => {
    const objects: AnnotatedObject[] = [
      { class: 'ring', polygons: [{ rings: [square(0, 0, 3), square(1, 1, 1)] }], box: [0, 0, 3, 3] },
      { class: 'person', box: [0, 0, 9, 9], keypoints: [{ x: 1, y: 2, visibility: 1 }] },
      { class: 'flat', orientedBox: square(1, 1, 4) as [Point, Point, Point, Point] },
    ];
    const { shapes } = write({ width: 100, height: 80, objects, labelMaps: [], tags: ['indoors'] });
    expect(shapes.map(({ label, shape_type, group_id }) => [label, shape_type, group_id])).toEqual([
      ['ring', 'mask', null],
      ['person', 'rectangle', 1],
      ['1', 'point', 1],
      ['flat', 'polygon', null],
    ]);
    const back = read(fileOf(shapes)).annotations.objects[0]!.bitmap!;
    expect(back.data.reduce((sum, bit) => sum + bit, 0)).toBe(8);
  });

  it('reads true flags as tags, and writes tags as flags', () => {
    const { annotations } = read(fileOf([], { flags: { cat: true, dog: false } }));
    expect(annotations.tags).toEqual(['cat']);
    expect(write({ ...annotations, tags: ['lion'] })['flags']).toEqual({
      cat: false,
      dog: false,
      lion: true,
    });
  });

  it.each([
    {
      reason: 'points[1][0]: ',
      bad: shape('line', 'a', [
        [1, 2],
        [null, 3],
      ]),
    },
    {
      reason: 'a polygon has at least 3 points, not 2',
      bad: shape('polygon', 'a', [
        [1, 2],
        [2, 3],
      ]),
    },
    { reason: 'shape_type "blob" is not known', bad: shape('blob', 'a', []) },
    { reason: 'shape_type "constructor" is not known', bad: shape('constructor', 'a', []) },
    {
      reason: 'mask: expected a PNG in base64',
      bad: shape('mask', 'a', [
        [1, 2],
        [2, 3],
      ]),
    },
    {
      reason: 'mask: this is not a PNG file',
      bad: shape(
        'mask',
        'a',
        [
          [1, 2],
          [2, 3],
        ],
        { mask: 'AAAA' },
      ),
    },
    { reason: 'label: ', bad: { ...shape('point', 'a', [[1, 2]]), label: 5 as unknown as string } },
  ])('rejects one shape and keeps the rest: $reason', ({ reason, bad }) => {
    const { annotations, problems } = read(fileOf([bad, shape('point', 'b', [[1, 2]])]));
    expect(annotations.objects).toHaveLength(1);
    expect(problems).toEqual([
      {
        file: 'set/image.one.json',
        reason: expect.stringContaining(reason) as string,
        severity: 'rejected',
      },
    ]);
    expect(problems[0]!.reason).toMatch(/^shapes\[0\]: /);
  });

  it('warns if the image has another size', () => {
    const { problems } = read(fileOf([], { imageWidth: 640 }));
    expect(problems).toMatchObject([
      { severity: 'warning', reason: expect.stringContaining('640×80') as string },
    ]);
  });

  it.each([
    { text: '{"shapes": {}}', message: 'set/image.one.json: shapes: ' },
    { text: '{\n"shapes": [}', message: 'set/image.one.json:2:12: ' },
    { text: '\xff', message: 'set/image.one.json' },
  ])('names the file in $text', ({ text, message }) => {
    expect(() => read(text)).toThrow(LabelError);
    expect(() => read(text)).toThrow(message);
  });
});
