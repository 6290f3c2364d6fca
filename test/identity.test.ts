import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../src/core/recipe/parse.js';
import { convert } from './support/convert.js';
import { FLIP, photos } from './support/layout-files.js';

/** What a run makes, over Stores in memory. */
async function runOn(files: Readonly<Record<string, string | Uint8Array>>, recipe: string) {
  const made = await convert(files, parseRecipe(recipe, 'recipe.yaml'));
  expect(made.failures).toEqual([]);
  return { ...made, text: (key: string) => new TextDecoder().decode(made.files[key]) };
}

const json = (value: unknown) => JSON.stringify(value);
const COPY = 'variants: 0\ntransforms: []\noutput: {originals: true}\n';

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
    const output = await runOn({ ...(await photos('a.jpg')), 'a.json': shapes }, FLIP);
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
      { ...(await photos('a.jpg')), 'a.json': shapes },
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
    const output = await runOn({ ...(await photos('a.jpg')), 'a.json': shapes }, FLIP);
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
      ...(await photos('images/a.jpg', 'images/b.jpg')),
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
