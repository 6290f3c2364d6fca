import { describe, expect, it } from 'vitest';
import type { AnnotatedObject } from '../../annotations/model.js';
import { expectProblems } from '../testing/compare.js';
import { describeFormatContract } from '../testing/contract.js';
import { createml } from './createml.js';
import { wholeFiles, wholeText } from '../testing/text.js';

const size = { width: 100, height: 80 };
const box = (label: string, x: number, y: number, width: number, height: number, more = {}) => ({
  ...{ label, coordinates: { x, y, width, height } },
  ...more,
});
const file = (...images: object[]) => JSON.stringify(images);

describeFormatContract(createml, {
  tolerance: 0.0011,
  samples: [
    {
      name: 'Roboflow',
      ...size,
      keeps: 'bytes',
      dataset: `[\n${JSON.stringify({ image: 'a.jpg', annotations: [box('dog', 24, 18, 32, 24), box('cat', 10.5, 10, 5, 4.25)] })},\n${JSON.stringify({ image: 'b.jpg', annotations: [] })}\n]\n`,
    },
    {
      name: "Create ML's own names, other keys, classes of images",
      ...size,
      keeps: 'meaning',
      dataset: file({
        imagefilename: 'a.jpg',
        annotation: [{ label: 'indoor' }, box('dog', 24, 18, 32, 24, { confidence: 0.5 })],
        verified: true,
      }),
    },
    {
      name: 'annotations that are no objects',
      ...size,
      keeps: 'meaning',
      dataset: file({
        image: 'a.jpg',
        annotations: [
          box('dog', 24, 18, 0, 24),
          { coordinates: {} },
          { label: 'dog', coordinates: { x: 1 } },
          box('dog', 24, 18, 32, 24),
        ],
      }),
      problems: [
        'a.jpg: annotations[0]: a box of 0×24 has no area',
        'annotations[1]: label',
        'annotations[2]: coordinates.y',
      ],
    },
  ],
});

describe('Create ML', () => {
  const reading = (text: string) => {
    const {
      schema,
      parts = [],
      problems = [],
    } = createml.dataset.read('c.json', new TextEncoder().encode(text));
    const context = { image: 'a.jpg', ...size, channels: 3 as const, schema };
    return { problems, parts, readings: parts.map((part) => createml.read(part, context)) };
  };

  it('reads x and y as the centre of a box', () => {
    const { readings } = reading(file({ image: 'a.jpg', annotations: [box('dog', 24, 18, 32, 24)] }));
    expect(readings[0]!.annotations.objects).toMatchObject([{ class: 'dog', box: [8, 6, 40, 30] }]);
  });

  it('writes boxes that moved, and keeps everything else of an annotation', async () => {
    const { readings } = reading(
      file({
        image: 'a.jpg',
        set: 1,
        annotations: [{ label: 'day' }, box('dog', 24, 18, 32, 24, { confidence: 0.5 })],
      }),
    );
    const { annotations } = readings[0]!;
    const objects: AnnotatedObject[] = annotations.objects.map((object) => ({
      ...object,
      box: [60, 6, 92, 30],
    }));
    const text = await wholeText(
      createml.dataset.write({ classes: [] }, [
        { image: 'a_jpg.v1.jpg', annotations: { ...annotations, objects } },
      ]),
    );
    expect(JSON.parse(text)).toEqual([
      {
        image: 'a_jpg.v1.jpg',
        set: 1,
        annotations: [{ label: 'day' }, box('dog', 76, 18, 32, 24, { confidence: 0.5 })],
      },
    ]);
  });

  it('leaves an angle out of an annotation whose box moved', async () => {
    const turned = { ...box('dog', 24, 18, 32, 24, { rotation: 30 }) };
    const { readings } = reading(file({ image: 'a.jpg', annotations: [turned] }));
    const [object] = readings[0]!.annotations.objects;
    expect(object!.unmoved).toEqual(['rotation']);
    const write = (one: AnnotatedObject) => {
      const annotations = { ...readings[0]!.annotations, objects: [one] };
      return wholeText(createml.dataset.write({ classes: [] }, [{ image: 'a.jpg', annotations }]));
    };
    expect(await write(object!)).toContain('"rotation":30');
    expect(await write({ ...object!, box: [0, 0, 5, 5] })).not.toContain('rotation');
  });

  it('merges two entries of one image, and names what describes none', () => {
    const { parts, readings, problems } = reading(
      file(
        { image: 'a.jpg', annotations: [box('dog', 24, 18, 32, 24)] },
        { annotations: [] },
        { image: 'a.jpg', annotations: [box('cat', 24, 18, 32, 24)] },
      ),
    );
    expect(parts).toHaveLength(1);
    expect(readings[0]!.annotations.objects.map((object) => object.class)).toEqual(['dog', 'cat']);
    expectProblems({ problems }, ['[1]: this describes no image']);
  });

  it('creates one file for each folder of images', async () => {
    const annotations = { ...size, objects: [], labelMaps: [], tags: [] };
    const made = await wholeFiles(
      createml.dataset.create({ classes: [] }, [
        { image: 'train/a.jpg', annotations },
        { image: 'val/b.jpg', annotations },
      ]),
    );
    expect(made.map(({ key }) => key)).toEqual([
      'train/_annotations.createml.json',
      'val/_annotations.createml.json',
    ]);
    expect(JSON.parse(made[1]!.text)).toEqual([{ image: 'b.jpg', annotations: [] }]);
  });

  it.each([
    ['[{"id": 1, "data": {"image": "a.jpg"}, "annotations": []}]', false],
    ['[{"image": "a.jpg", "caption": "a dog"}]', false],
    ['{"image": "a.jpg", "annotations": []}', false],
    ['[{"annotations": [], "image": "a.jpg"}]', true],
  ])('%s is recognised: %s', (text, isOne) => {
    expect(createml.recognises('a.json', new TextEncoder().encode(text))).toBe(isOne);
  });
});
