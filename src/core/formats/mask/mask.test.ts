import { describe, expect, it } from 'vitest';
import type { Annotations } from '../../annotations/model.js';
import type { LabelContext, LabelFile, WriteContext } from '../format.js';
import { vocPalette } from '../shared/colours.js';
import { mask } from './mask.js';
import { decodePng, encodePng } from '../shared/png.js';
import type { PngImage } from '../shared/png.js';
import { describeFormatContract } from '../testing/contract.js';
import { wholeText } from '../testing/text.js';

const [width, height] = [6, 4];
const values = Uint8Array.from({ length: width * height }, (_, i) => [0, 1, 15, 255][i % 4]!);
const plain = { width, height, depth: 8 } as const;
const grey: PngImage = { ...plain, colour: 'grey', data: values };
const indexed: PngImage = { ...plain, colour: 'indexed', data: values, palette: vocPalette() };
const small: PngImage = {
  ...{ width, height, depth: 2, colour: 'indexed', palette: vocPalette().slice(0, 9) },
  data: values.map((value) => value % 3),
  transparency: Uint8Array.from([255, 0]),
};
const ids: PngImage = {
  ...{ width, height, depth: 16, colour: 'grey' },
  data: Uint16Array.from({ length: 24 }, (_, i) => 24000 + i),
};
const colours: PngImage = {
  ...{ ...plain, colour: 'rgb' },
  data: Uint8Array.from({ length: 72 }, (_, i) => [128, 0, 0, 0, 0, 0, 9, 8, 7][i % 9]!),
};
const images = { grey, indexed, small, ids, colours };
const roles = {
  grey: 'semantic',
  indexed: 'semantic',
  small: 'semantic',
  ids: 'instance',
  colours: 'semantic',
} as const;
const names = Object.keys(images) as (keyof typeof images)[];
const file = (name: keyof typeof images): LabelFile => ({
  role: roles[name],
  key: `masks/${name}.png`,
  bytes: encodePng(images[name]),
});
const context: WriteContext = {
  ...{ image: 'images/a.b.jpg', fileName: 'a.b.jpg', width, height, channels: 3 },
  schema: { classes: [] },
};
const planeOf = (name: keyof typeof images, changes: Partial<LabelContext> = {}) =>
  mask.read([file(name)], { ...context, ...changes }).annotations.labelMaps[0]!;
const writtenPng = (annotations: Annotations) => decodePng(mask.write(annotations, context)[0]!.bytes, 1000);

describeFormatContract(mask, {
  tolerance: 0,
  samples: names.map((name) => ({ name, width, height, keeps: 'bytes', masks: [file(name)] })),
});

describe('mask PNGs', () => {
  it.each(names)('keeps pixels, depth, palette and transparency of %s', (name) => {
    expect(writtenPng(mask.read([file(name)], context).annotations)).toEqual(images[name]);
  });

  it('keeps palette indices and grey values, and 255 of a full palette as void', () => {
    expect(planeOf('indexed')).toMatchObject({ kind: 'semantic', data: values, void: 255 });
    expect(planeOf('grey')).not.toHaveProperty('void');
    expect(planeOf('ids')).toMatchObject({ kind: 'instance', data: ids.data });
  });

  it('numbers colours in the order of labelmap.txt, then as they appear', async () => {
    expect([...planeOf('colours').data.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
    const labelmap = '# label:color_rgb:parts:actions\nbackground:0,0,0::\ncar:1,2,3::\ndog:128,0,0::\n';
    const { schema } = mask.dataset!.read('labelmap.txt', new TextEncoder().encode(labelmap));
    expect(schema.classes).toEqual(['car', 'dog']);
    expect([...planeOf('colours', { schema }).data.subarray(0, 4)]).toEqual([2, 0, 3, 2]);
    expect(await wholeText(mask.dataset!.write(schema, [], schema.extra))).toBe(labelmap);
    expect(await wholeText(mask.dataset!.write({ classes: ['cat'] }, [], undefined))).toContain(
      'background:0,0,0::\ncat:128,0,0::\n',
    );
  });

  it('names the wrong line of labelmap.txt', () => {
    const read = (text: string) => mask.dataset!.read('labelmap.txt', new TextEncoder().encode(text));
    expect(() => read('a:0,0,0::\nb:0,0,999::')).toThrow(/^labelmap\.txt:2: /);
  });

  it('extends palette and depth for larger values', () => {
    const labelMap = planeOf('small');
    const [base] = [{ width, height, objects: [], tags: [] }];
    const data = labelMap.data.slice().fill(200, 0, 1);
    expect(writtenPng({ ...base, labelMaps: [{ ...labelMap, data }] })).toMatchObject({
      depth: 8,
      colour: 'indexed',
      data,
    });
    const fresh = { kind: 'semantic', name: 'x', width, height } as const;
    expect(writtenPng({ ...base, labelMaps: [{ ...fresh, data: values }] })).toEqual(grey);
    const wide = Uint16Array.from(values);
    expect(writtenPng({ ...base, labelMaps: [{ ...fresh, data: wide }] })).toMatchObject({
      depth: 16,
      data: wide,
    });
  });

  it('writes a file for each role, named after the image without its last ending', () => {
    const { annotations } = mask.read([file('ids'), file('indexed')], context);
    expect(mask.write(annotations, context)).toMatchObject([
      { role: 'semantic', key: 'a.b.png' },
      { role: 'instance', key: 'a.b.png' },
    ]);
  });

  it('paints polygons and bitmaps: classes from 1 in their order, objects from 1, the last on top', () => {
    const rectangle = (x0: number, y0: number, x1: number, y1: number) => {
      const ring = [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ] as const;
      return [{ rings: [ring] }];
    };
    const bitmap = { width, height, data: Uint8Array.from({ length: 24 }, (_, i) => Number(i === 7)) };
    const objects = [
      { class: 'dog', polygons: rectangle(0, 0, 2, 1) },
      { class: 'cat', polygons: rectangle(1, 0, 4, 1) },
      { class: 'dog', bitmap },
      { class: 'dog', box: [0, 0, 6, 4] as const },
    ];
    const schema = { classes: ['cat', 'dog'] };
    const painted = mask
      .write({ width, height, objects, labelMaps: [], tags: [] }, { ...context, schema })
      .map(({ bytes }) => [...decodePng(bytes, 100).data.subarray(0, 9)]);
    expect(painted).toEqual([
      [2, 1, 1, 1, 0, 0, 0, 2, 0],
      [1, 2, 2, 2, 0, 0, 0, 3, 0],
    ]);
  });

  it('refuses a mask of another size, and keeps the other one', () => {
    const other = {
      ...file('grey'),
      bytes: encodePng({ ...plain, width: 3, height: 8, colour: 'grey', data: values }),
    };
    expect(() => mask.read([other], context)).toThrow('masks/grey.png: the mask is 3×8, its image 6×4');
    const { annotations, problems } = mask.read([other, file('ids')], context);
    expect(annotations.labelMaps).toHaveLength(1);
    expect(problems).toMatchObject([{ file: 'masks/grey.png', severity: 'rejected' }]);
  });

  it('does not read an ordinary PNG image as a mask', () => {
    expect(mask.recognises('images/a.png', encodePng(grey))).toBe(false);
    for (const key of [
      'trainannot/a.png',
      'gtFine/x/a_gtFine_instanceIds.png',
      'a_mask.png',
      'data/masks/x.png',
    ])
      expect(mask.recognises(key, encodePng(grey)), key).toBe(true);
  });
});
