import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import { moveAnnotations } from '../../annotations/move.js';
import type { Operation } from '../../plan/operations.js';
import { describeFormatContract } from '../testing/contract.js';
import { cvat } from './cvat.js';
import { wholeFiles, wholeText } from '../testing/text.js';

const HEAD = `<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <id>39</id>
      <size>2</size>
      <labels>
        <label>
          <name>car</name>
          <color>#0c81b5</color>
          <attributes>
            <attribute>
              <name>wet</name>
              <values>false&#10;true</values>
            </attribute>
          </attributes>
        </label>
        <label>
          <name>person</name>
          <type>skeleton</type>
          <svg>&lt;circle data-label-name="left eye"&gt;&lt;/circle&gt;</svg>
        </label>
        <label>
          <name>left eye</name>
          <type>points</type>
          <parent>person</parent>
        </label>
        <label>
          <name>right eye</name>
          <type>points</type>
          <parent>person</parent>
        </label>
      </labels>
    </task>
    <dumped>2023-01-17 01:38:22.055780+00:00</dumped>
  </meta>
`;
const image = (inside: string, name = 'a.jpg', id = 0) =>
  `  <image id="${id}" name="${name}" width="100" height="80">\n${inside}  </image>\n`;
const fileOf = (...images: readonly string[]) => `${HEAD}${images.join('')}</annotations>\n`;
const element = (start: string, inside = '') =>
  `    <${start}>\n${inside}    </${start.split(' ', 1)[0]!}>\n`;

const BOX = 'box label="car" source="manual" occluded="1" xtl="10.00" ytl="20.50" xbr="30.00" ybr="40.00"';
const SHAPES = [
  element('tag label="car" source="manual"', '      <attribute name="wet">true</attribute>\n'),
  element(`${BOX} z_order="0" group_id="3"`, '      <attribute name="wet">a &lt; b</attribute>\n'),
  element(`${BOX} rotation="30.25" z_order="1"`),
  element(
    'polygon label="car" source="file" occluded="0" points="10.00,10.00;90.00,20.12;60.00,70.00" z_order="0"',
  ),
  element(
    'polyline label="car" source="file" occluded="0" points="1.00,2.00;3.00,4.00;5.00,6.00" z_order="0"',
  ),
  element('points label="car" source="file" occluded="0" points="1.00,2.00;3.00,4.00" z_order="0"'),
  element(
    'ellipse label="car" source="file" occluded="0" cx="50.00" cy="40.00" rx="20.00" ry="10.00" rotation="20.00" z_order="0"',
  ),
  element(
    'mask label="car" source="file" occluded="0" rle="1, 2, 3" left="10" top="20" width="3" height="2" z_order="0"',
  ),
  element(
    'skeleton label="person" source="file" points="" rotation="0.00" z_order="0"',
    '      <points label="left eye" source="file" outside="0" occluded="1" points="20.00,30.00">\n      </points>\n' +
      '      <points label="right eye" source="file" outside="1" occluded="0" points="9.00,9.00">\n      </points>\n',
  ),
];
const size = { width: 100, height: 80 };
const encode = (text: string) => new TextEncoder().encode(text);

describeFormatContract(cvat, {
  tolerance: 0.0101,
  samples: [
    {
      ...{ name: 'every kind of shape, as the tool writes them', ...size, keeps: 'bytes' },
      dataset: fileOf(image(SHAPES.join(''), 'a.jpg', 4), image('', 'sub/b c.jpg', 7)),
    },
    {
      ...{ name: 'coordinates in other decimals, one line, no head', ...size, keeps: 'meaning' },
      dataset:
        '<annotations><image id="0" name="a.jpg" width="100" height="80"><box label="car" xtl="1" ytl="2.123456" xbr="4" ybr="8"/>' +
        '<polygon label="car" points="1.0,2;3,4.5678;6,5"/></image></annotations>',
    },
    {
      ...{ name: 'shapes that cannot be used beside one that can', ...size, keeps: 'meaning' },
      dataset: fileOf(
        image(
          [
            '<cuboid label="car" xtl1="1"/>',
            '<box label="car" xtl="1" ytl="1" xbr="9" ybr="9"/>',
            '<box label="" xtl="1" ytl="1" xbr="9" ybr="9"/>',
            '<box label="car" xtl="9" ytl="1" xbr="1" ybr="9"/>',
            '<box label="car" xtl="x" ytl="1" xbr="1" ybr="9"/>',
            '<polygon label="car" points="1,1;2,2"/>',
            '<points label="car" points="1;2"/>',
            '<mask label="car" rle="1, 2" left="0" top="0" width="2" height="2"/>',
            '<ellipse label="car" cx="1" cy="1" rx="0" ry="2"/>',
          ].join(''),
        ),
      ),
      problems: [
        '"a.jpg": its element 1, <cuboid>: shapes of this kind are not read',
        'its element 3, <box>: it has no label',
        'its element 4, <box>: from 9, 1, 1, 9 it has no area',
        'its element 5, <box>: xtl: expected a number, not "x"',
        'its element 6, <polygon>: it has 2 points, and needs 3',
        'its element 7, <points>: points: "1" is not x,y',
        'its element 8, <mask>: rle covers 3 pixels, but its box of 2×2 has others',
        'its element 9, <ellipse>: it has no area',
      ],
    },
  ],
});

