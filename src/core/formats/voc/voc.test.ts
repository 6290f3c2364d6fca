import { describe, expect, it } from 'vitest';
import type { Annotations, AnnotatedObject } from '../../annotations/model.js';
import type { LabelContext, LabelFile, WriteContext } from '../format.js';
import { vocPalette } from '../shared/colours.js';
import { decodePng, encodePng } from '../shared/png.js';
import { describeFormatContract } from '../testing/contract.js';
import { voc } from './voc.js';

const LABELIMG = `<?xml version="1.0"?>
<annotation verified="yes">
	<folder>JPEGImages</folder>
	<filename>image.one.jpg</filename>
	<path>image.one.jpg</path>
	<source><database>Unknown &amp; old</database></source>
	<size>
		<width>720</width>
		<height>480</height>
		<depth>3</depth>
	</size>
	<segmented>0</segmented>
	<!-- drawn by hand -->
	<object id='1'>
		<name>dog 🐶</name>
		<pose>Unspecified</pose>
		<truncated>0</truncated>
		<difficult>1</difficult>
		<attributes><attribute><name>wet</name><value>yes</value></attribute></attributes>
		<bndbox>
			<xmin>1</xmin>
			<ymin>1</ymin>
			<xmax>720</xmax>
			<ymax>476</ymax>
		</bndbox>
	</object>
	<object>
		<bndbox><ymax>200</ymax><ymin>100.25</ymin><xmin>540.0</xmin><xmax>600.12345678901234</xmax></bndbox>
		<name>Tom &amp; Jerry</name><pose/><difficult></difficult>
	</object>
</annotation>
`;
const size = { width: 720, height: 480 };
const object = (inside: string) => `<annotation><object>${inside}</object></annotation>`;
const boxXml = (x0: number, y0: number, x1: number, y1: number) =>
  `<bndbox><xmin>${x0}</xmin><ymin>${y0}</ymin><xmax>${x1}</xmax><ymax>${y1}</ymax></bndbox>`;
const dog = (x0: number, y0: number, x1: number, y1: number, more = '') =>
  object(`<name>dog</name>${boxXml(x0, y0, x1, y1)}${more}`);
const maskSize = { width: 72, height: 48 };
const classes = Uint8Array.from({ length: 72 * 48 }, (_, i) => [0, 15, 255][i % 3]!);
const plain = { ...maskSize, depth: 8, data: classes } as const;
const maskFile = (role: 'semantic' | 'instance'): LabelFile => ({
  role,
  key: `SegmentationClass/sub/image.one.png`,
  bytes: encodePng({ ...plain, colour: 'indexed', palette: vocPalette() }),
});

