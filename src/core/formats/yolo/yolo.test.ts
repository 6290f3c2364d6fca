import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../../errors.js';
import type { Annotations, AnnotatedObject } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import type { LabelSchema, WriteContext } from '../format.js';
import { expectClose } from '../testing/compare.js';
import { describeFormatContract } from '../testing/contract.js';
import { yolo } from './yolo.js';

const CLASSES: LabelSchema = { classes: ['person', 'dog 🐶'] };
const POSE: LabelSchema = {
  classes: ['person'],
  keypoints: { count: 2, dimensions: 3, names: ['left', 'right'], partners: [1, 0] },
};
const size = { width: 640, height: 480, schema: CLASSES };
const seventeen = Array.from(
  { length: 17 },
  (_, i) => `0.${i + 10} 0.5 ${i === 3 ? '0.000000' : '2.000000'}`,
);

describeFormatContract(yolo, {
  tolerance: 1e-3,
  samples: [
    {
      name: 'boxes',
      ...size,
      keeps: 'bytes',
      labels: '0 0.500000 0.250000 0.125000 0.062500\n1 0.123457 0.700001 0.100000 0.200000\n',
    },
    { name: 'an empty file', ...size, keeps: 'bytes', labels: '' },
    { name: 'blank lines only', ...size, keeps: 'meaning', labels: '\n  \r\n' },
    {
      name: 'CRLF, a BOM, blanks at the end, tabs',
      ...size,
      keeps: 'meaning',
      labels: '\uFEFF0 0.5 0.5 0.2 0.1  \r\n1\t0.4 0.4 0.1 0.1\r\n',
    },
    {
      name: '4 to 16 digits',
      ...size,
      keeps: 'meaning',
      labels: '0 0.1234 0.123456789 0.0123456789012345 0.1000000000000001\n',
    },
    { name: 'bare 0 and 1', ...size, keeps: 'meaning', labels: '0 0.5 0.5 1 1\n0 0 1 0.5 0.5' },
    { name: 'a class written 0.0', ...size, keeps: 'meaning', labels: '0.0 0.5 0.5 0.2 0.2\n' },
    {
      name: 'the same row twice',
      ...size,
      keeps: 'bytes',
      labels: '0 0.500000 0.500000 0.200000 0.200000\n'.repeat(2),
    },
    {
      name: 'a box a little over the edge',
      ...size,
      keeps: 'bytes',
      labels: '0 0.010000 0.500000 0.100000 1.000000\n',
    },
    {
      name: 'polygons that cross themselves and repeat vertices',
      ...size,
      keeps: 'bytes',
      labels:
        '0 0.100000 0.100000 0.900000 0.900000 0.900000 0.100000 0.100000 0.900000\n1 0.100000 0.100000 0.100000 0.100000 0.500000 0.200000 0.300000 0.800000 0.300000 0.800000\n',
    },
    {
      name: 'a polygon closed explicitly',
      ...size,
      keeps: 'meaning',
      labels: '0 0.1 0.1 0.5 0.1 0.5 0.5 0.1 0.1\n',
      problems: ['1: read as polygons of four points'],
    },
    {
      name: 'a polygon of three points',
      ...size,
      schema: { ...CLASSES, task: 'segment' },
      keeps: 'bytes',
      labels: '0 0.100000 0.100000 0.500000 0.100000 0.500000 0.500000\n',
    },
    {
      name: 'oriented boxes, beyond the edge',
      ...size,
      schema: { ...CLASSES, task: 'obb' },
      keeps: 'bytes',
      labels: '1 -0.070000 0.100000 0.400000 0.000000 0.900000 0.500000 0.100000 0.600000\n',
    },
    {
      name: 'poses',
      ...size,
      schema: POSE,
      keeps: 'bytes',
      labels: '0 0.500000 0.500000 0.200000 0.400000 0.450000 0.550000 2 0.000000 0.000000 0\n',
    },
    {
      name: 'poses without visibility',
      ...size,
      schema: { ...POSE, keypoints: { count: 2, dimensions: 2 } },
      keeps: 'bytes',
      labels: '0 0.500000 0.500000 0.200000 0.400000 0.450000 0.550000 0.000000 0.000000\n',
    },
    {
      name: '56 columns, visibility 2.000000',
      ...size,
      keeps: 'meaning',
      labels: `0 0.5 0.5 0.2 0.4 ${seventeen.join(' ')}\n`,
    },
    {
      name: 'bad rows beside good ones',
      ...size,
      keeps: 'meaning',
      labels: [
        '0 0.5 0.5 0.2 0.2',
        '0 nan 0.5 0.2 0.2',
        '0 0.5 0.5 -0.2 0.2',
        '0 0.5 0.5 0.2 0',
        '2 0.5 0.5 0.2 0.2',
        '-1 0.5 0.5 0.2 0.2',
        '0.5 0.5 0.5 0.2 0.2',
        '0 0.5 0.5 0.2 0.2 0.9',
        '0 0.5 0.5',
        '0 320 240 64 48',
        'person 0.5 0.5 0.2 0.2',
        '0 0.5 1e999 0.2 0.2',
      ].join('\n'),
      problems: [
        "2: 'nan' is not a number",
        '3: a box of width -0.2',
        '4: a box of width 0.2 and height 0 has no area',
        '5: class 2 is unknown: there are 2 classes',
        '6: class -1 is unknown',
        '7: class 0.5 is unknown',
        '8: 6 columns: expected 5',
        '9: 3 columns',
        '10: coordinates are not fractions of the image (are they pixels?)',
        "11: 'person' is not a number",
        "12: '1e999' is not a number",
      ],
    },
  ],
});

