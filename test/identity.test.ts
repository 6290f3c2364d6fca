import { describe, expect, it } from 'vitest';
import { decodePng, encodePng } from '../src/core/formats/shared/png.js';
import { BOX, cocoIn, COPY, IMAGE, json, runInMemory as runOn } from './support/in-memory.js';
import { FLIP, imageFiles } from './support/layout-files.js';

interface Shape {
  readonly label: string;
  readonly points: readonly (readonly number[])[];
}

const labelme = (...shapes: readonly object[]) =>
  json({ version: '5.2.1', flags: {}, shapes, imagePath: 'a.jpg', imageData: null });
const pointOf = (label: string, x: number, y: number, group: number | null = 1) => ({
  ...{ label, points: [[x, y]], group_id: group, shape_type: 'point', flags: {} },
});
const LEAF = {
  ...{ label: 'leaf', group_id: 1, shape_type: 'polygon', flags: {} },
  points: [[4, 4], [40, 4], [40, 40]], // prettier-ignore
};
const UNPAIRED = /mirrored keypoints keep their places in the list, because no pairs are known/;

describe('keypoints', () => {
  it('of one name stay as many, and each at its place', async () => {
    const shapes = labelme(LEAF, pointOf('tip', 6, 10), pointOf('tip', 20, 5), pointOf('tip', 38, 30));
    const output = await runOn({ ...(await imageFiles('a.jpg')), 'a.json': shapes }, FLIP);
    const { shapes: written } = JSON.parse(output.text('a_jpg.v1.json')) as { shapes: Shape[] };
    expect(written.slice(1).map(({ label, points }) => [label, points[0]])).toEqual([
      ['tip', [58, 10]],
      ['tip', [44, 5]],
      ['tip', [26, 30]],
    ]);
  });

  it('of one name are all converted', async () => {
    const box = { ...LEAF, shape_type: 'rectangle', points: [[4, 4], [40, 40]] }; // prettier-ignore
    const shapes = labelme(box, pointOf('tip', 16, 12), pointOf('tip', 32, 24));
    const output = await runOn(
      { ...(await imageFiles('a.jpg')), 'a.json': shapes },
      `${COPY}labels: {write: yolo}\n`,
    );
    expect(output.text('a.txt').split(' ').slice(5).map(Number)).toEqual([0.25, 0.25, 2, 0.5, 0.5, 2]);
    expect(output.text('data.yaml')).toContain('kpt_shape:\n  - 2\n  - 3\n');
  });

  it('that belong to no rectangle exchange where their names tell the side', async () => {
    const shapes = labelme(
      pointOf('left_eye', 10, 10),
      pointOf('right_eye', 30, 10),
      pointOf('nose', 20, 20),
    );
    const output = await runOn({ ...(await imageFiles('a.jpg')), 'a.json': shapes }, FLIP);
    const { shapes: written } = JSON.parse(output.text('a_jpg.v1.json')) as { shapes: Shape[] };
    expect(written.map(({ label, points }) => [label, points[0]])).toEqual([
      ['right_eye', [54, 10]],
      ['left_eye', [34, 10]],
      ['nose', [44, 20]],
    ]);
  });

  it('without known pairs are reported once a data set', async () => {
    const row = '0 0.25 0.5 0.25 0.5 0.2 0.4 2 0.3 0.4 2\n';
    const yaml = 'kpt_shape: [2, 3]\nnames: [person]\n';
    const files = {
      ...(await imageFiles('images/a.jpg', 'images/b.jpg')),
      'labels/a.txt': row,
      'labels/b.txt': row,
    };
    const silent = await runOn({ ...files, 'data.yaml': `${yaml}flip_idx: [0, 1]\n` }, FLIP);
    expect(silent.notes).toEqual([]);
    const { notes, text } = await runOn({ ...files, 'data.yaml': yaml }, FLIP);
    expect(notes).toEqual([expect.stringMatching(UNPAIRED)]);
    expect(text('labels/a_jpg.v1.txt').trim().split(' ').slice(5).map(Number)).toEqual([
      ...[0.8, 0.4, 2, 0.7, 0.4, 2],
    ]);
  });
});