function readOne(text: string) {
  const { schema, parts = [] } = cvat.dataset!.read('annotations.xml', encode(text));
  const context = { image: 'a.jpg', ...size, channels: 3 as const, schema };
  const { annotations, problems } = cvat.read(parts[0]!, context);
  const write = (changed: Annotations, classes = schema.classes) =>
    wholeText(
      cvat.dataset!.write({ ...schema, classes }, [{ image: 'a.jpg', annotations: changed }], schema.extra),
    );
  return { schema, parts, annotations, problems, write };
}

async function moved(shape: string, ...operations: readonly Operation[]): Promise<string> {
  const { annotations, write } = readOne(fileOf(image(element(shape))));
  const { annotations: after } = moveAnnotations(annotations, operations);
  return (await write(after)).split('</meta>')[1]!.split('\n')[2]!.trim();
}

const FLIP: Operation = { kind: 'orient', to: 'flip_horizontal' };
const WINDOW: Operation = {
  ...{ kind: 'window', x: 45, y: 0, width: 55, height: 80 },
  ...{ border: 'constant', fill: [0, 0, 0], maskFill: 0 },
};

describe('the shapes of CVAT', () => {
  const { annotations, schema } = readOne(fileOf(image(SHAPES.join(''))));

  it('are read as those of the model', () => {
    expect(annotations.tags).toEqual(['car']);
    expect(annotations.objects.map((object) => Object.keys(object)[1])).toEqual([
      ...['box', 'orientedBox', 'polygons', 'lines', 'keypoints', 'polygons', 'bitmap', 'keypoints'],
    ]);
    expect(schema).toMatchObject({
      classes: ['car', 'person'],
      keypoints: { count: 2, names: ['left eye', 'right eye'] },
    });
  });

  it('turn clockwise about their centre', () => {
    const { objects } = readOne(
      fileOf(image(element('box label="car" xtl="10" ytl="20" xbr="30" ybr="30" rotation="90"'))),
    ).annotations;
    const rounded = objects[0]!.orientedBox!.map((point) => point.map((value) => Math.round(value)));
    expect(rounded).toEqual([
      [25, 15],
      [25, 35],
      [15, 35],
      [15, 15],
    ]);
  });

  it('reads the runs of a mask row by row, inside its own box', () => {
    const { bitmap } = annotations.objects[6]!;
    const set = [...bitmap!.data].flatMap((value, i) => (value ? [[i % 100, Math.floor(i / 100)]] : []));
    expect(set).toEqual([
      [11, 20],
      [12, 20],
    ]);
  });

  it('has joints with names, that are seen, hidden or not there', () => {
    expect(annotations.objects[7]!.keypoints).toEqual([
      { x: 20, y: 30, visibility: 1, name: 'left eye' },
      { x: 9, y: 9, visibility: 0, name: 'right eye' },
    ]);
  });

  it('of one label and group are one object', async () => {
    const part = (x: number, more: string) =>
      element(`polygon label="car" points="${x}.00,1.00;${x + 5}.00,1.00;${x}.00,5.00" group_id="2"${more}`);
    const text = fileOf(image(part(1, '') + part(20, '') + part(40, '').replace('"2"', '"0"')));
    const { annotations, write } = readOne(text);
    expect(annotations.objects.map(({ polygons }) => polygons!.length)).toEqual([2, 1]);
    expect(await write(annotations)).toBe(text.replace('<size>2', '<size>1'));
  });
});