const context: WriteContext = {
  ...{ image: 'a.jpg', fileName: 'a.jpg', width: 100, height: 80, channels: 3 },
  schema: { classes: ['dog'] },
};
const file = (text: string) => ({
  role: 'labels' as const,
  key: 'a.txt',
  bytes: new TextEncoder().encode(text),
});
const read = (text: string, schema = context.schema) => yolo.read([file(text)], { ...context, schema });
const written = (objects: readonly AnnotatedObject[], schema = context.schema) => {
  const annotations: Annotations = { width: 100, height: 80, objects, labelMaps: [], tags: [] };
  return new TextDecoder().decode(yolo.write(annotations, { ...context, schema })[0]!.bytes);
};

describe('YOLO rows', () => {
  it('measures from the edges of the image', () => {
    const [object] = read('0 0.2 0.375 0.2 0.25').annotations.objects;
    expectClose(object!.box, [10, 20, 30, 40], 1e-12);
    expect(written([{ class: 'dog', box: [10, 20, 30, 40] }])).toBe(
      '0 0.200000 0.375000 0.200000 0.250000\n',
    );
  });

  it('writes any row of six decimals back unchanged', () => {
    const fraction = fc.integer({ min: 1, max: 999_999 }).map((value) => (value / 1e6).toFixed(6));
    const sized = fc.record({
      width: fc.integer({ min: 1, max: 9000 }),
      height: fc.integer({ min: 1, max: 9000 }),
    });
    const counts = fc.constantFrom(4, 6, 8, 12);
    fc.assert(
      fc.property(
        counts.chain((n) => fc.array(fraction, { minLength: n, maxLength: n })),
        sized,
        (values, frame) => {
          const text = `0 ${values.join(' ')}\n`;
          const { annotations } = yolo.read([file(text)], { ...context, ...frame });
          expect(new TextDecoder().decode(yolo.write(annotations, { ...context, ...frame })[0]!.bytes)).toBe(
            text,
          );
        },
      ),
    );
  });

  it('reads nine columns by the task', () => {
    const row = '0 0.1 0.1 0.5 0.1 0.5 0.5 0.1 0.5';
    expect(read(row, { classes: ['dog'], task: 'obb' }).annotations.objects[0]).toHaveProperty('orientedBox');
    expect(read(row, { classes: ['dog'], task: 'segment' })).toMatchObject({ problems: [] });
    expect(read(row).problems).toMatchObject([{ file: 'a.txt', line: 1, severity: 'warning' }]);
    const known = read(`${row}\n0 0.1 0.1 0.5 0.1 0.5 0.5\n`);
    expect(known.problems).toEqual([]);
    expect(known.annotations.objects).toHaveLength(2);
  });

  it('reads a polygon whose last point repeats the first without the repetition', () => {
    const closed = '0 0.1 0.1 0.5 0.1 0.5 0.5 0.3 0.7 0.1 0.1';
    const [ring] = read(closed).annotations.objects[0]!.polygons![0]!.rings;
    expect(ring).toHaveLength(4);
    expect(written(read(closed).annotations.objects).trim().split(' ')).toHaveLength(9);
  });

  it('uses the number as the name if no classes are declared', () => {
    const { annotations } = read('12 0.5 0.5 0.2 0.2', { classes: [] });
    expect(annotations.objects[0]!.class).toBe('12');
    expect(written(annotations.objects, { classes: [] })).toBe('12 0.500000 0.500000 0.200000 0.200000\n');
  });

  it('refuses to write a class that the data set does not have', () => {
    expect(() => written([{ class: 'cat', box: [0, 0, 1, 1] }])).toThrow(LabelError);
  });

  it('is distinguished from other text files, bad rows included', () => {
    const recognises = (key: string, text: string) => yolo.recognises(key, new TextEncoder().encode(text));
    expect(recognises('labels/a.txt', '0 nan 0.5 0.2 0.2')).toBe(true);
    expect(recognises('labels/a.TXT', `0 ${'0.123456 '.repeat(200)}`)).toBe(true);
    expect(recognises('classes.txt', '')).toBe(false);
    expect(recognises('train.txt', 'images/a.jpg\nimages/b.jpg\n')).toBe(false);
    expect(recognises('a.csv', '0 0.5 0.5 0.2 0.2')).toBe(false);
  });

  it('names its file after the image, also with dots and blanks', () => {
    const none: Annotations = { width: 100, height: 80, objects: [], labelMaps: [], tags: [] };
    const key = (fileName: string) => yolo.write(none, { ...context, fileName })[0]!.key;
    expect(key('a-weird Filename.asdf.jpg')).toBe('a-weird Filename.asdf.txt');
    expect(key('x_jpg.rf.0a1b.JPEG')).toBe('x_jpg.rf.0a1b.txt');
  });

  it('refuses a file that is no text', () => {
    expect(() => yolo.read([{ ...file(''), bytes: Uint8Array.from([0xff, 0xd8]) }], context)).toThrow(
      /a\.txt: .*UTF-8/,
    );
  });

  it('reads the sample labels of the project', () => {
    const names = readFileSync('raw-images/data.yaml');
    const { schema } = yolo.dataset!.read('raw-images/data.yaml', names);
    const bytes = readFileSync('raw-images/soccer.txt');
    const reading = yolo.read([{ role: 'labels', key: 'soccer.txt', bytes }], { ...context, schema });
    expect(reading.problems).toEqual([]);
    expect(reading.annotations.objects.length).toBeGreaterThan(0);
  });
});