describe('classes of one name', () => {
  const CRANES = 'names: [crane, crane, dog]\nnc: 3\n';
  const rows = '2 0.25 0.5 0.25 0.5\n1 0.25 0.5 0.25 0.5\n0 0.25 0.5 0.25 0.5\n';
  const classesIn = (text: string) => text.trim().split('\n').map((row) => Number(row.split(' ')[0])); // prettier-ignore

  it('keep their numbers', async () => {
    const files = {
      ...(await imageFiles('images/train/t.jpg', 'images/val/v.jpg')),
      ...{ 'labels/train/t.txt': rows, 'labels/val/v.txt': rows, 'data.yaml': CRANES },
    };
    const output = await runOn(files, FLIP);
    expect(classesIn(output.text('labels/train/t_jpg.v1.txt'))).toEqual([2, 1, 0]);
    expect(output.text('labels/val/v.txt')).toBe(rows);
    expect(output.text('data.yaml')).toBe(CRANES);
    expect(output.notes).toEqual([]);
  });

  it('keep the numbers of blank lines', async () => {
    const files = {
      ...(await imageFiles('a.jpg')),
      'a.txt': '3 0.25 0.5 0.25 0.5\n',
      'classes.txt': 'a\n\n\nb\n',
    };
    const output = await runOn(files, FLIP);
    expect(classesIn(output.text('a_jpg.v1.txt'))).toEqual([3]);
    expect(output.text('classes.txt')).toBe('a\n\n\nb\n');
  });

  it('move up behind a dropped class, and are renamed together', async () => {
    const files = {
      ...(await imageFiles('a.jpg')),
      'a.txt': rows,
      'data.yaml': 'names: [dog, crane, crane]\n',
    };
    const dropped = await runOn(files, `${FLIP}labels: {classes: {drop: [dog]}}\n`);
    expect(classesIn(dropped.text('a_jpg.v1.txt'))).toEqual([1, 0]);
    const renamed = await runOn(files, `${FLIP}labels: {classes: {rename: {crane: bird}}}\n`);
    expect(classesIn(renamed.text('a_jpg.v1.txt'))).toEqual([1, 1, 0]);
    expect(renamed.text('data.yaml')).toBe('names:\n  - dog\n  - bird\n');
  });

  it('stay apart between formats that number classes, and are named where names alone count', async () => {
    const files = { ...(await imageFiles('a.jpg')), 'a.txt': rows, 'data.yaml': CRANES };
    const coco = await runOn(files, `${COPY}labels: {write: coco}\n`);
    const { annotations, categories } = cocoIn(coco.text('annotations/instances_all.json'));
    expect(categories.map(({ id, name }) => [id, name])).toEqual([[1, 'crane'], [2, 'crane'], [3, 'dog']]); // prettier-ignore
    expect(annotations.map(({ category_id: id }) => id)).toEqual([3, 2, 1]);
    const voc = await runOn(files, `${COPY}labels: {write: voc}\n`);
    expect(voc.notes).toEqual([
      "several classes are called 'crane', and become one: voc tells classes by their names",
    ]);
  });

  it('are categories with ids of their own, also after other classes were renamed or dropped', async () => {
    const categories = [
      { id: 4, name: 'dog', supercategory: 'pet' },
      { id: 7, name: 'crane', supercategory: 'bird' },
      { id: 9, name: 'crane', supercategory: 'machine' },
      { id: 12, name: 'cat', supercategory: 'pet' },
    ];
    const annotations = categories.map(({ id }) => ({ ...BOX, id, category_id: id }));
    const files = {
      ...(await imageFiles('a.jpg')),
      'labels.json': json({ images: [IMAGE], annotations, categories }),
    };
    const output = await runOn(files, `${FLIP}labels: {classes: {rename: {cat: lynx}, drop: [dog]}}\n`);
    const written = cocoIn(output.text('labels.json'));
    expect(written.categories).toEqual([categories[1], categories[2], { ...categories[3], name: 'lynx' }]);
    expect(written.annotations.map(({ category_id: id }) => id)).toEqual([7, 9, 12]);
  });
});

