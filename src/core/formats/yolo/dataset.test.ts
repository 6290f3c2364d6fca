import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LabelError } from '../../errors.js';
import type { DatasetEntry, LabelSchema } from '../format.js';
import { yoloDataset } from './dataset.js';
import { yolo } from './yolo.js';
import { wholeText } from '../testing/text.js';

const read = (key: string, text: string) => yoloDataset.read(key, new TextEncoder().encode(text)).schema;
const rewrite = (key: string, text: string, change: Partial<LabelSchema> = {}) => {
  const schema = read(key, text);
  return wholeText(yoloDataset.write({ ...schema, ...change }, [], schema.extra));
};
const entry = (image: string, split?: string): DatasetEntry => ({
  image,
  ...(split && { split }),
  annotations: { width: 1, height: 1, objects: [], labelMaps: [], tags: [] },
});

const YAML = `# Dogs and others
train: images/train  # relative
val: images/val
download: https://example.org/a.zip
names:
  0: person
  1: dog 🐶
`;

describe('data.yaml', () => {
  it.each([
    ['a dict', 'names: {0: cat, 1: "dog 🐶"}', ['cat', 'dog 🐶']],
    ['a list', "nc: 2\nnames: ['cat', 'dog 🐶']", ['cat', 'dog 🐶']],
    ['a dict with gaps and text keys', 'names: {"2": c, 0: a}', ['a', '1', 'c']],
    ['numbers for names', 'names: [7, 8]', ['7', '8']],
    ['only a count', 'nc: 2', ['0', '1']],
    ['CRLF and a BOM', '\uFEFFnames:\r\n  - cat\r\n  - dog\r\n', ['cat', 'dog']],
  ])('reads names from %s', (_, text, classes) => {
    expect(read('set/data.yaml', text).classes).toEqual(classes);
  });

  it('reads keypoints, their names and partners, and the task', () => {
    const text =
      'names: [p]\nkpt_shape: [2, 3]\nflip_idx: [1, 0]\nkpt_names: {0: [left, right]}\ntask: pose\n';
    expect(read('data.yaml', text)).toMatchObject({
      keypoints: { count: 2, dimensions: 3, names: ['left', 'right'], partners: [1, 0] },
      task: 'pose',
    });
  });

  it.each([
    ['names: [a\nb: c', /^data\.yaml:\d+: /],
    ['train: x', /expected `names:`/],
    ['names: *other', /alias/i],
    [
      `a: &a [${'1,'.repeat(9)}1]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nnames: [${'*c,'.repeat(9)}*c]`,
      /alias/i,
    ],
    ['just text', /expected `names:`/],
    ['names: {a: b}', /class numbers/],
    ['names: {999999999: b}', /class numbers/],
    ['names: [a]\nkpt_shape: [2]', /`kpt_shape`/],
    ['names: [a]\nkpt_shape: [2, 3]\nflip_idx: [1, 5]', /`flip_idx`/],
    ['names: [a]\nkpt_shape: [3, 3]\nflip_idx: [0, 0, 2]', /`flip_idx`: .* partner of the partner/],
    ['names: [a]\nkpt_shape: [3, 3]\nflip_idx: [1, 2, 0]', /`flip_idx`/],
    ['names: [a]\nkpt_shape: [2, 3]\nflip_idx: [1]', /`flip_idx`/],
    ['names: [a]\nkpt_shape: [2, 3]\nflip_idx: 1, 0', /`flip_idx`/],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => read('data.yaml', text)).toThrow(LabelError);
    expect(() => read('data.yaml', text)).toThrow(message);
  });

  it('is written back byte for byte, with comments and unknown keys', async () => {
    expect(await rewrite('data.yaml', YAML)).toBe(YAML);
  });

  it('changes only the names if classes changed, in the style of the file', async () => {
    const changed = await rewrite('data.yaml', YAML, { classes: ['person'] });
    expect(changed).toContain('# Dogs and others\ntrain: images/train # relative');
    expect(parse(changed)).toMatchObject({ download: 'https://example.org/a.zip', names: { 0: 'person' } });
    expect(parse(await rewrite('data.yaml', 'nc: 2\nnames: [a, b]\n', { classes: ['b'] }))).toEqual({
      nc: 1,
      names: ['b'],
    });
  });

  it('declares keypoints and task if they are new', async () => {
    const change: Partial<LabelSchema> = { keypoints: { count: 2, dimensions: 3 }, task: 'pose' };
    expect(parse(await rewrite('data.yaml', 'names: [a]\n', change))).toEqual({
      names: ['a'],
      kpt_shape: [2, 3],
    });
    expect(parse(await rewrite('data.yaml', 'names: [a]\n', { task: 'obb' }))).toEqual({
      names: ['a'],
      task: 'obb',
    });
  });

  it('writes class numbers as numbers', async () => {
    expect(await rewrite('data.yaml', 'names: {0: a, 1: b}\n', { classes: ['b'] })).toBe('names:\n  0: b\n');
    expect(await wholeText(yoloDataset.write({ classes: ['b'] }, [], undefined))).toContain(
      'names:\n  0: b\n',
    );
  });

  it("drops `path`, because readers would look for the images outside the file's folder", async () => {
    expect(parse(await rewrite('data.yaml', 'path: .\nnames: [a]\n'))).toEqual({ names: ['a'] });
    expect(parse(await rewrite('data.yaml', 'path: /data/original # mine\ntrain: t\nnames: [a]\n'))).toEqual({
      train: 't',
      names: ['a'],
    });
  });

  it.each([
    [
      { 'images/train/a.jpg': 'train', 'images/val/b.jpg': 'val' },
      { train: 'images/train', val: 'images/val' },
    ],
    [
      { 'train/images/a.jpg': 'train', 'valid/images/b.jpg': 'val', 'test/images/c.jpg': 'test' },
      { train: 'train/images', val: 'valid/images', test: 'test/images' },
    ],
    [
      { 'all/a.jpg': 'train', 'all/b.jpg': 'val' },
      { train: 'train.txt', val: 'val.txt' },
    ],
    [
      { 'a/1.jpg': 'train', 'b/2.jpg': '' },
      { train: 'a', val: 'a' },
    ],
    [{ 'images/a.jpg': '' }, { train: 'images', val: 'images' }],
    [{ 'a.jpg': '' }, { train: '.', val: '.' }],
  ])('is made anew from %j', async (images, folders) => {
    const schema: LabelSchema = {
      classes: ['no', 'dog'],
      keypoints: { count: 2, dimensions: 3, names: ['l', 'r'], partners: [1, 0] },
    };
    const text = await wholeText(
      yoloDataset.write(
        schema,
        Object.entries(images).map(([image, split]) => entry(image, split)),
        undefined,
      ),
    );
    expect(parse(text, { version: '1.1' })).toEqual({
      ...folders,
      names: { 0: 'no', 1: 'dog' },
      kpt_shape: [2, 3],
      flip_idx: [1, 0],
      kpt_names: { 0: ['l', 'r'], 1: ['l', 'r'] },
    });
    expect(read('data.yaml', text)).toMatchObject(schema);
  });

  it('throws LabelError only', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', 'names: ', 'kpt_shape: ', 'nc: '), (noise, start) => {
        try {
          read('data.yaml', start + noise);
        } catch (error) {
          expect(error).toBeInstanceOf(LabelError);
        }
      }),
    );
  });
});