describe('moved shapes of CVAT', () => {
  it('keep the attributes of a turned box, mirrored by the other angle', async () => {
    expect(await moved(`${BOX} rotation="30.00" z_order="1"`, FLIP)).toBe(
      `<${BOX.replace('xtl="10.00"', 'xtl="70.00"').replace('xbr="30.00"', 'xbr="90.00"')} rotation="330.00" z_order="1">`,
    );
  });

  it('keep an ellipse an ellipse, until it is clipped', async () => {
    const ellipse = 'ellipse label="car" cx="50.00" cy="40.00" rx="20.00" ry="10.00" rotation="20.00"';
    expect(await moved(ellipse, FLIP)).toBe(
      `<${ellipse.replace('20.00"', '20.00"').replace('rotation="20.00"', 'rotation="340.00"')}>`,
    );
    expect(await moved(ellipse, WINDOW)).toMatch(/^<polygon label="car" points="/);
  });

  it('write holes as a mask', async () => {
    const { annotations, write } = readOne(fileOf(image('')));
    const ring = (from: number, to: number): [number, number][] => [
      [from, from],
      [to, from],
      [to, to],
      [from, to],
    ];
    const object: AnnotatedObject = { class: 'car', polygons: [{ rings: [ring(1, 4), ring(2, 3)] }] };
    expect(await write({ ...annotations, objects: [object] })).toContain(
      'rle="0, 4, 1, 4" left="1" top="1" width="3" height="3"',
    );
  });
});

describe('a file of CVAT', () => {
  const text = fileOf(image(SHAPES[1]!));

  it('keeps its head but for renamed, dropped and new labels', async () => {
    const { annotations, write } = readOne(text);
    const renamed = await write({ ...annotations, objects: [] }, ['lorry', 'person']);
    expect(renamed).toContain('<name>lorry</name>\n          <color>#0c81b5</color>');
    const fewer = await write({ ...annotations, objects: [] }, ['person']);
    expect(fewer).not.toContain('#0c81b5');
    expect(readOne(fewer).schema.classes).toEqual(['person']);
    const more = await write({ ...annotations, objects: [{ class: 'R&D', box: [1, 1, 2, 2] }] });
    expect(readOne(more).schema.classes).toEqual(['car', 'person', 'R&D']);
    expect(more).toContain('<parent>person</parent>');
  });

  it('without the name of an image says so, and keeps the others', () => {
    const { parts, problems } = cvat.dataset!.read('a.xml', encode(fileOf(image('', ''), image(''))));
    expect(parts).toHaveLength(1);
    expect(problems).toMatchObject([{ file: 'a.xml', line: 38, reason: 'an <image> without a name' }]);
  });

  it('gives outputs of one image their own numbers', async () => {
    const { schema, annotations } = readOne(fileOf(image(SHAPES[1]!, 'a.jpg', 4)));
    const entries = ['a.jpg', 'a_jpg.v1.jpg', 'b.jpg'].map((name) => ({ image: name, annotations }));
    const written = await wholeText(cvat.dataset!.write(schema, entries, schema.extra));
    expect([...written.matchAll(/<image id="(\d+)" name="([^"]+)"/g)].map(([, ...found]) => found)).toEqual([
      ['4', 'a.jpg'],
      ['5', 'a_jpg.v1.jpg'],
      ['6', 'b.jpg'],
    ]);
    expect(written).toContain('<size>3</size>');
  });

  it('names images of one name by their subsets', async () => {
    const one = (subset: string) => image('').replace('name="a.jpg"', `name="a.jpg" subset="${subset}"`);
    const { schema, parts, annotations } = readOne(fileOf(one('Train'), one('Test')));
    expect(parts.map((part) => part.image)).toEqual(['Train/a.jpg', 'Test/a.jpg']);
    const written = await wholeText(
      cvat.dataset!.write(schema, [{ image: 'Train/a_jpg.v1.jpg', annotations }], schema.extra),
    );
    expect(written).toContain('name="a_jpg.v1.jpg" subset="Train"');
  });

  it('writes the split of each image as its subset, in a new file', async () => {
    const { annotations } = readOne(fileOf(image('')));
    const [file] = await wholeFiles(
      cvat.dataset!.create({ classes: [] }, [{ image: 'train/a.jpg', annotations, split: 'train' }]),
    );
    expect(file).toMatchObject({
      key: 'annotations.xml',
      text: expect.stringContaining('subset="train"') as string,
    });
  });

  it.each([
    ['<annotations><meta/><track id="0" label="car"></track></annotations>', 'CVAT for images'],
    ['<annotations><image', 'a tag is not closed'],
  ])('is refused: %s', (text, message) => {
    expect(() => cvat.dataset!.read('a.xml', encode(text))).toThrow(message);
  });

  it.each([
    [true, HEAD],
    [true, '\uFEFF<annotations><track id="0">'],
    [
      true,
      '<annotations>\n<!-- x --><version>1.1</version>\n<image id="0" name="a">'.replace('<!-- x -->', ''),
    ],
    [false, '<annotation><folder/></annotation>'],
    [false, '<annotations><annotation id="1"/></annotations>'],
    [false, '<svg><image/></svg>'],
  ])('is recognised by its beginning: %s', (is, text) => {
    expect(cvat.recognises('a.XML', encode(text))).toBe(is);
    expect(cvat.recognises('a.txt', encode(text))).toBe(false);
  });
});
