import { describe, expect, it } from 'vitest';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import { describeFormatContract } from '../testing/contract.js';
import { dota } from './dota.js';

const size = { width: 1000, height: 800 };
const HEADER = 'imagesource:GoogleEarth\ngsd:0.146343590398\n';
const SHIP = '10.5 20 60.25 30 55 80 5 70 large-vehicle 1';
const BEYOND = '-3 700 40 690 50 810 -1 805 ship 0';

describeFormatContract(dota, {
  tolerance: 0.0051,
  samples: [
    { name: 'DOTA with its header', ...size, keeps: 'bytes', labels: `${HEADER}${SHIP}\n${BEYOND}\n` },
    { name: 'Roboflow', ...size, keeps: 'bytes', labels: '0 0 0 2 2 2 2 0 label_0 0\n' },
    { name: 'a header and no object', ...size, keeps: 'bytes', labels: HEADER },
    { name: 'without difficulty', ...size, keeps: 'bytes', labels: `${SHIP.slice(0, -2)}\n` },
    { name: 'classes that are numbers', ...size, keeps: 'bytes', labels: '0 0 0 2 2 2 2 0 7 0\n' },
    {
      name: 'CRLF, a BOM, decimals',
      ...size,
      keeps: 'meaning',
      labels: `\uFEFF1.0 1.0 5.0 1.0 5.0 4.0 1.0 4.0 a 0\r\n\r\n${SHIP}\r\n`,
    },
    {
      name: 'classes with blanks',
      ...size,
      keeps: 'bytes',
      labels: '0 0 0 2 2 2 2 0 soccer field 0\n0 0 0 2 2 2 2 0 boeing 737 2\n',
    },
    {
      name: 'rows of which some have no difficulty',
      ...size,
      keeps: 'bytes',
      labels: '0 0 0 2 2 2 2 0 tank 1\n0 0 0 2 2 2 2 0 soccer field\n',
      problems: ["1 of 2 rows have no difficulty; the digit behind 'tank' is read as one"],
    },
    {
      name: 'words and numbers behind the corners that can be read in two ways',
      ...size,
      keeps: 'meaning',
      labels: ['ship 0 0.98', 'ship 0.98', 'tank 1 0', 'ship 1 word']
        .map((words) => `0 0 0 2 2 2 2 0 ${words}\n`)
        .join(''),
      problems: [
        "1: 'ship 0 0.98' can be a class, or a class and numbers",
        "2: 'ship 0.98' can be a class, or a class and numbers",
        "3: 'tank 1 0' can be a class, or a class and numbers",
        "4: 'ship 1 word' can be a class, or a class and numbers",
      ],
    },
    {
      name: 'rows that are no objects',
      ...size,
      keeps: 'meaning',
      labels: `${SHIP}\n1 2 3 4 ship 0\n1 2 3 4 5 6 7 x ship 0\n1 1 1 1 1 1 1 1 ship 0\n`,
      problems: ['2: 6 columns: expected 10', "3: 'x' is not a number", '4: its four corners have no area'],
    },
  ],
});

describe('DOTA', () => {
  const context = {
    image: 'images/a.png',
    ...size,
    channels: 3 as const,
    schema: { classes: [] },
    fileName: 'a.png',
  };
  const read = (text: string) =>
    dota.read([{ role: 'labels', key: 'labelTxt/a.txt', bytes: new TextEncoder().encode(text) }], context)
      .annotations;
  const write = (objects: readonly AnnotatedObject[], extra = {}) =>
    new TextDecoder().decode(
      dota.write({ ...size, objects, labelMaps: [], tags: [], ...extra }, context)[0]!.bytes,
    );
  const moved = (text: string, move: (point: Point) => Point) => {
    const { objects, extra } = read(text);
    const corners = objects[0]!.orientedBox!.map(move) as unknown as NonNullable<
      AnnotatedObject['orientedBox']
    >;
    return write([{ ...objects[0]!, orientedBox: corners }], { extra });
  };

  it('reads four corners, a class and a difficulty', () => {
    expect(read(`${HEADER}${SHIP}\n`).objects).toMatchObject([
      {
        class: 'large-vehicle',
        orientedBox: [
          [10.5, 20],
          [60.25, 30],
          [55, 80],
          [5, 70],
        ],
      },
    ]);
  });

  it('reads classes with blanks, and classes that are numbers', () => {
    const rows = ['soccer field 0', 'soccer field', '7 1', '7'].map((words) => `0 0 0 2 2 2 2 0 ${words}\n`);
    const classes = read(rows.join('')).objects.map((object) => object.class);
    expect(classes).toEqual(['soccer field', 'soccer field', '7', '7']);
  });

  it('lists the corners of a mirrored object clockwise, from the same corner', () => {
    expect(moved(`${HEADER}${SHIP}\n`, ([x, y]) => [1000 - x, y])).toBe(
      `${HEADER}989.5 20 995 70 945 80 939.75 30 large-vehicle 1\n`,
    );
  });

  it('does not keep the ground sampling distance of a scaled image', () => {
    expect(moved(`${HEADER}${SHIP}\n`, ([x, y]) => [2 * x, 2 * y])).toMatch(
      /^imagesource:GoogleEarth\ngsd:null\n21 40 /,
    );
  });

  it('writes quadrilaterals as they are, other outlines as their box, and names without blanks', () => {
    const ring = (...points: Point[]) => ({ polygons: [{ rings: [points] }] });
    const objects: AnnotatedObject[] = [
      { class: 'small boat', ...ring([1, 2], [5, 3], [4, 9], [0, 7]) },
      { class: 'ship', ...ring([1, 2], [5, 3], [4, 9]) },
    ];
    expect(write(objects)).toBe('1 2 5 3 4 9 0 7 small-boat 0\n1 2 5 2 5 9 1 9 ship 0\n');
  });
});
