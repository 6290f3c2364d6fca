import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import { describeFormatContract } from '../testing/contract.js';
import { csv } from './csv.js';
import { wholeText } from '../testing/text.js';

const encode = (text: string) => new TextEncoder().encode(text);
const size = { width: 100, height: 80 };
const HEADER = 'filename,width,height,class,xmin,ymin,xmax,ymax\n';
const CLASSES = 'filename, cat, dog\na.jpg, 1, 0\nb.jpg, 1, 1\nc.jpg, 0, 0\n';

describeFormatContract(csv, {
  tolerance: 0.0101,
  samples: [
    {
      ...{ name: 'as Roboflow exports it', ...size, keeps: 'bytes', datasetKey: 'train/_annotations.csv' },
      dataset: `${HEADER}"a, ""b"".jpg",100,80,dog,8,6,40,30\n"a, ""b"".jpg",100,80,cat,16.25,12,48,36\n`,
    },
    {
      ...{ name: 'CRLF, other columns in another order, rows of an image apart', ...size, keeps: 'meaning' },
      datasetKey: 'labels.csv',
      dataset:
        'xmin,ymin,xmax,ymax,label,confidence,image\r\n1,2,30,40,dog,0.5,a.jpg\r\n1,2,3,4,cat,1,b.jpg\r\n5,6,7,8,dog,1,a.jpg\r\n',
    },
    {
      ...{ name: 'as keras-retinanet has it', ...size, keeps: 'bytes', datasetKey: 'train.csv' },
      dataset: '/data/imgs/a.jpg,8,6,40,30,dog\n/data/imgs/a.jpg,1,2,3,4,cat\n/data/imgs/b.jpg,,,,,\n',
    },
    {
      ...{ name: 'a row for an image without boxes', ...size, keeps: 'bytes', datasetKey: 'a.csv' },
      dataset: `${HEADER}a.jpg,100,80,,,,,\nb.jpg,100,80,dog,1,2,3,4\n`,
    },
    {
      ...{ name: 'classes of images', ...size, keeps: 'meaning', datasetKey: '_classes.csv' },
      dataset: CLASSES,
    },
    {
      ...{ name: 'rows that cannot be used', ...size, keeps: 'meaning', datasetKey: 'a.csv' },
      dataset: `${HEADER}a.jpg,100,80,dog,8,6,40,30\na.jpg,100,80,dog,48,12,16,36\na.jpg,100,80,dog,,12,16,36\na.jpg,100,80,,1,12,16,36\nb.jpg,50,80,dog,1,12,16,36\nc.jpg,100,80,dog,1,12,16,36\nc.jpg,200,160,dog,1,12,16,36\n`,
      problems: [
        '"a.jpg", dog 48,12,16,36: this box has no area',
        '"a.jpg", dog ,12,16,36: "" is not a number',
        '"a.jpg",  1,12,16,36: a row without a class',
        '"b.jpg" is declared as 50×80',
        '"c.jpg" is declared as 200×160',
      ],
    },
  ],
});

function reading(text: string, key = 'a.csv') {
  const { schema, parts = [], problems = [] } = csv.dataset!.read(key, encode(text));
  const context = { image: 'a.jpg', ...size, channels: 3 as const, schema };
  const annotations = parts.map((part) => csv.read(part, context).annotations);
  const write = (labels: Annotations, classes = schema.classes) =>
    wholeText(
      csv.dataset!.write({ ...schema, classes }, [{ image: 'v.jpg', annotations: labels }], schema.extra),
    );
  return { schema, parts, problems, annotations, write };
}

const box = (...sides: [number, number, number, number]): AnnotatedObject => ({ class: 'dog', box: sides });