describe('the paths of splits', () => {
  const splitPaths = (text: string, file = 'set/data.yaml') =>
    yoloDataset.read(file, new TextEncoder().encode(text)).splitPaths;

  it('are given as the file writes them, with its path', () => {
    expect(splitPaths('names: [a]\ntrain: ../train/images\nval: [a, b]')).toEqual([
      { split: 'train', path: '../train/images' },
      { split: 'val', path: 'a' },
      { split: 'val', path: 'b' },
    ]);
    expect(splitPaths('names: [a]\npath: ../datasets/x\ntrain: images/train')).toEqual([
      { split: 'train', path: 'images/train', base: '../datasets/x' },
    ]);
    expect(
      splitPaths('classes = 1\r\ntrain = data/tr.txt\r\nnames = x\r\nvalid=C:\\ds\\va.txt \r\n', 'obj.data'),
    ).toEqual([
      { split: 'train', path: 'data/tr.txt' },
      { split: 'valid', path: 'C:\\ds\\va.txt' },
    ]);
  });

  const written = (
    text: string,
    to: Readonly<Record<string, string>>,
    entries: readonly DatasetEntry[] = [],
  ) => {
    const { schema, splitPaths: declared = [] } = yoloDataset.read(
      'data.yaml',
      new TextEncoder().encode(text),
    );
    const found = declared.map((splitPath) => ({
      ...splitPath,
      ...(to[splitPath.path] !== undefined && { to: to[splitPath.path]! }),
    }));
    return wholeText(yoloDataset.write(schema, entries, schema.extra, found));
  };

  it.each([
    ['train: ./images/train/ # mine\n', { './images/train/': 'images/train' }],
    ['train: images\n', { images: 'images' }],
    ['val: /elsewhere/val\n', {}],
  ])('stay as they are where they lead to the output, or nowhere in it: %s', async (text, to) => {
    expect(await written(`names: [a]\n${text}`, to)).toBe(`names: [a]\n${text}`);
  });

  it.each([
    ['train: C:\\ds\\train # mine\n', { 'C:\\ds\\train': 'train' }, 'train: train # mine\n'],
    ['path: /ds\ntrain: images\n', { images: 'sub/images' }, 'train: sub/images\n'],
    ['train: [/ds/a, /ds/b, /x/c]\n', { '/ds/a': 'a', '/ds/b': 'b' }, 'train: [a, b]\n'],
    ['train: /nowhere\nval: /nowhere/val\n', {}, 'train: images/t\nval: /nowhere/val\n'],
  ])('are mended where they lead to the input: %s', async (text, to, expected) => {
    expect(await written(`names: [a]\n${text}`, to, [entry('images/t/1.jpg', 'train')])).toBe(
      `names: [a]\n${expected}`,
    );
  });

  it('of darknet are mended too', async () => {
    const text = 'classes = 1\ntrain = data/tr.txt\nvalid = /ds/va.txt\nnames = n\n';
    const { schema, splitPaths: declared = [] } = yoloDataset.read(
      'obj.data',
      new TextEncoder().encode(text),
    );
    const found = declared.map((splitPath) => ({ ...splitPath, to: splitPath.path.replace(/.*\//, '') }));
    expect(await wholeText(yoloDataset.write({ ...schema, classes: ['0'] }, [], schema.extra, found))).toBe(
      text.replace('/ds/va.txt', 'va.txt'),
    );
  });
});

describe('a YAML file of any name', () => {
  it.each([
    ['names: [a]\nkpt_shape: [3, 3]\n', true],
    ['# mine\n"names":\n  0: a\ntrain: images\n', true],
    ['names: [a]\n', false],
    ['train: a\nval: b\n', false],
    ['nc: 1\nnames: [a]\nbackbone: [[-1, 1, Conv, [64, 3, 2]]]\n', false],
    ['task: pose\nstride: 32\nimgsz: [640, 640]\nnames: {0: a}\nkpt_shape: [17, 3]\n', false],
    ['transforms: [HorizontalFlip]\nlabels: {read: yolo}\n', false],
    ['lr0: 0.01\nfliplr: 0.5\n', false],
  ])('is a data-set file by its content: %j', (text, is) => {
    for (const key of ['birds.yaml', 'cfg/birds.YML'])
      expect(yolo.recognises(key, new TextEncoder().encode(text)), key).toBe(is);
    expect(yolo.recognises('birds.txt', new TextEncoder().encode(text))).toBe(false);
  });

  it('ranks behind data.yaml, and before files with names alone', () => {
    const names = ['classes.txt', 'birds.yaml', 'data.yaml'];
    expect(names.toSorted((a, b) => yoloDataset.rank!(a) - yoloDataset.rank!(b))).toEqual(names.toReversed());
  });
});

describe('names files', () => {
  it.each(['classes.txt', 'obj.names', '_darknet.labels'])('reads and writes %s', async (file) => {
    const text = 'cat\r\ntraffic light\r\ndog 🐶\r\n';
    expect(read(`set/${file}`, text).classes).toEqual(['cat', 'traffic light', 'dog 🐶']);
    expect(await rewrite(file, text)).toBe(text);
    expect(await rewrite(file, text, { classes: ['cat'] })).toBe('cat\r\n');
  });

  it('counts lines, including blank lines between names', () => {
    expect(read('classes.txt', 'a\n\nb\n\n\n').classes).toEqual(['a', '', 'b']);
  });

  it.each([
    ['set/classes.txt', 'a\n\nb\n', 2, 'an empty line: it counts as class 1, which has no name'],
    ['obj.names', '\na\n', 1, 'an empty line: it counts as class 0, which has no name'],
    ['data.yaml', 'nc: 3\nnames: [a, b]\n', undefined, '`nc` is 3, but there are 2 `names`, which count'],
    [
      'data.yaml',
      'nc: 1\nnames: {0: a, 1: b}\n',
      undefined,
      '`nc` is 1, but there are 2 `names`, which count',
    ],
  ])('warns of a count that may be wrong in %s', (file, text, line, reason) => {
    const { problems } = yoloDataset.read(file, new TextEncoder().encode(text));
    expect(problems).toEqual([{ file, ...(line !== undefined && { line }), reason, severity: 'warning' }]);
  });

  it.each([
    ['classes.txt', 'a\nb\n\n'],
    ['data.yaml', 'nc: 2\nnames: [a, b]\n'],
    ['data.yaml', 'nc: 2\n'],
  ])('does not warn of %s with %j', (file, text) => {
    expect(yoloDataset.read(file, new TextEncoder().encode(text)).problems).toEqual([]);
  });

  it('reads the count of obj.data and keeps its other lines', async () => {
    const text = 'classes = 2\ntrain = data/train.txt\nnames = data/obj.names\nbackup = backup/\n';
    expect(read('obj.data', text).classes).toEqual(['0', '1']);
    expect(await rewrite('obj.data', text, { classes: ['0', '1', '2'] })).toBe(text.replace('2', '3'));
    expect(() => read('obj.data', 'train = x')).toThrow(/classes = <number>/);
  });
});
