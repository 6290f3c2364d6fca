import { describe, expect, it } from 'vitest';
import type { Json } from '../../json.js';
import { expectProblems } from '../testing/compare.js';
import { describeFormatContract } from '../testing/contract.js';
import type { WrittenSchema } from '../format.js';
import { ndjson } from './ndjson.js';
import { wholeFiles, wholeText } from '../testing/text.js';

const size = { width: 640, height: 480, datasetKey: 'd.ndjson' };
const lines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const image = (annotations: object, more = {}) => ({
  ...{ type: 'image', file: 'a.jpg', width: 640, height: 480, split: 'train', ...more },
  annotations,
});
const head = (more = {}) => ({
  type: 'dataset',
  task: 'detect',
  path: '.',
  class_names: { 0: 'person', 1: 'car' },
  ...more,
});
const BOXES = {
  boxes: [
    [0, 0.5, 0.5, 0.2, 0.3],
    [1, 0.25, 0.25, 0.1, 0.1],
  ],
};

describeFormatContract(ndjson, {
  tolerance: 0.001,
  samples: [
    {
      name: 'boxes, and an image without any',
      ...size,
      keeps: 'bytes',
      dataset: lines(head(), image(BOXES), image({ boxes: [] }, { file: 'b.jpg', split: 'val' })),
    },
    {
      name: 'as the platform exports it',
      ...size,
      keeps: 'meaning',
      dataset: lines(
        head({ name: 'x', url: 'https://e.org/d', version: 1 }),
        image(BOXES, { url: 'https://e.org/a.jpg?x=1' }),
        { type: 'image', file: 'b.jpg', split: 'val' },
      ),
    },
    {
      name: 'polygons',
      ...size,
      keeps: 'bytes',
      dataset: lines(head({ task: 'segment' }), image({ segments: [[1, 0.1, 0.1, 0.9, 0.2, 0.5, 0.8]] })),
    },
    {
      name: 'oriented boxes',
      ...size,
      keeps: 'bytes',
      dataset: lines(head({ task: 'obb' }), image({ obb: [[1, 0.1, 0.1, 0.9, 0.2, 0.8, 0.8, 0.2, 0.7]] })),
    },
    {
      name: 'poses',
      ...size,
      keeps: 'bytes',
      dataset: lines(
        head({ task: 'pose', kpt_shape: [2, 3], flip_idx: [1, 0], kpt_names: ['left', 'right'] }),
        image({ pose: [[0, 0.5, 0.5, 0.2, 0.3, 0.45, 0.4, 2, 0, 0, 0]] }),
      ),
    },
    {
      name: 'poses without kpt_shape',
      ...size,
      keeps: 'meaning',
      dataset: lines(
        head({ task: 'pose' }),
        image({ pose: [[0, 0.5, 0.5, 0.2, 0.3, 0.45, 0.4, 2, 0, 0, 0]] }),
      ),
    },
    {
      name: 'poses with confidences, without kpt_shape',
      ...size,
      keeps: 'meaning',
      dataset: lines(
        head({ task: 'pose' }),
        image({ pose: [[0, 0.5, 0.5, 0.2, 0.3, 0.45, 0.4, 0.75]] }),
        image({ pose: [[0, 0.5, 0.5, 0.2, 0.3, 0.45, 0.4, 'x']] }, { file: 'b.jpg' }),
      ),
      problems: ['2: the third numbers of keypoints are confidences', `3: pose[0]: '"x"' is not a number`],
    },
    {
      name: 'classes of images',
      ...size,
      keeps: 'bytes',
      dataset: lines(head({ task: 'classify' }), image({ classification: [1] })),
    },
    {
      name: 'rows that are no objects',
      ...size,
      keeps: 'meaning',
      dataset: lines(
        head(),
        image({
          boxes: [[0, 0.5], [0, 0.5, 0.5, 0, 0.1], 'x', [0, 0.5, null, 1, 1], [0, 0.5, 0.5, 0.2, 0.3]],
          obb: [],
        }),
      ),
      problems: [
        '2: boxes[0]: 2 columns',
        '2: boxes[1]: a box of width 0',
        '2: boxes[2]: expected a list of numbers',
        "2: boxes[3]: 'null' is not a number",
        '2: obb is left out',
      ],
    },
  ],
});

