import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../../errors.js';
import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import { coco } from './coco.js';
import type { LabelContext } from '../format.js';
import { encode, square, RUNS, ROUND, fileOf } from './testing/file-of.js';
import type { File } from './testing/file-of.js';
import { wholeText } from '../testing/text.js';

function readAll(text: string, change: Partial<LabelContext> = {}) {
  const { schema, parts = [], problems = [] } = coco.dataset!.read('set/labels.json', encode(text));
  const context: LabelContext = {
    image: 'set/picture.jpg',
    width: 6,
    height: 4,
    channels: 3,
    schema,
    ...change,
  };
  const readings = parts.map((part) => coco.read(part, context));
  return { schema, parts, problems: [...problems, ...readings.flatMap((one) => one.problems)], readings };
}

function readOne(file: File) {
  const { schema, parts, readings, problems } = readAll(fileOf(file));
  const { annotations } = readings[0]!;
  const write = (changed: Annotations) =>
    wholeText(coco.dataset!.write(schema, [{ image: parts[0]!.image, annotations: changed }], undefined));
  return { annotations, objects: annotations.objects, problems, write };
}

/** The annotation of the first object, written after a change of its shapes. */
async function rewritten(file: File, change: Partial<AnnotatedObject>): Promise<Record<string, unknown>> {
  const { annotations, write } = readOne(file);
  const objects = annotations.objects.map((object) => ({ ...object, ...change }));
  const text = await write({ ...annotations, objects });
  return (JSON.parse(text) as { annotations: Record<string, unknown>[] }).annotations[0]!;
}