describeFormatContract(voc, {
  tolerance: 0.00501,
  samples: [
    { name: 'what LabelImg and its like write', ...size, keeps: 'bytes', labels: LABELIMG },
    {
      name: 'CRLF and one line without an end',
      ...size,
      keeps: 'bytes',
      labels: LABELIMG.replaceAll('\n', '\r\n').trimEnd(),
    },
    { name: 'all on one line', ...size, keeps: 'bytes', labels: LABELIMG.replace(/>\s+</g, '><') },
    { name: 'a BOM', ...size, keeps: 'meaning', labels: `\uFEFF${LABELIMG}` },
    {
      name: 'no objects',
      ...size,
      keeps: 'bytes',
      labels:
        '<annotation>\n  <filename>image.one.jpg</filename>\n  <size><width>720</width><height>480</height><depth/></size>\n</annotation>\n',
    },
    { name: 'an empty root', ...size, keeps: 'meaning', labels: '<annotation/>' },
    { name: 'no size, nothing but boxes', ...size, keeps: 'bytes', labels: dog(5, 6, 70, 80) },
    {
      name: 'the same object twice',
      ...size,
      keeps: 'bytes',
      labels: LABELIMG.replace(/(\t<object id='1'>[\s\S]*?<\/object>\n)/, '$1$1'),
    },
    {
      name: 'elements between objects',
      ...size,
      keeps: 'meaning',
      labels: LABELIMG.replace('\t<object>', '\t<note>x</note>\n\t<object>'),
    },
    { name: 'boxes that touch the edges', ...size, keeps: 'bytes', labels: dog(0, 0, 720, 480) },
    {
      name: 'masks beside the XML',
      ...maskSize,
      keeps: 'bytes',
      labels: dog(5, 6, 70, 40),
      masks: [maskFile('semantic'), maskFile('instance')],
    },
    {
      name: 'bad objects beside a good one',
      ...size,
      keeps: 'meaning',
      labels: [
        '<annotation>',
        `<object><name>ok</name>${boxXml(1, 1, 9, 9)}</object>`,
        '<object><name>no box</name></object>',
        `<object><name></name>${boxXml(1, 1, 9, 9)}</object>`,
        `<object><name>empty</name>${boxXml(9, 1, 8, 9)}</object>`,
        `<object><name>nan</name>${boxXml(NaN, 1, 8, 9)}</object>`,
        `<object><name>far</name>${boxXml(1, 1, 2000, 9)}</object>`,
        '</annotation>',
      ].join('\n'),
      problems: [
        '3: an object without <bndbox>',
        '4: an object without a name',
        '5: the box from 9, 1 to 8, 9 has no area',
        "6: <xmin> is 'NaN': expected a number",
        '7: the box lies far outside',
      ],
    },
  ],
});

const context: WriteContext = {
  ...{ image: 'JPEGImages/a.jpg', fileName: 'a.jpg', ...size, channels: 3 },
  schema: { classes: [] },
};
const read = (text: string, changes: Partial<LabelContext> = {}) => {
  const file = { role: 'labels' as const, key: 'Annotations/a.xml', bytes: new TextEncoder().encode(text) };
  return voc.read([file], { ...context, ...changes });
};
const maskContext = { ...context, ...maskSize };
const write = (annotations: Annotations, changes: Partial<WriteContext> = {}) =>
  new TextDecoder().decode(voc.write(annotations, { ...context, ...changes })[0]!.bytes);
const boxes = (text: string, voc_origin: 'auto' | 0 | 1 = 'auto') =>
  read(text, { options: { voc_origin } }).annotations.objects.map(({ box }) => box);
const moveAll = (annotations: Annotations, change: (object: AnnotatedObject) => AnnotatedObject) => ({
  ...annotations,
  objects: annotations.objects.map(change),
});

describe('the first pixel of Pascal VOC', () => {
  it.each([
    ['auto', [1, 1, 720, 476], [0, 0, 720, 476]],
    ['auto', [0, 5, 720, 476], [0, 5, 720, 476]],
    [1, [11, 21, 30, 40], [10, 20, 30, 40]],
    [0, [1, 1, 720, 476], [1, 1, 720, 476]],
  ] as const)('is %s: %j', (origin, [x0, y0, x1, y1], edges) => {
    expect(boxes(dog(x0, y0, x1, y1), origin)).toEqual([edges]);
    const { annotations } = read(dog(x0, y0, x1, y1), { options: { voc_origin: origin } });
    expect(write(annotations, { options: { voc_origin: origin } })).toBe(dog(x0, y0, x1, y1));
  });

  it('is one for all objects of a file', () => {
    const two = dog(0, 5, 9, 9).replace(
      '</annotation>',
      `<object><name>cat</name>${boxXml(3, 3, 9, 9)}</object></annotation>`,
    );
    expect(boxes(two)).toEqual([
      [0, 5, 9, 9],
      [3, 3, 9, 9],
    ]);
  });

  it('is 1 in a new file unless the recipe says 0', () => {
    const annotations = {
      ...size,
      objects: [{ class: 'a<b', box: [10, 20, 30, 40] }],
      labelMaps: [],
      tags: [],
    } as const;
    expect(write(annotations)).toContain('<xmin>11</xmin>\n\t\t\t<ymin>21</ymin>\n\t\t\t<xmax>30</xmax>');
    expect(write(annotations, { options: { voc_origin: 0 } })).toContain('<xmin>10</xmin>');
    expect(read(write(annotations)).annotations.objects[0]!.class).toBe('a<b');
  });
});