describe('objects of other formats as YOLO rows', () => {
  const square = (x: number, y: number, side: number) =>
    [
      [x, y],
      [x + side, y],
      [x + side, y + side],
      [x, y + side],
    ] as const;

  /** Indices of the pixels of 100×80 whose centres lie in a ring, by the even-odd rule. */
  const coveredPixels = (ring: readonly Point[]) => {
    const inside = (x: number, y: number) =>
      ring.reduce((odd, [u, v], i) => {
        const [p, q] = ring[(i + 1) % ring.length]!;
        return v > y !== q > y && x < u + ((y - v) / (q - v)) * (p - u) ? !odd : odd;
      }, false);
    const pixels = Array.from({ length: 100 * 80 }, (_, i) => i);
    return pixels.filter((i) => inside((i % 100) + 0.5, Math.floor(i / 100) + 0.5));
  };

  it('warns of a box among polygons, which readers refuse or misread', () => {
    const polygon = '0 0.1 0.1 0.5 0.1 0.5 0.6 0.1 0.6';
    const mixed = (rows: string, schema = {}) =>
      read(rows, { classes: ['dog'], ...schema }).problems.filter(({ reason }) =>
        /among polygons/.test(reason),
      );
    expect(mixed(`${polygon}\n0 0.5 0.5 0.4 0.4\n`)).toMatchObject([{ line: 2, severity: 'warning' }]);
    expect(mixed(`0 0.5 0.5 0.4 0.4\n${polygon}\n`, { task: 'obb' })).toMatchObject([{ line: 1 }]);
    expect(mixed('0 0.5 0.5 0.4 0.4\n')).toEqual([]);
    expect(mixed(`${polygon}\n`)).toEqual([]);
    const keypoints = { count: 1, dimensions: 3 };
    expect(mixed('0 0.5 0.5 0.4 0.4\n0 0.5 0.5 0.4 0.4 0.5 0.5 2\n', { keypoints })).toEqual([]);
  });

  it('writes one task per file: a box among polygons is a rectangle', () => {
    const rows = written([
      { class: 'dog', box: [0, 0, 50, 40] },
      { class: 'dog', polygons: [{ rings: [square(10, 10, 20)] }] },
    ]);
    expect(rows.split('\n')[0]).toBe(
      '0 0.000000 0.000000 0.500000 0.000000 0.500000 0.500000 0.000000 0.500000',
    );
  });

  it('joins parts and holes into one ring of the same area', () => {
    const polygons = [{ rings: [square(0, 0, 40), square(10, 10, 10)] }, { rings: [square(60, 20, 10)] }];
    const [object] = read(written([{ class: 'dog', polygons }])).annotations.objects;
    const ring = object!.polygons![0]!.rings[0]!;
    expect(ring).toHaveLength(4 + 4 + 4 + 2 * 2);
    expect(coveredPixels(ring).length).toBe(40 * 40 - 10 * 10 + 10 * 10);
  });

  it('outlines a bitmap along its pixels, holes and touching corners included', () => {
    const pixels = [101, 102, 103, 201, 203, 301, 302, 303, 404, 450, 550, 649];
    const data = Uint8Array.from({ length: 100 * 80 }, (_, i) => Number(pixels.includes(i)));
    const blob = { class: 'dog', bitmap: { width: 100, height: 80, data } };
    const [object] = read(written([blob])).annotations.objects;
    expect(coveredPixels(object!.polygons![0]!.rings[0]!)).toEqual(pixels);
    expect(written([blob], { classes: ['dog'], task: 'detect' })).toBe(
      '0 0.260000 0.050000 0.500000 0.075000\n',
    );
  });

  it('cuts what its readers would refuse an image for, and leaves out what is outside', () => {
    expect(written([{ class: 'dog', box: [90, 0, 130, 40] }])).toBe(
      '0 0.950000 0.250000 0.100000 0.500000\n',
    );
    expect(written([{ class: 'dog', box: [-5, -4, 105, 84] }])).toBe(
      '0 0.500000 0.500000 1.000000 1.000000\n',
    );
    expect(written([{ class: 'dog', box: [120, 10, 140, 20] }])).toBe('');
    expect(written([{ class: 'dog', box: [10, 10, 10.00001, 20] }])).toBe('');
    expect(written([{ class: 'dog', polygons: [{ rings: [square(90, 20, 40)] }] }])).toBe(
      '0 1.000000 0.750000 0.900000 0.750000 0.900000 0.250000 1.000000 0.250000\n',
    );
    const keypoints = [{ x: 120, y: 40, visibility: 2 as const }];
    expect(written([{ class: 'dog', box: [80, 20, 100, 60], keypoints }])).toBe(
      '0 0.900000 0.500000 0.200000 0.500000 0.000000 0.000000 0\n',
    );
    const far = yolo.read([file('0 1.3 0.5 0.2 0.2\n')], context);
    expect(far.problems).toMatchObject([
      { severity: 'warning', reason: 'coordinates lie far outside the image' },
    ]);
  });

  it('writes poses, boxes of polygons and oriented boxes', () => {
    const keypoints = [{ x: 20, y: 40, visibility: 2 as const }];
    expect(written([{ class: 'dog', box: [10, 20, 30, 60], keypoints }])).toBe(
      '0 0.200000 0.500000 0.200000 0.500000 0.200000 0.500000 2\n',
    );
    expect(
      written([{ class: 'person', keypoints: [...keypoints, { x: 30, y: 60, visibility: 1 }] }], POSE),
    ).toBe('0 0.250000 0.625000 0.100000 0.250000 0.200000 0.500000 2 0.300000 0.750000 1\n');
    const [a, b, c, d] = square(10, 10, 10);
    expect(written([{ class: 'dog', orientedBox: [a, b, c, d] }]).split(' ')).toHaveLength(9);
    expect(
      written([{ class: 'dog', polygons: [{ rings: [square(10, 20, 20)] }] }], {
        classes: ['dog'],
        task: 'detect',
      }),
    ).toBe('0 0.200000 0.375000 0.200000 0.250000\n');
  });

  it('has no row for crowds and for objects without an extent', () => {
    expect(written([{ class: 'dog', box: [0, 0, 9, 9], crowd: true }])).toBe('');
    expect(written([{ class: 'dog', keypoints: [{ x: 5, y: 5, visibility: 2 }] }])).toBe('');
  });
});
