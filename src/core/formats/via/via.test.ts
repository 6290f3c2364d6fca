import { describe, expect, it } from 'vitest';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Json } from '../../json.js';
import type { WriteContext } from '../format.js';
import { expectClose, expectProblems } from '../testing/compare.js';
import { describeFormatContract } from '../testing/contract.js';
import { via } from './via.js';
import { wholeText } from '../testing/text.js';

const size = { width: 100, height: 80 };
const RECT = { name: 'rect', x: 8, y: 6, width: 32, height: 24 };
const SHAPES = [
  RECT,
  { name: 'circle', cx: 40, cy: 30, r: 10 },
  { name: 'ellipse', cx: 40, cy: 30, rx: 20, ry: 10, theta: 0.5 },
  { name: 'polygon', all_points_x: [1, 9, 5], all_points_y: [2, 3, 9] },
  { name: 'polyline', all_points_x: [1, 9, 5], all_points_y: [2, 3, 9] },
  { name: 'point', cx: 4, cy: 7 },
];
const region = (shape: object, attributes: object = { type: 'dog' }) => ({
  shape_attributes: shape,
  region_attributes: attributes,
});
const image = (regions: object) => ({
  filename: 'a.jpg',
  size: 1234,
  regions,
  file_attributes: { caption: 'x' },
});
const json = (regions: object) => JSON.stringify({ 'a.jpg1234': image(regions) });
const HEADER =
  'filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes\n';
const csvRow = (shape: object, attributes: object, id = 0, count = 2) =>
  `a.jpg,-1,"{""caption"":""x""}",${count},${id},${[shape, attributes].map((cell) => `"${JSON.stringify(cell).replaceAll('"', '""')}"`).join(',')}\n`;

describeFormatContract(via, {
  tolerance: 0.0006,
  samples: [
    {
      name: 'VIA 2, all shapes',
      ...size,
      keeps: 'meaning',
      dataset: json(SHAPES.map((shape) => region(shape))),
    },
    { name: 'VIA 1', ...size, keeps: 'meaning', dataset: json({ 0: region(RECT), 1: region(SHAPES[1]!) }) },
    {
      name: 'a project',
      ...size,
      keeps: 'meaning',
      dataset: JSON.stringify({
        _via_settings: { project: { name: 'mine' } },
        _via_img_metadata: { 'a.jpg1234': image([region(RECT)]) },
        _via_attributes: { region: { type: { type: 'dropdown', options: { cat: '', dog: '' } } }, file: {} },
        _via_data_format_version: '2.0.10',
        _via_image_id_list: ['a.jpg1234'],
      }),
    },
    {
      name: 'CSV of VIA 2',
      ...size,
      keeps: 'bytes',
      datasetKey: 'labels.csv',
      dataset: HEADER + csvRow(RECT, { type: 'dog' }) + csvRow(SHAPES[1]!, { type: 'cat' }, 1),
    },
    {
      name: 'CSV of VIA 1, with an image without regions',
      ...size,
      keeps: 'meaning',
      datasetKey: 'labels.csv',
      dataset: `#${HEADER}${csvRow({}, {}, 0, 0)}`,
    },
    {
      name: 'regions that are no objects',
      ...size,
      keeps: 'meaning',
      dataset: json([
        region({ ...RECT, width: 0 }),
        region({ name: 'cloud' }),
        region({ name: 'polygon', all_points_x: [1, 2, 3], all_points_y: [1, 2] }),
        region({ name: 'polygon', all_points_x: [1, 2], all_points_y: [1, 2] }),
        region(RECT, { colour: 'red', age: '3' }),
        region(RECT, { type: {} }),
        { region_attributes: { type: 'dog' } },
        region(RECT),
      ]),
      problems: [
        'a.jpg: regions[0]: a rect of 0×24 has no area',
        'regions[1]: its shape "cloud" is not known',
        'regions[2]: all_points_x has 3 values, all_points_y 2',
        'regions[3]: a polygon of 2 points',
        'regions[4]: none of its attributes (colour, age) is known to be its class: set labels.via_class',
        'regions[5]: its attribute type names no class',
        'regions[6]: shape_attributes',
      ],
    },
  ],
});