describe('a changed Pascal VOC file', () => {
  it('differs in name, size and moved coordinates only', () => {
    const { annotations } = read(LABELIMG);
    const moved = moveAll({ ...annotations, width: 360 }, (one) =>
      one.class === 'Tom & Jerry' ? one : { ...one, box: [0, 0, 360.126, 476] },
    );
    expect(write(moved, { fileName: 'b_jpg.v1.jpg', width: 360 })).toBe(
      LABELIMG.replaceAll('image.one.jpg', 'b_jpg.v1.jpg')
        .replace('<width>720', '<width>360')
        .replace('<xmax>720', '<xmax>360.13'),
    );
  });

  it('has no dropped objects, and has new objects and those of another file', () => {
    const { annotations } = read(LABELIMG);
    const other = read(dog(0, 5, 9, 9, '<difficult>1</difficult>')).annotations.objects;
    const kept = [annotations.objects[1]!, { class: 'cat', box: [4, 4, 8, 8] } as const, ...other];
    const text = write({ ...annotations, objects: kept });
    expect(text).not.toContain('🐶');
    expect(text).toContain('<difficult>1</difficult>');
    expect(read(text, { options: { voc_origin: 1 } })).toMatchObject({
      annotations: {
        objects: [
          { class: 'Tom & Jerry' },
          { class: 'cat', box: [4, 4, 8, 8] },
          { class: 'dog', box: [0, 5, 9, 9] },
        ],
      },
      problems: [],
    });
  });

  it('renames a class in place', () => {
    const { annotations } = read(LABELIMG);
    const renamed = moveAll(annotations, (one) =>
      one.class === 'Tom & Jerry' ? { ...one, class: 'R&D' } : one,
    );
    expect(write(renamed, { fileName: 'image.one.jpg' })).toBe(
      LABELIMG.replace('Tom &amp; Jerry', 'R&amp;D'),
    );
  });

  it('keeps the parts of an unmoved object, and leaves out those of a moved one', () => {
    const part = `<part><name>head</name>${boxXml(6, 7, 20, 30)}</part>`;
    const { annotations } = read(dog(5, 6, 70, 80, part));
    expect(annotations.objects[0]!.unmoved).toEqual(['<part>']);
    expect(boxes(dog(5, 6, 70, 80, part))).toEqual([[4, 5, 70, 80]]);
    expect(write(annotations)).toContain(part);
    expect(write(moveAll(annotations, (one) => ({ ...one, box: [0, 0, 9, 9] })))).toBe(dog(1, 1, 9, 9));
  });

  it.each([
    ['<rotation>', '<rotation>30</rotation>'],
    ['<keypoints>', '<keypoints><x1>3</x1></keypoints>'],
    ['a second <bndbox>', boxXml(1, 2, 3, 4)],
  ])('names %s of an object as unmoved, and leaves it out if the box moved', (name, more) => {
    const { annotations } = read(dog(5, 6, 70, 80, more));
    expect(annotations.objects[0]!.unmoved).toEqual([name]);
    expect(write(annotations)).toContain(more);
    expect(write(moveAll(annotations, (one) => ({ ...one, box: [0, 0, 9, 9] })))).toBe(dog(1, 1, 9, 9));
  });

  it('names an attribute that is an angle as unmoved, and leaves it alone out', () => {
    const attribute = (name: string, value: string) =>
      `<attribute><name>${name}</name><value>${value}</value></attribute>`;
    const wet = attribute('wet', '1');
    const attributes = (inside: string) => `<attributes>${inside}</attributes>`;
    const { annotations } = read(dog(5, 6, 70, 80, attributes(wet + attribute('angle', '30.0'))));
    expect(annotations.objects[0]!.unmoved).toEqual(['<attribute> angle']);
    const moved = moveAll(annotations, (one) => ({ ...one, box: [0, 0, 9, 9] }));
    expect(write(moved)).toBe(dog(1, 1, 9, 9, attributes(wet)));
    const upright = read(dog(5, 6, 70, 80, attributes(attribute('angle', '0.0'))));
    expect(upright.annotations.objects[0]!.unmoved).toBeUndefined();
  });
});