describe('NDJSON', () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const reading = (text: string) => {
    const dataset = ndjson.dataset.read('d.ndjson', encode(text));
    const context = { image: 'a.jpg', ...size, channels: 3 as const, schema: dataset.schema };
    return { ...dataset, readings: (dataset.parts ?? []).map((part) => ndjson.read(part, context)) };
  };

  it('reads rows as YOLO does, and splits', () => {
    const { readings, parts } = reading(
      lines(head(), image(BOXES), image({}, { file: 'b.jpg', split: 'val' })),
    );
    expect(readings[0]!.annotations.objects).toMatchObject([
      { class: 'person', box: [256, 168, 384, 312] },
      { class: 'car', box: [128, 96, 192, 144] },
    ]);
    expect(parts?.map(({ split }) => split)).toEqual(['train', 'val']);
  });

  it('names classes that the file does not name, as its own reader does', () => {
    expect(
      reading(lines(head({ class_names: { 1: 'car' } }), image({ boxes: [[3, 0.5, 0.5, 0.1, 0.1]] }))).schema
        .classes,
    ).toEqual(['class0', 'car', 'class2', 'class3']);
  });

  it('names lines that it cannot use, and refuses a file without a data set', () => {
    const { problems = [], parts } = reading(
      `${lines(head(), { type: 'image' })}{"file": "a.jpg", "spl\n${lines(image(BOXES))}`,
    );
    expectProblems({ problems }, ['3: this line is no JSON object', '2: this describes no image']);
    expect(parts).toHaveLength(1);
    expect(() => reading('x')).toThrow('d.ndjson:1: this does not describe a data set');
    const partners = { task: 'pose', kpt_shape: [3, 3], flip_idx: [0, 0, 2] };
    expect(() => reading(lines(head(partners)))).toThrow('a data set: flip_idx');
    expect(() => reading(lines(head({ task: 'depth' })))).toThrow(
      'd.ndjson:1: data sets of the task depth are not read',
    );
  });

  it('leads to no image of the input: variants have names, and no addresses', async () => {
    const { schema, readings } = reading(
      lines(
        head({ url: 'https://e.org/d', path: 'set' }),
        image(BOXES, { url: 'https://e.org/a.jpg', weather: 'fog' }),
      ),
    );
    const text = await wholeText(
      ndjson.dataset.write(
        schema,
        [{ image: 'images/train/a_jpg.v1.jpg', annotations: readings[0]!.annotations, split: 'train' }],
        schema.extra,
      ),
    );
    expect(text).not.toContain('https');
    const [first, record] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, Json>);
    expect(first).toMatchObject({ path: 'set', class_names: { 0: 'person', 1: 'car' } });
    expect(record).toMatchObject({
      file: 'a_jpg.v1.jpg',
      split: 'train',
      weather: 'fog',
      annotations: BOXES,
    });
  });

  it('keeps the numbers of classes of whole images that have equal names', async () => {
    const names = { 0: 'cat', 1: 'dog', 2: 'cat', 3: 'cat' };
    const given = [[2], [0, 1], [3, 2], ['2']];
    const { schema, readings } = reading(
      lines(
        head({ task: 'classify', class_names: names }),
        ...given.map((classification, i) => image({ classification }, { file: `${i}.jpg` })),
      ),
    );
    const written = async (classes: WrittenSchema) => {
      const entries = readings.map(({ annotations }, i) => ({ image: `${i}.jpg`, annotations }));
      const [, ...images] = (await wholeText(ndjson.dataset.write(classes, entries, schema.extra)))
        .trim()
        .split('\n');
      return images.map(
        (line) =>
          (JSON.parse(line) as { annotations: { classification: number[] } }).annotations.classification,
      );
    };
    expect(readings.map(({ annotations }) => annotations.tags)).toEqual([
      ['cat'],
      ['cat', 'dog'],
      ['cat', 'cat'],
      ['cat'],
    ]);
    expect(await written(schema)).toEqual([[2], [0, 1], [2, 3], [2]]);
    const reordered = { ...schema, classes: ['dog', 'cat', 'cat', 'cat'], origins: [1, 0, 2, 3] };
    expect(await written(reordered)).toEqual([[2], [1, 0], [2, 3], [2]]);
    const merged = { ...schema, classes: ['cat', 'dog'], origins: [0, 1] };
    expect(await written(merged)).toEqual([[0], [0, 1], [0], [0]]);
  });

  it('creates what its own reader takes: images by name, below images/ and their split', async () => {
    const annotations = {
      width: 640,
      height: 480,
      labelMaps: [],
      tags: [],
      objects: [{ class: 'car', box: [128, 96, 192, 144] as const }],
    };
    const schema = { classes: ['person', 'car'], task: 'detect' };
    const [made] = await wholeFiles(
      ndjson.dataset.create(schema, [{ image: 'images/val/b.jpg', annotations, split: 'val' }]),
    );
    expect(made!.text.split('\n')[1]).toBe(
      JSON.stringify(image({ boxes: [BOXES.boxes[1]] }, { file: 'b.jpg', split: 'val' })),
    );
    const [elsewhere] = await wholeFiles(
      ndjson.dataset.create(schema, [{ image: 'photos/b.jpg', annotations }]),
    );
    expect(elsewhere!.text).toContain('"file":"photos/b.jpg"');
  });
});