describe('classes of masks', () => {
  const [WIDTH, HEIGHT] = [64, 48];
  const COLOURS = 'background:0,0,0::\nleft_eye:128,0,0::\nright_eye:0,128,0::\nnose:128,128,0::\n';
  const LEVELS = 'background:0,0,0::\nleft_eye:1,1,1::\nright_eye:2,2,2::\nnose:3,3,3::\n';
  const PALETTE = Uint8Array.from([0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0]);
  const SWAP = 'labels: {swap: {left_eye: right_eye}}\n';

  /** Four bands from left to right: background, left_eye, right_eye, nose. */
  const valueAt = (pixel: number) => Math.floor((pixel % WIDTH) / 16);
  const bands = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => valueAt(i));
  const common = { width: WIDTH, height: HEIGHT, depth: 8 } as const;
  const coloured = Uint8Array.from(bands).reduce<number[]>((all, value) => {
    all.push(...PALETTE.subarray(3 * value, 3 * value + 3));
    return all;
  }, []);
  const KINDS = {
    'levels of grey': [encodePng({ ...common, colour: 'grey', data: bands }), LEVELS],
    'numbers of lines': [encodePng({ ...common, colour: 'grey', data: bands }), COLOURS],
    'a palette': [encodePng({ ...common, colour: 'indexed', palette: PALETTE, data: bands }), COLOURS],
    colours: [encodePng({ ...common, colour: 'rgb', data: Uint8Array.from(coloured) }), COLOURS],
  } as const;

  /** The numbers of the bands along the middle row or column of the mask. */
  function bandsIn(bytes: Uint8Array, isColumn = false): number[] {
    const { width, height, data } = decodePng(bytes, WIDTH * HEIGHT);
    const samples = data.length / (width * height);
    const length = isColumn ? height : width;
    return [0, 1, 2, 3].map((band) => {
      const along = (band + 0.5) * (length / 4);
      const [x, y] = isColumn ? [width / 2, along] : [along, height / 2];
      const at = (Math.floor(y) * width + Math.floor(x)) * samples;
      if (samples === 1) return data[at]!;
      return [0, 1, 2, 3].find((value) => [0, 1, 2].every((i) => PALETTE[3 * value + i] === data[at + i]))!;
    });
  }

  async function maskAfter(kind: keyof typeof KINDS, recipe: string, more = {}) {
    const [mask, labelmap] = KINDS[kind];
    const files = {
      ...(await imageFiles('images/a.jpg')),
      'masks/a.png': mask,
      'labelmap.txt': labelmap,
      ...more,
    };
    const output = await runOn(files, recipe);
    return { ...output, mask: output.files['masks/a_jpg.v1.png']! };
  }

  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('exchange where %s name them', async (kind) => {
    const swapped = async (transform: string) =>
      (await maskAfter(kind, `transforms: [${transform}: {p: 1}]\n${SWAP}`)).mask;
    expect(bandsIn(await swapped('HorizontalFlip'))).toEqual([3, 1, 2, 0]);
    expect(bandsIn(await swapped('VerticalFlip'))).toEqual([0, 2, 1, 3]);
    expect(bandsIn(await swapped('Transpose'), true)).toEqual([0, 2, 1, 3]);
    expect(bandsIn(await swapped('InvertImg'))).toEqual([0, 1, 2, 3]);
  });

  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    'are dropped and joined where %s name them',
    async (kind) => {
      const rules = 'labels: {classes: {drop: [nose], rename: {left_eye: eye, right_eye: eye}}}\n';
      const { mask, notes, text } = await maskAfter(kind, `transforms: [InvertImg: {p: 1}]\n${rules}`);
      expect(bandsIn(mask)).toEqual([0, 1, 1, 0]);
      expect(notes).toEqual([]);
      expect(text('labelmap.txt')).toBe(KINDS[kind][1].replace('left_eye', 'eye'));
    },
  );

  it('are dropped in the mask of instances, too', async () => {
    const instances = encodePng({ ...common, colour: 'grey', data: bands.map((value) => value + 4) });
    const rules = 'labels: {classes: {drop: [nose]}}\n';
    const output = await maskAfter('colours', `transforms: [InvertImg: {p: 1}]\n${rules}`, {
      'instances/a.png': instances,
    });
    expect(bandsIn(output.files['instances/a_jpg.v1.png']!)).toEqual([4, 5, 6, 0]);
  });

  it('are told to have no names where no file names them', async () => {
    const files = {
      ...(await imageFiles('images/a.jpg', 'images/b.jpg')),
      'masks/a.png': KINDS.colours[0],
      'masks/b.png': KINDS.colours[0],
    };
    const { notes } = await runOn(files, `${FLIP}labels: {swap: {a: b}, classes: {drop: [c]}}\n`);
    expect(notes).toEqual([
      'labels.swap, labels.classes.drop: masks stay as they are, because no labelmap.txt names their values',
    ]);
  });
});