describe('segmentation of Pascal VOC', () => {
  it('keeps the palette, and 255 as void', () => {
    const { annotations } = voc.read([maskFile('semantic')], maskContext);
    expect(annotations).toMatchObject({
      objects: [],
      labelMaps: [{ name: 'SegmentationClass', kind: 'semantic', void: 255 }],
    });
    const png = voc.write(annotations, maskContext).find(({ role }) => role === 'semantic')!;
    expect(decodePng(png.bytes, 72 * 48)).toEqual(decodePng(maskFile('semantic').bytes, 72 * 48));
  });

  it('uses the colours of the development kit', () => {
    const colour = (index: number) => [...vocPalette().subarray(3 * index, 3 * index + 3)];
    expect([colour(1), colour(15), colour(20), colour(255)]).toEqual([
      [128, 0, 0],
      [192, 128, 128],
      [0, 64, 128],
      [224, 224, 192],
    ]);
  });

  it('rejects a mask of another size, and reads the boxes', () => {
    const wrong = {
      ...maskFile('semantic'),
      bytes: encodePng({ ...plain, width: 48, height: 72, colour: 'grey' }),
    };
    const xml = { role: 'labels' as const, key: 'a.xml', bytes: new TextEncoder().encode(dog(5, 6, 70, 40)) };
    const { annotations, problems } = voc.read([xml, wrong], maskContext);
    expect(annotations).toMatchObject({ labelMaps: [], objects: [{ class: 'dog' }] });
    expect(problems).toMatchObject([{ file: wrong.key, severity: 'rejected' }]);
    expect(() => voc.read([wrong], maskContext)).toThrow(/48×72/);
  });
});

describe('a size that differs from the image', () => {
  it('causes a warning and is corrected', () => {
    const sized = (width: number) =>
      `<annotation><size><width>${width}</width><height>480</height></size></annotation>`;
    const { annotations, problems } = read(sized(360));
    expect(problems).toMatchObject([
      { line: 1, severity: 'warning', reason: expect.stringContaining('360×480') as string },
    ]);
    expect(write(annotations)).toBe(sized(720));
  });
});

describe('XML that is refused', () => {
  it.each([
    ['<annotation>\n<object>\n</annotation>', 'a.xml:3: </annotation> closes nothing'],
    ['<annotation>\n<object', 'a.xml:2: a tag is not closed'],
    ['<annotation>', 'a.xml:1: <annotation> is never closed'],
    ['<annotations></annotations>', 'a.xml:1: expected <annotation>'],
    ['nothing', 'there is no XML element'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><annotation/>', 'a.xml:1: document types are not read'],
    ['<annotation/><annotation/>', 'a second root element'],
    ['<a>'.repeat(60), 'nested more than 50 deep'],
    ['<annotation>< /></annotation>', 'a tag without a name'],
  ])('%j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('is distinguished from other XML', () => {
    const recognises = (text: string) => voc.recognises('a.xml', new TextEncoder().encode(text));
    expect(recognises('\uFEFF<?xml version="1.0"?>\n<!-- x -->\n<annotation>')).toBe(true);
    expect(recognises('<annotations><version>1.1</version>')).toBe(false);
    expect(recognises('<svg/>')).toBe(false);
  });
});