describe('COCO', () => {
  it('takes ids as numbers and as text for the same, unless the file has both', () => {
    const categories = [{ id: 1, name: 'dog' }];
    const classesOf = (ids: readonly unknown[], imageIds: readonly unknown[]) => {
      const images = ids.map((id, i) => ({ id, file_name: `${i}.jpg` }));
      const annotations = imageIds.map((id, i) => ({
        id: i,
        image_id: id,
        category_id: 1,
        bbox: [0, 0, 1, 1],
      }));
      const { readings, problems } = readAll(JSON.stringify({ images, categories, annotations }));
      return [...readings.map(({ annotations: labels }) => labels.objects.length), ...problems];
    };
    expect(classesOf(['1', 2], [1, '2', '2'])).toEqual([1, 2]);
    expect(classesOf([1, '1'], [1, '1', '1'])).toEqual([1, 2]);
    expect(classesOf([1, 1], [1])).toMatchObject([1, { severity: 'rejected' }]);
  });

  it('reads ids of 0 and with gaps, and writes new ones; categories keep theirs', async () => {
    const text = JSON.stringify({
      images: [
        { id: 0, file_name: 'x.JPG', width: 6, height: 4 },
        { id: 40, file_name: 'folder/y.jpg', width: 6, height: 4 },
      ],
      categories: [
        { id: 0, name: 'dog' },
        { id: 5, name: 'cat' },
      ],
      annotations: [{ id: 0, image_id: 40, category_id: 0, bbox: [0, 0, 1, 1] }],
    });
    const { schema, parts, readings } = readAll(text);
    expect(schema.classes).toEqual(['dog', 'cat']);
    expect(parts.map(({ image }) => image)).toEqual(['x.JPG', 'folder/y.jpg']);
    expect(readings.map(({ annotations }) => annotations.objects.map((object) => object.class))).toEqual([
      [],
      ['dog'],
    ]);
    const entries = readings.map(({ annotations }, i) => ({ image: `${i}.jpg`, annotations }));
    expect(JSON.parse(await wholeText(coco.dataset!.write(schema, entries, undefined)))).toEqual({
      images: [
        { id: 1, file_name: '0.jpg', width: 6, height: 4 },
        { id: 2, file_name: '1.jpg', width: 6, height: 4 },
      ],
      categories: [
        { id: 0, name: 'dog' },
        { id: 5, name: 'cat' },
      ],
      annotations: [{ id: 1, image_id: 2, category_id: 0, bbox: [0, 0, 1, 1] }],
    });
  });

  it('recomputes bbox, area and keypoints where the object moved, to three decimals', async () => {
    const polygons = [{ rings: [square(1 / 3, 0.5, 2)] }];
    expect(
      await rewritten({ annotations: [{ ...ROUND, area: 77 }] }, { polygons, box: [1 / 3, 0.5, 7 / 3, 2.5] }),
    ).toMatchObject({
      bbox: [0.333, 0.5, 2, 2],
      area: 4,
      segmentation: [[0.333, 0.5, 2.333, 0.5, 2.333, 2.5, 0.333, 2.5]],
    });
    const posed = { keypoints: [1, 1, 2, 2, 2, 1], num_keypoints: 2, bbox: [0, 0, 3, 3] };
    const keypoints = [
      { x: 0, y: 0, visibility: 0 },
      { x: 4.00049, y: 2, visibility: 1 },
    ] as const;
    expect(await rewritten({ annotations: [posed] }, { keypoints })).toMatchObject({
      keypoints: [0, 0, 0, 4, 2, 1],
      num_keypoints: 1,
    });
  });

  it('writes the area of the outline where the object moved, and not that of its box', async () => {
    const polygons: AnnotatedObject['polygons'] = [
      {
        rings: [
          [
            [1, 0],
            [5, 0],
            [5, 3],
          ],
        ],
      },
    ];
    expect(await rewritten({ annotations: [ROUND] }, { polygons, box: [1, 0, 5, 3] })).toMatchObject({
      area: 6,
    });
  });

  it('reads a crowd as a crowd, which formats without crowds leave out', () => {
    const counts = { counts: RUNS, size: [4, 6] };
    const crowd = { bbox: [1, 1, 2, 2], segmentation: counts, iscrowd: 1 };
    const { objects } = readOne({ annotations: [crowd, { ...ROUND }] });
    expect(objects.map((object) => object.crowd)).toEqual([true, undefined]);
  });

  it.each([
    ['iscrowd false', { iscrowd: false }, { box: [0, 0, 1, 1] }],
    ['iscrowd true', { iscrowd: true }, { crowd: true }],
    [
      'confidences for visibilities',
      { keypoints: [1, 1, 0.98, 2, 2, 1, 3, 3, 0] },
      { keypoints: [{ visibility: 2 }, { visibility: 2 }, { visibility: 0 }] },
    ],
  ])('reads %s', (_, annotation, expected) => {
    const { readings } = readAll(fileOf({ annotations: [{ bbox: [0, 0, 1, 1], ...annotation }] }));
    expect(readings[0]!.problems).toEqual([]);
    expect(readings[0]!.annotations.objects).toMatchObject([expected]);
  });

  it('takes the image from the address that LVIS gives, which then leads to the output', async () => {
    const image = { id: 1, coco_url: 'http://images.org/train2017/007.jpg', width: 6, height: 4 };
    const { parts, schema, readings } = readAll(
      JSON.stringify({ images: [image], annotations: [], categories: [] }),
    );
    expect(parts[0]!.image).toBe('train2017/007.jpg');
    const entries = [{ image: 'train2017/007_jpg.v1.jpg', annotations: readings[0]!.annotations }];
    expect(JSON.parse(await wholeText(coco.dataset!.write(schema, entries, schema.extra)))).toMatchObject({
      images: [
        { file_name: 'train2017/007_jpg.v1.jpg', coco_url: 'http://images.org/train2017/007_jpg.v1.jpg' },
      ],
    });
  });

  it('refuses panoptic files by their name', () => {
    const annotation = { image_id: 1, file_name: '1.png', segments_info: [] };
    const text = JSON.stringify({ images: [{ id: 1, file_name: '1.jpg' }], annotations: [annotation] });
    expect(() => readAll(text)).toThrow('COCO panoptic');
  });

  it('keeps two categories of one name apart', async () => {
    const categories = [3, 9].map((id) => ({ id, name: 'cat', supercategory: `of ${id}` }));
    const annotations = [9, 3].map((category_id, i) => ({ id: i + 1, image_id: 1, category_id, ...ROUND }));
    const images = [{ id: 1, file_name: 'a.jpg', width: 6, height: 4 }];
    const { schema, readings } = readAll(JSON.stringify({ images, annotations, categories }));
    const text = await wholeText(
      coco.dataset!.write(schema, [{ image: 'a.jpg', annotations: readings[0]!.annotations }], schema.extra),
    );
    expect(JSON.parse(text)).toMatchObject({
      annotations: [{ category_id: 9 }, { category_id: 3 }],
      categories,
    });
  });

  it('writes an object with holes as RLE, because polygons have none', async () => {
    const polygons = [{ rings: [square(0, 0, 3), square(1, 1, 1)] }];
    expect(await rewritten({ annotations: [ROUND] }, { polygons, box: [0, 0, 3, 3] })).toMatchObject({
      segmentation: { size: [4, 6] },
      area: 8,
    });
  });

  it('reads both styles of RLE alike and writes each back in its own', async () => {
    const runs = readOne({ annotations: [{ segmentation: { size: [4, 6], counts: [5, 2, 2, 2, 13] } }] });
    const { bitmap } = runs.objects[0]!;
    expect([...bitmap!.data].flatMap((bit, i) => (bit ? [i] : []))).toEqual([7, 8, 13, 14]);
    const fresh: AnnotatedObject = { class: 'cat', bitmap: bitmap! };
    const text = await runs.write({ ...runs.annotations, objects: [fresh] });
    const { segmentation } = (JSON.parse(text) as { annotations: { segmentation: object }[] })
      .annotations[0]!;
    expect(segmentation).toEqual({ size: [4, 6], counts: expect.any(String) as string });
    const again = readOne({ annotations: [{ segmentation }] });
    expect(again.objects[0]!.bitmap).toEqual(bitmap);
    expect(JSON.parse(await again.write(again.annotations))).toMatchObject({
      annotations: [{ segmentation }],
    });
  });

  it('makes a category for each new class, and orders keypoints by name', async () => {
    const objects: AnnotatedObject[] = [
      { class: 'cat', box: [0, 0, 1, 1] },
      { class: 'bird', keypoints: [{ x: 1, y: 2, visibility: 2, name: 'beak' }] },
      { class: 'bird', keypoints: [{ x: 3, y: 1, visibility: 2, name: 'tail' }] },
    ];
    const annotations = { width: 6, height: 4, objects, labelMaps: [], tags: [] };
    const text = await wholeText(
      coco.dataset!.write({ classes: ['cat'] }, [{ image: 'a.jpg', annotations }], undefined),
    );
    expect(JSON.parse(text)).toMatchObject({
      categories: [
        { id: 1, name: 'cat' },
        { id: 2, name: 'bird', keypoints: ['beak', 'tail'] },
      ],
      annotations: [
        { id: 1, category_id: 1, bbox: [0, 0, 1, 1], area: 1, segmentation: [], iscrowd: 0 },
        { id: 2, category_id: 2, keypoints: [1, 2, 2, 0, 0, 0] },
        { id: 3, category_id: 2, keypoints: [0, 0, 0, 3, 1, 2], num_keypoints: 1 },
      ],
    });
  });

  it.each([
    { reason: 'bbox: its size is -1×2', annotation: { bbox: [0, 0, -1, 2] } },
    { reason: 'bbox: expected four numbers', annotation: { bbox: [0, 0, null, 2] } },
    { reason: 'no category with id 8', annotation: { category_id: 8, bbox: [0, 0, 1, 1] } },
    { reason: 'no image with id 9', annotation: { image_id: 9, bbox: [0, 0, 1, 1] } },
    {
      reason: 'segmentation[0]: 7 coordinates are not pairs',
      annotation: { segmentation: [[1, 2, 3, 4, 5, 6, 7]] },
    },
    {
      reason: 'RLE of 5×5 in an image of 6×4',
      annotation: { segmentation: { size: [5, 5], counts: [25] } },
    },
    {
      reason: "the RLE's runs cover 23 pixels",
      annotation: { segmentation: { size: [4, 6], counts: [23] } },
    },
    { reason: 'neither a bbox nor', annotation: { caption: 'a cat' } },
    { reason: '4 numbers are not triples', annotation: { keypoints: [1, 1, 2, 3] } },
    { reason: 'visibilities 3', annotation: { keypoints: [1, 1, 3] } },
    { reason: 'iscrowd: expected 0 or 1', annotation: { bbox: [0, 0, 1, 1], iscrowd: 4 } },
  ])('rejects one annotation and keeps the rest: $reason', ({ reason, annotation }) => {
    const { objects, problems } = readOne({ annotations: [annotation, { bbox: [0, 0, 1, 1] }] });
    expect(objects).toHaveLength(1);
    expect(problems).toEqual([
      { file: 'set/labels.json', reason: expect.stringContaining(reason) as string, severity: 'rejected' },
    ]);
    expect(problems[0]!.reason).toMatch(/^annotation 1: /);
  });

  it('rejects the label with NaN that Python wrote, and not the file', () => {
    const text = fileOf({ annotations: [{ bbox: [0, 0, 1, 1] }, { bbox: [1, 1, 2, 2] }] });
    const { readings, problems } = readAll(text.replace('[0,0,1,1]', '[0, NaN, -Infinity, 1]'));
    expect(readings[0]!.annotations.objects.map(({ box }) => box)).toEqual([[1, 1, 3, 3]]);
    expect(problems).toHaveLength(1);
  });

  it('warns of polygons without area and of another size', () => {
    const { objects, problems } = readOne({
      width: 60,
      annotations: [{ bbox: [0, 0, 1, 1], segmentation: [[1, 2, 3, 4]] }],
    });
    expect(objects).toMatchObject([{ box: [0, 0, 1, 1] }]);
    expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  });

  it.each([
    { text: '{\n"images": [\n  {"id": 1,}\n]}', message: 'set/labels.json:3:12: this is not valid JSON: }' },
    { text: '{"images": [', message: 'set/labels.json:1:13: this is not valid JSON: it ends too early' },
    { text: '{"images": 01}', message: 'set/labels.json:1:12: this is not valid JSON: 01}' },
    { text: '{"images": []\n} 5', message: 'set/labels.json:2:3: this is not valid JSON: 5' },
    { text: '[]', message: 'set/labels.json:1: expected one JSON object' },
    { text: '{"images": {}}', message: 'set/labels.json: images: ' },
    { text: '{"images": [{"id": 1}]}', message: 'set/labels.json: images[0]: expected a file_name' },
    {
      text: '{"images": [], "categories": [{"id": 1, "name": 4}]}',
      message: 'set/labels.json: categories[0].name: ',
    },
  ])('names the position in $text', ({ text, message }) => {
    expect(() => readAll(text)).toThrow(LabelError);
    expect(() => readAll(text)).toThrow(message);
  });

  it('accepts a byte order mark and CRLF', () => {
    const text = fileOf({ annotations: [{ bbox: [0, 0, 1, 1] }] });
    expect(readAll(`\uFEFF${text.replaceAll('\n', '\r\n')}`).readings[0]!.annotations.objects).toHaveLength(
      1,
    );
  });

  it('does not recognise other JSON', () => {
    const recognised = (text: string) => coco.recognises('a.json', encode(text));
    expect(recognised('{"info": {"images": 4}, "annotations": [{"image_id": 0, ')).toBe(true);
    expect(recognised('{"shapes": [], "flags": {"images": true}}')).toBe(false);
    expect(recognised('{"annotations": [], "image": {}}')).toBe(false);
    expect(coco.recognises('a.txt', encode('{"images": []}'))).toBe(false);
  });

  it('writes every file of its own back, byte for byte', async () => {
    const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -9, max: 99, noNaN: true }));
    const size = fc.double({ min: 0, max: 99, noNaN: true });
    const ring = fc
      .array(fc.tuple(number, number), { minLength: 3, maxLength: 9 })
      .map((points) => points.flat());
    const annotation = fc.record({
      bbox: fc.tuple(number, number, size, size),
      area: size,
      segmentation: fc.array(ring, { maxLength: 3 }),
      iscrowd: fc.constantFrom(0, 1),
      note: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(annotation, { maxLength: 4 }), async (annotations) => {
        const text = fileOf({ annotations });
        const { annotations: labels, write } = readOne({ annotations });
        expect(await write(labels)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });
});