describe('CSV files of boxes', () => {
  it('keep other columns of a row, and write hundredths', async () => {
    const { annotations, write } = reading(
      'image,label,xmin,ymin,xmax,ymax,score\na.jpg,dog,1.5,2,3,4,0.25\n',
    );
    const [object] = annotations[0]!.objects;
    const moved = { ...annotations[0]!, objects: [{ ...object!, box: [0, 1 / 3, 2, 3] as const }] };
    expect(await write(moved)).toBe('image,label,xmin,ymin,xmax,ymax,score\nv.jpg,dog,0,0.33,2,3,0.25\n');
  });

  it('leave an angle out of a row whose box moved, and keep it in all others', async () => {
    const text =
      'image,label,xmin,ymin,xmax,ymax,Rotation,score\na.jpg,dog,1,2,3,4,30,1\na.jpg,dog,5,6,7,8,0,1\n';
    const { annotations, write } = reading(text);
    const objects = annotations[0]!.objects;
    expect(objects.map(({ unmoved }) => unmoved)).toEqual([['Rotation'], undefined]);
    const moved = objects.map((object) => ({ ...object, box: [0, 0, 2, 2] as const }));
    const rows = async (all: readonly AnnotatedObject[]) =>
      (await write({ ...annotations[0]!, objects: all })).split('\n').slice(1, 3);
    expect(await rows(moved)).toEqual(['v.jpg,dog,0,0,2,2,,1', 'v.jpg,dog,0,0,2,2,0,1']);
    expect((await rows(objects))[0]).toBe('v.jpg,dog,1,2,3,4,30,1');
  });

  it('write whole pixels where the file has no others, and never a box without an area', async () => {
    const { annotations, write } = reading(`${HEADER}a.jpg,100,80,dog,1,2,3,4\n`);
    const objects = [box(0.4, 0.6, 10.2, 9.7), box(5.1, 5.1, 5.3, 5.3)];
    expect(await write({ ...annotations[0]!, objects })).toBe(
      `${HEADER}v.jpg,100,80,dog,0,1,10,10\nv.jpg,100,80,dog,5,5,6,6\n`,
    );
  });

  it('list an image without boxes as keras-retinanet does', async () => {
    const { annotations, write } = reading('a.jpg,8,6,40,30,dog\n');
    expect(await write({ ...annotations[0]!, objects: [] })).toBe('v.jpg,,,,,\n');
  });

  it('name rows without an image by their line', () => {
    const { problems, parts } = reading(`${HEADER}a.jpg,100,80,dog,1,2,3,4\n\n,100,80,dog,1,2,3,4\n`);
    expect(parts).toHaveLength(1);
    expect(problems).toMatchObject([{ line: 4, reason: 'a row without an image' }]);
  });
});

describe('CSV files of classes', () => {
  it('are the tags of images', () => {
    const { schema, annotations } = reading(CLASSES, '_classes.csv');
    expect(schema.classes).toEqual(['cat', 'dog']);
    expect(annotations.map(({ tags }) => tags)).toEqual([['cat'], ['cat', 'dog'], []]);
  });

  it('have the columns of the classes that are kept', async () => {
    const { annotations, write } = reading(CLASSES, '_classes.csv');
    expect(await write({ ...annotations[1]!, tags: ['lynx'] }, ['lynx'])).toBe('filename,lynx\nv.jpg,1\n');
  });

  it('name what is neither 0 nor 1', () => {
    const many = CLASSES + Array.from({ length: 9 }, (_, i) => `${i}.jpg, 0, 0\n`).join('');
    expect(reading(`${many}d.jpg, yes, 0\n`, '_classes.csv').problems).toMatchObject([
      { line: 14, reason: "' yes' is neither 0 nor 1" },
    ]);
  });
});

describe('CSV files', () => {
  it.each([
    ['_annotations.csv', HEADER, true],
    ['x.CSV', 'Image,Label,X1,Y1,X2,Y2\n', true],
    ['x.csv', 'a.jpg,1,2,3,4,dog\nb.png,,,,,\n', true],
    ['_classes.csv', CLASSES, true],
    ['x.csv', CLASSES, false],
    ['x.csv', 'a.jpg,dog\n', false],
    ['classes.csv', 'dog,0\ncat,1\n', false],
    ['prices.csv', 'name,price\nx.com,3\n', false],
    ['open.csv', 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax\n', true],
    ['open.csv', 'ImageID,Source,LabelName,Confidence\n', false],
    ['via.csv', 'filename,file_size,file_attributes,region_count,region_id,region_shape_attributes\n', false],
    ['x.txt', HEADER, false],
  ])('are recognised by their content: %s %j', (key, text, is) => {
    expect(csv.recognises(key, encode(text))).toBe(is);
  });

  it('are refused if they are something else', () => {
    expect(() => reading('name,price\n')).toThrow('a.csv:1: expected columns such as filename, class');
  });
});
