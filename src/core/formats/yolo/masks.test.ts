import { describe, expect, it } from 'vitest';
import { namesOfValues } from '../shared/value-names.js';
import { yoloDataset } from './dataset.js';
import { wholeText } from '../testing/text.js';

const CITYSCAPES = `path: cityscapes8
train: images/train
val: images/val
masks_dir: masks # semantic masks
names:
  0: road
  1: sidewalk
label_mapping:
  -1: ignore_label
  0: ignore_label
  1: 255
  7: 0
  8: 1
`;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => yoloDataset.read('data.yaml', bytesOf(text)).schema;
const folderOf = (text: string, key = 'data.yaml') => yoloDataset.maskFolder!(key, bytesOf(text));
const written = (text: string, changes: object) => {
  const schema = read(text);
  return wholeText(yoloDataset.write({ ...schema, ...changes }, [], schema.extra));
};

describe('masks_dir of data.yaml', () => {
  it('names the folder of the masks', () => {
    expect(folderOf(CITYSCAPES)).toBe('masks');
    expect(folderOf('names: [a]\nmasks_dir: ./gt/fine/\n', 'sets/ade20k.yml')).toBe('gt/fine');
    for (const folder of ['', '/data/masks', 'C:\\masks', '../masks', '7', '[masks]'])
      expect(folderOf(`names: [a]\nmasks_dir: ${folder}\n`), folder).toBeUndefined();
    expect(folderOf('names: [a\nmasks_dir: masks\n')).toBeUndefined();
    expect(folderOf('masks_dir: masks\n', 'obj.names')).toBeUndefined();
  });

  it('makes values of the masks positions in names, after label_mapping', () => {
    const { values } = read(CITYSCAPES);
    expect([0, 1, 7, 8, 255].map((value) => values![value])).toEqual([null, null, 0, 1, null]);
    expect(values).not.toHaveProperty('2');
    const plain = read('names: [wall, sky]\nmasks_dir: annotations\n').values;
    expect(plain).toEqual({ 0: 0, 1: 1, 255: null });
    expect(read('names: [polyp]\nmasks_dir: masks\n').values).toEqual({ 1: 0, 255: null });
    expect(read('names: [wall, sky]\n')).not.toHaveProperty('values');
  });

  it('names the values of a mask, and pixels of dropped classes become pixels to ignore', () => {
    expect(namesOfValues({}, read('names: [wall, sky]\nmasks_dir: annotations\n'))).toEqual({
      classes: [
        { class: 'wall', value: 0 },
        { class: 'sky', value: 1 },
      ],
      ignored: [255],
      background: 255,
    });
    expect(namesOfValues({}, read('names: [polyp]\nmasks_dir: masks\n'))).toMatchObject({ background: 0 });
  });

  it('stays, without path, as long as the labels are masks; names keep their places', async () => {
    expect(await written(CITYSCAPES, {})).toBe(CITYSCAPES.replace('path: cityscapes8\n', ''));
    const dropped = await written(CITYSCAPES, { classes: ['pavement'], origins: [1] });
    expect(dropped).toContain('names:\n  0: road\n  1: pavement\n');
    expect(dropped).toContain('masks_dir: masks # semantic masks\n');
  });

  it('goes, with its mapping, once the labels are rows', async () => {
    const text = await written(CITYSCAPES, { task: 'segment' });
    expect(text).not.toMatch(/masks_dir|label_mapping/);
    expect(text).toContain('task: segment\n');
    expect(text).toContain('train: images/train\n');
  });
});