describe('VIA', () => {
  const reading = (text: string, options = {}, key = 'via.json') => {
    const { schema, parts = [] } = via.dataset.read(key, new TextEncoder().encode(text));
    const context: WriteContext = {
      ...{ image: 'a.jpg', fileName: 'a.jpg', ...size, channels: 3, schema, options },
    };
    return { schema, parts, ...via.read(parts[0]!, context) };
  };
  const classesOf = (attributes: object, options = {}) =>
    reading(json([region(RECT, attributes)]), options).annotations.objects.map((object) => object.class);
  const written = (text: string, change: (object: AnnotatedObject) => AnnotatedObject, key?: string) => {
    const { schema, annotations } = reading(text, {}, key);
    const objects = annotations.objects.map(change);
    const entry = { image: 'a_jpg.v1.jpg', annotations: { ...annotations, objects } };
    return wholeText(via.dataset.write(schema, [entry], schema.extra));
  };

  it.each<[object, string[]]>([
    [{ breed: 'pug' }, ['pug']],
    [{ id: '7', Label: 'dog' }, ['dog']],
    [{ type: 'animal', class: 'dog' }, ['dog']],
    [{ kind: { cat: false, dog: true } }, ['dog']],
    [{ kind: { cat: true, dog: true } }, []],
    [{}, ['object']],
  ])('takes the class from %j', (attributes, classes) => {
    expect(classesOf(attributes)).toEqual(classes);
  });

  it('takes the class from the attribute that the recipe names', () => {
    expect(classesOf({ id: '7', breed: 'pug' }, { via_class: 'breed' })).toEqual(['pug']);
    expect(classesOf({ id: '7', type: 'dog' }, { via_class: 'breed' })).toEqual([]);
  });

  it('reads the same shapes from every layout', () => {
    const [circle] = reading(json({ 0: region(SHAPES[1]!) })).annotations.objects;
    const [again] = reading(HEADER + csvRow(SHAPES[1]!, { type: 'dog' }), {}, 'via.csv').annotations.objects;
    expectClose(again!.polygons, circle!.polygons, 1e-9);
    expect(circle!.polygons![0]!.rings[0]).toHaveLength(64);
  });

  it('turns an ellipse by its theta', () => {
    const quarter = { ...SHAPES[2], theta: Math.PI / 2 };
    const [object] = reading(json([region(quarter)])).annotations.objects;
    const xs = object!.polygons![0]!.rings[0]!.map(([x]) => x);
    expectClose([Math.min(...xs), Math.max(...xs)], [30, 50], 1e-6);
  });

  it('leaves an angle out of the attributes of a region that moved', async () => {
    const text = json([region(RECT, { type: 'dog', angle: '30', theta: 0 })]);
    const unmoved = reading(text).annotations.objects.map((object) => object.unmoved);
    expect(unmoved).toEqual([['region_attributes.angle']]);
    expect(await written(text, (object) => object)).toContain('"angle":"30"');
    const moved = await written(text, (object) => ({ ...object, box: [0, 0, 5, 5] }));
    expect(moved).not.toContain('angle');
    expect(moved).toContain('"theta":0');
  });

  it('writes moved shapes in their kind, and all other content as it was', async () => {
    const text = json([
      { ...region(RECT, { type: 'dog', id: 7 }), note: 'x' },
      region(SHAPES[1]!),
      region(SHAPES[4]!),
      region(SHAPES[5]!),
    ]);
    const flip = (x: number) => 100 - x;
    const moved = await written(text, ({ box, polygons, lines, keypoints, ...object }) => ({
      ...object,
      ...(box && { box: [flip(box[2]), box[1], flip(box[0]), box[3]] }),
      ...(polygons && {
        polygons: [{ rings: [polygons[0]!.rings[0]!.map(([x, y]) => [flip(x), y] as const)] }],
      }),
      ...(lines && { lines: lines.map((line) => line.map(([x, y]) => [flip(x), y] as const)) }),
      ...(keypoints && { keypoints: keypoints.map((point) => ({ ...point, x: flip(point.x) })) }),
    }));
    expect(JSON.parse(moved)).toEqual({
      'a_jpg.v1.jpg-1': {
        ...{ filename: 'a_jpg.v1.jpg', size: -1, file_attributes: { caption: 'x' } },
        regions: [
          { ...region({ ...RECT, x: 60 }, { type: 'dog', id: 7 }), note: 'x' },
          region({ name: 'circle', cx: 60, cy: 30, r: 10 }),
          region({ name: 'polyline', all_points_x: [99, 91, 95], all_points_y: [2, 3, 9] }),
          region({ name: 'point', cx: 96, cy: 7 }),
        ],
      },
    });
  });

  it('renames a class where it was: in its attribute, or as the box that is ticked', async () => {
    const attributesOf = async (attributes: object): Promise<Json> => {
      const text = await written(json([region(RECT, attributes)]), (object) => ({
        ...object,
        class: 'wolf',
      }));
      const file = JSON.parse(text) as Record<string, { regions: { region_attributes: Json }[] }>;
      return file['a_jpg.v1.jpg-1']!.regions[0]!.region_attributes;
    };
    expect(await attributesOf({ breed: 'pug' })).toEqual({ breed: 'wolf' });
    expect(await attributesOf({ kind: { cat: false, dog: true } })).toEqual({
      kind: { cat: false, wolf: true },
    });
  });

  it('lists the images of a project again, and takes the order of classes from its choices', async () => {
    const project = {
      _via_settings: { core: { filepath: { '/home/a': 1 }, default_filepath: '/home/a/images' } },
      _via_img_metadata: { 'a.jpg1234': image([region(RECT)]) },
      _via_attributes: { region: { type: { type: 'radio', options: { cat: '', dog: '' } } } },
      _via_image_id_list: ['a.jpg1234'],
    };
    expect(reading(JSON.stringify(project)).schema.classes).toEqual(['cat', 'dog']);
    expect(JSON.parse(await written(JSON.stringify(project), (object) => object))).toMatchObject({
      _via_image_id_list: ['a_jpg.v1.jpg-1'],
      _via_settings: { core: { filepath: {}, default_filepath: '' } },
      _via_attributes: project._via_attributes,
    });
  });

  it('merges rows of one image that are not adjacent', () => {
    const other = csvRow(RECT, { type: 'cat' }).replace('a.jpg', 'b.jpg');
    const text = HEADER + csvRow(RECT, { type: 'dog' }) + other + csvRow(SHAPES[1]!, { type: 'dog' }, 1);
    const { parts, annotations } = reading(text, {}, 'via.csv');
    expect(parts).toHaveLength(2);
    expect(annotations.objects).toHaveLength(2);
  });

  it('refuses what it cannot understand, by name', () => {
    const v3 = { project: { pname: 'x' }, config: {}, attribute: {}, file: {}, metadata: {}, view: {} };
    expect(() => reading(JSON.stringify(v3))).toThrow('projects of VIA 3 are not read');
    expect(() => reading(`${HEADER}a.jpg,1,{},1,0,[],{}\n`, {}, 'via.csv')).toThrow(
      'via.csv:2: expected a JSON object',
    );
    const { parts, ...rest } = via.dataset.read(
      'via.json',
      new TextEncoder().encode('{"a.jpg1": {"size": 1}}'),
    );
    expect(parts).toEqual([]);
    expectProblems({ problems: rest.problems ?? [] }, ['a.jpg1: this describes no image']);
  });
});
