import { describe, expect, it } from 'vitest';
import type { Annotations } from '../../annotations/model.js';
import { describeFormatContract } from '../testing/contract.js';
import { huggingface } from './huggingface.js';
import { wholeFiles, wholeText } from '../testing/text.js';

const encode = (text: string) => new TextEncoder().encode(text);
const size = { width: 100, height: 80 };
const linesOf = (...lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

const LINE = {
  image_id: 15,
  file_name: 'a.jpg',
  objects: { id: [114, 115], area: [600, 9], bbox: [[10, 20, 20, 30], [1, 2.5, 3, 3]], category: [4, 0] }, // prettier-ignore
  text: 'Two cats, "left" of a dog',
};

describeFormatContract(huggingface, {
  tolerance: 0.0101,
  samples: [
    {
      ...{ name: 'lists of ids, areas, boxes and numbered categories', ...size, keeps: 'bytes' },
      datasetKey: 'train/metadata.jsonl',
      dataset: linesOf(LINE, { ...LINE, file_name: 'sub/b.jpg', objects: { ...LINE.objects, id: [], area: [], bbox: [], category: [] } }), // prettier-ignore
    },
    {
      ...{ name: 'captions alone', ...size, keeps: 'bytes', datasetKey: 'metadata.jsonl' },
      dataset: linesOf({ file_name: 'a.jpg', text: 'Nice cat' }, { file_name: 'b.jpg', text: null }),
    },
    {
      ...{ name: 'a list of objects with names', ...size, keeps: 'bytes', datasetKey: 'metadata.jsonl' },
      dataset: linesOf({ file_name: 'a.jpg', objects: [{ bbox: [1, 2, 3, 4], label: 'cat' }] }),
    },
    {
      ...{
        name: 'CSV with captions and objects as JSON',
        ...size,
        keeps: 'bytes',
        datasetKey: 'metadata.csv',
      },
      dataset: 'file_name,text,objects\na.jpg,"one, two","{""bbox"":[[1,2,3,4]],""categories"":[""cat""]}"\n',
    },
    {
      ...{ name: 'objects that cannot be used, and doubtful ones', ...size, keeps: 'meaning' },
      datasetKey: 'metadata.jsonl',
      dataset: linesOf(
        { file_name: 'a.jpg', objects: { bbox: [[1, 2, 3, 4], [1, 2, 3], [1, 2, -3, 4], [90, 70, 95, 75]], categories: ['cat', 'cat', 'cat', 'cat'] } }, // prettier-ignore
        { file_name: 'b.jpg', objects: { bbox: [[1, 2, 3, 4]], categories: [null] } },
        { file_name: 'c.jpg', objects: { bbox: [[1, 2, 3, 4]], categories: [] } },
        { file_name: 'd.jpg', objects: { bbox: [[0.1, 0.2, 0.3, 0.4]], categories: ['cat'], segmentation: [[1]] } }, // prettier-ignore
      ),
      problems: [
        '"a.jpg": object 2: bbox: expected four numbers',
        '"a.jpg": object 3: bbox: its size is -3×4',
        '"a.jpg": object 4: the box ends outside the image; bbox is read as x, y, width, height',
        '"b.jpg": object 1: it has no category',
        '"c.jpg": objects.categories: expected a list of 1 values',
        '"d.jpg": object 1: the box lies within one pixel',
        '"d.jpg": objects.segmentation is not moved',
      ],
    },
  ],
});

function reading(text: string, key = 'metadata.jsonl') {
  const { schema, parts = [], problems = [] } = huggingface.dataset!.read(key, encode(text));
  const context = { image: 'a.jpg', ...size, channels: 3 as const, schema };
  const annotations = parts.map((part) => huggingface.read(part, context).annotations);
  const write = (...changed: readonly (readonly [string, Annotations])[]) =>
    wholeText(
      huggingface.dataset!.write(
        schema,
        changed.map(([image, labels]) => ({ image, annotations: labels })),
        schema.extra,
      ),
    );
  return { schema, parts, problems, annotations, write };
}

describe('the metadata of an image folder', () => {
  it('gives each output a line with all other columns; moved boxes have a new area', async () => {
    const { annotations, write } = reading(linesOf(LINE));
    const [labels] = annotations;
    const moved = labels!.objects.slice(0, 1).map((object) => ({ ...object, box: [0, 0, 10, 10] as const }));
    const lines = (await write(['a.jpg', labels!], ['a_jpg.v1.jpg', { ...labels!, objects: moved }]))
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      LINE,
      {
        ...{ image_id: 15, file_name: 'a_jpg.v1.jpg', text: LINE.text },
        objects: { id: [114], area: [100], bbox: [[0, 0, 10, 10]], category: [4] },
      },
    ]);
  });

  it('keeps the numbers of its classes, also of those that do not occur', () => {
    expect(reading(linesOf(LINE)).schema.classes).toEqual(['0', '1', '2', '3', '4']);
  });

  it('writes a word where a number is renamed to one', async () => {
    const { annotations, write } = reading(linesOf(LINE));
    const objects = annotations[0]!.objects.map((object) => ({ ...object, class: 'cat' }));
    expect(await write(['a.jpg', { ...annotations[0]!, objects }])).toContain('"category":["cat","cat"]');
  });

  it('leaves out geometry that is not moved, where the box moves', async () => {
    const objects = { bbox: [[1, 2, 3, 4]], categories: ['cat'], segmentation: [[1, 2, 3]] };
    const { annotations, write } = reading(linesOf({ file_name: 'a.jpg', objects }));
    expect(await write(['a.jpg', annotations[0]!])).toContain('"segmentation":[[1,2,3]]');
    const moved = annotations[0]!.objects.map((object) => ({ ...object, box: [0, 0, 3, 4] as const }));
    expect(await write(['a.jpg', { ...annotations[0]!, objects: moved }])).toContain('"segmentation":[null]');
  });

  it('names lines that are broken or have no name, and reads the others', () => {
    const { parts, problems } = reading(`{"file_name": "a.jpg"}\n{"file_name": \n{"text": "x"}\n`);
    expect(parts.map(({ image }) => image)).toEqual(['a.jpg']);
    expect(problems.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '2: this is not valid JSON: it ends too early',
      '3: a line without file_name',
    ]);
    expect(() => reading('nothing')).toThrow('metadata.jsonl:1');
    expect(() => reading('name,text\n', 'metadata.csv')).toThrow('the header has no column file_name');
  });

  it('has a new file for each split, in the folder of its images', async () => {
    const entry = (image: string, split?: string) => ({
      ...{ image, annotations: { ...size, objects: [], labelMaps: [], tags: [] } },
      ...(split === undefined ? {} : { split }),
    });
    const keysOf = async (...entries: readonly ReturnType<typeof entry>[]) => {
      const files = await wholeFiles(huggingface.dataset!.create({ classes: [] }, entries));
      return files.map(({ key, text }) => [key, text.match(/"file_name":"[^"]+"/g)]);
    };
    expect(
      await keysOf(
        entry('images/train/x/a.jpg', 'train'),
        entry('images/train/y/a.jpg', 'train'),
        entry('images/val/b.jpg', 'val'),
      ),
    ).toEqual([
      ['images/train/metadata.jsonl', ['"file_name":"x/a.jpg"', '"file_name":"y/a.jpg"']],
      ['images/val/metadata.jsonl', ['"file_name":"b.jpg"']],
    ]);
    expect((await keysOf(entry('a.jpg', 'train'), entry('b.jpg', 'val'))).map(([key]) => key)).toEqual([
      'metadata.jsonl',
    ]);
  });

  it.each([
    ['metadata.jsonl', '{"file_name": "a.jpg"}', true],
    ['train/Metadata.CSV', 'text,file_name\n', true],
    ['metadata.csv', 'id,price\n', false],
    ['metadata.jsonl', '{"prompt": "x"}', false],
    ['other.jsonl', '{"file_name": "a.jpg"}', false],
  ])('is recognised by its name and content: %s %s', (key, text, is) => {
    expect(huggingface.recognises(key, encode(text))).toBe(is);
  });
});
