import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInFormats } from './index.js';

const encode = (text: string) => new TextEncoder().encode(text);

describe('formats', () => {
  it('are all in the list: one for each folder', () => {
    const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !['shared', 'testing'].includes(entry.name))
      .map(({ name }) => name);
    expect([...builtInFormats.names].sort()).toEqual(folders.sort());
  });

  it('are found by their name', () => {
    for (const name of builtInFormats.names) expect(builtInFormats.get(name).name).toBe(name);
  });

  it.each([
    { key: 'a/b.json', text: '\uFEFF{"info": null, "images": [', format: 'coco' },
    { key: 'a/b.JSON', text: '{"version": "5", "shapes": []', format: 'labelme' },
    { key: 'labels/b.txt', text: '0 0.5 0.5 0.1 0.1\r\n', format: 'yolo' },
    {
      key: 'label_2/b.txt',
      text: 'Traffic light 0.00 0 -1.57 600 150 630 190 2.85 2.63 12.34 0.47 1.49 69.44 -1.56\n',
      format: 'kitti',
    },
    { key: 'labels/b.txt', text: `0 ${'0.5 '.repeat(14)}\n`, format: 'yolo' },
    { key: 'labels/b.txt', text: '8 6 40 6 40 30 8 30 dog 0\n', format: 'dota' },
    { key: 'labels/b.txt', text: 'imagesource:GoogleEarth\ngsd:0.14\n', format: 'dota' },
    { key: 'labels/b.txt', text: '0 0.1 0.1 0.9 0.1 0.9 0.9 0.1 0.9\n', format: 'yolo' },
    { key: 'labels/b.txt', text: 'a dog lies on the grass\n', format: undefined },
    {
      key: 'via.json',
      text: '{"a.jpg12": {"fileref": "", "size": 12, "filename": "a.jpg", "regions": {',
      format: 'via',
    },
    { key: 'via.json', text: '{"_via_settings": {"ui": {}}, "_via_img_metadata": {', format: 'via' },
    {
      key: 'a/b.csv',
      text: '#filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes\n',
      format: 'via',
    },
    { key: 'a/b.csv', text: 'filename,label\n', format: undefined },
    { key: 'a/b.json', text: '{"a": {"filename": "x.ts", "size": 3}}', format: undefined },
    { key: 'a/b.xml', text: '<annotation><object/></annotation>', format: 'voc' },
    {
      key: 'a/b.xml',
      text: '<annotation><object><polygon><username>me</username><pt><x>1</x>',
      format: 'labelmexml',
    },
    {
      key: 'a/b.xml',
      text: '<annotation><source><sourceAnnotation>LabelMe Webtool</sourceAnnotation></source></annotation>',
      format: 'labelmexml',
    },
    { key: 'annotations.xml', text: '<annotations><meta/></annotations>', format: 'cvat' },
    { key: 'a/readme.md', text: '# labels', format: undefined },
    { key: 'package.json', text: '{"name": "images"}', format: undefined },
  ])('$key is $format', ({ key, text, format }) => {
    expect(builtInFormats.recognise(key, encode(text))?.name).toBe(format);
  });
});
