import { describe, expect, it } from 'vitest';
import type { AnnotatedObject } from '../../annotations/model.js';
import { describeFormatContract } from '../testing/contract.js';
import { csv } from './csv.js';
import { wholeText } from '../testing/text.js';

const encode = (text: string) => new TextEncoder().encode(text);
const FLAGS = 'IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside';
const HEADER = `ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,${FLAGS}`;
const CLICKS = 'XClick1X,XClick2X,XClick3X,XClick4X,XClick1Y,XClick2Y,XClick3Y,XClick4Y';
const PERSON = '0a,xclick,/m/01g317,1,0.012500,0.195312,0.148438,0.587500,0,1,0,0,0';
const CLICKED = '0.148438,0.012500,0.059375,0.195312,0.148438,0.357812,0.587500,0.325000';
const CLOCK = '0b,activemil,/m/01x3z,1,0.25,0.5,0.5,0.75,-1,-1,1,0,0';
const size = { width: 100, height: 80 };

describeFormatContract(csv, {
  tolerance: 0.0101,
  samples: [
    {
      ...{ name: 'Open Images, training', ...size, keeps: 'bytes', datasetKey: 'train-annotations-bbox.csv' },
      dataset: `${HEADER},${CLICKS}\n${PERSON},${CLICKED}\n${CLOCK},${Array(8).fill(-1).join()}\n`,
    },
    {
      ...{ name: 'Open Images, validation', ...size, keeps: 'bytes', datasetKey: 'a.csv' },
      dataset: `${HEADER}\n${PERSON}\n${CLOCK}\n`,
    },
    {
      ...{
        name: 'Open Images, few columns in another order',
        ...size,
        keeps: 'meaning',
        datasetKey: 'a.csv',
      },
      dataset: 'XMin,YMin,XMax,YMax,LabelName,ImageID\r\n0,0.5,1,1,/m/01x3z,0b\r\n',
    },
    {
      ...{ name: 'Open Images, rows that are no boxes', ...size, keeps: 'meaning', datasetKey: 'a.csv' },
      dataset:
        'ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/1,1,20,3,40\na,/m/1,0,1,0,1\na,/m/1,0.2,0.1,0,1\na,,0,1,0,1\n',
      problems: [
        '"a", /m/1 1,3,20,40: its sides are no fractions of the image (are they pixels?)',
        '"a", /m/1 0.2,0,0.1,1: this box has no area',
        '"a",  0,0,1,1: a row without a class',
      ],
    },
  ],
});

describe('the boxes of Open Images', () => {
  const boxes = {
    key: 'boxes.csv',
    schema: csv.dataset!.read('boxes.csv', encode(`${HEADER},${CLICKS}\n${PERSON},${CLICKED}\n`)).schema,
  };
  const [part] = csv.dataset!.read('boxes.csv', encode(`${HEADER},${CLICKS}\n${PERSON},${CLICKED}\n`)).parts!;
  const namesOf = (text: string) => ({
    key: 'names.csv',
    schema: csv.dataset!.read('names.csv', encode(text)).schema,
  });
  const named = csv.dataset!.nameClasses!(boxes, namesOf('/m/01g317,Person\n/m/01x3z,Clock\n'))!;
  const read = (schema = named) => {
    const { annotations } = csv.read(part!, { image: '0a.jpg', ...size, channels: 3, schema });
    return { annotations, object: annotations.objects[0]! };
  };
  const rowOf = async (object: AnnotatedObject) => {
    const annotations = { ...read().annotations, objects: [object] };
    return (
      await wholeText(csv.dataset!.write(named, [{ image: 'x/0a_jpg.v1.jpg', annotations }], named.extra))
    ).split('\n')[1];
  };

  it('are fractions of the image, in the order left, right, top, bottom', () => {
    const { object } = read();
    expect(object.box!.map((side) => Math.round(side * 1000) / 1000)).toEqual([1.25, 11.875, 19.531, 47]);
    expect(object.truncated).toBe(true);
  });

  it('have the names of another file, which the rows do not hold', () => {
    expect(named.classes).toEqual(['Person']);
    expect(read().object.class).toBe('Person');
    expect(read(boxes.schema).object.class).toBe('/m/01g317');
    expect(csv.dataset!.nameClasses!(boxes, namesOf('/m/02gy9n,Transparent\n'))).toBeUndefined();
  });

  it('keep flags and codes, and forget the clicks where a box moved', async () => {
    const { object } = read();
    expect(await rowOf(object)).toBe(`${PERSON.replace('0a', '0a_jpg.v1')},${CLICKED}`);
    expect(await rowOf({ ...object, box: [25, 20, 50, 60] })).toBe(
      '0a_jpg.v1,xclick,/m/01g317,1,0.250000,0.500000,0.250000,0.750000,0,1,0,0,0,-1,-1,-1,-1,-1,-1,-1,-1',
    );
    expect(await rowOf({ ...object, class: 'human' })).toContain(',human,');
  });

  it('are truncated where the new image cuts them', async () => {
    const clock = csv.dataset!.read('b.csv', encode(`${HEADER}\n${CLOCK}\n`));
    const { annotations } = csv.read(clock.parts![0]!, {
      image: '0b.jpg',
      ...size,
      channels: 3,
      schema: clock.schema,
    });
    const cut = { ...annotations.objects[0]!, box: [0, 0, 50, 40] as const, truncated: true };
    const text = await wholeText(
      csv.dataset!.write(
        clock.schema,
        [{ image: 'v.jpg', annotations: { ...annotations, objects: [cut] } }],
        clock.schema.extra,
      ),
    );
    expect(text).toContain('v,activemil,/m/01x3z,1,0.000000,0.500000,0.000000,0.500000,-1,1,1,0,0\n');
  });
});

describe('the names of Open Images’ classes', () => {
  it.each([
    ['without a header', '/m/011k07,Tortoise\n/m/011q46kg,Container\n', true],
    ['with the header of version 7', 'LabelName,DisplayName\n/m/011k07,Tortoise\n', true],
    ['with commas', '/m/0174k2,"Washing machine, large"\n', true],
    [
      'with the header of image-level labels',
      'ImageID,Source,LabelName,Confidence\na,verification,/m/1,1\n',
      false,
    ],
    ['a header alone', 'id,name\n', false],
    ['one without a name', '/m/011k07,Tortoise\n/m/011q46kg,\n', false],
  ])('are recognised by their codes: %s', (_, text, is) => {
    expect(csv.recognises('any.csv', encode(text))).toBe(is);
  });

  it('come back as they are', async () => {
    const text = 'LabelName,DisplayName\r\n/m/011k07,Tortoise\r\n';
    const { schema, parts } = csv.dataset!.read('names.csv', encode(text));
    expect(parts).toBeUndefined();
    expect(await wholeText(csv.dataset!.write(schema, [], schema.extra))).toBe(text);
  });
});
