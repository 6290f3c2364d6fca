import { describe, expect, it } from 'vitest';
import { runOn } from './support/labelled.js';
import { FLIP, imageFiles } from './support/layout-files.js';

const ROW = '0 0.25 0.5 0.25 0.5\n';
const FLIPPED = '0 0.750000 0.500000 0.250000 0.500000\n';

describe('a data.yaml of another machine', () => {
  const files = async (yaml: string) => ({
    ...(await imageFiles('one/images/a.jpg', 'two/images/v.jpg')),
    ...{ 'one/labels/a.txt': ROW, 'two/labels/v.txt': ROW },
    'data.yaml': yaml,
  });

  it.each([
    ['train: /home/me/ds/one/images\nval: /home/me/ds/two/images\n'],
    ['train: C:\\ds\\one\\images\nval: C:\\ds\\two\\images\n'],
    ['train: one\\images\nval: two\\images\n'],
    ['train: ../one/images\nval: ../two/images\n'],
    ['path: /home/me/ds\ntrain: one/images\nval: two/images\n'],
  ])('gives the splits, and leads to the output: %s', async (paths) => {
    const output = await runOn(await files(`${paths}names: [cat] # one\n`), FLIP);
    expect(output.keys).toEqual([
      'data.yaml',
      'one/images/a_jpg.v1.jpg',
      'one/labels/a_jpg.v1.txt',
      'two/images/v.jpg',
      'two/labels/v.txt',
    ]);
    expect(await output.text('data.yaml')).toBe('train: one/images\nval: two/images\nnames: [cat] # one\n');
    expect(await output.text('two/labels/v.txt')).toBe(ROW);
    expect(await output.text('one/labels/a_jpg.v1.txt')).toBe(FLIPPED);
  });

  it('may name lists of any name, which lead to the output too', async () => {
    const output = await runOn(
      {
        ...(await files('train: /ds/lists/tr.txt\nval: lists/va.txt\nnames: [cat]\n')),
        ...{ 'lists/tr.txt': '/ds/one/images/a.jpg\n', 'lists/va.txt': './../two/images/v.jpg\n' },
      },
      FLIP,
    );
    expect(await output.text('data.yaml')).toBe('train: lists/tr.txt\nval: lists/va.txt\nnames: [cat]\n');
    expect(await output.text('lists/tr.txt')).toBe('./../one/images/a_jpg.v1.jpg\n');
    expect(await output.text('lists/va.txt')).toBe('./../two/images/v.jpg\n');
  });

  it('names what the input does not have', async () => {
    const output = await runOn(await files('train: one/images\nval: /gone/val\nnames: [cat]\n'), FLIP);
    expect(output.summary.notes).toContain('data.yaml: val: /gone/val is not in the input');
  });
});

describe('a YAML file of another name', () => {
  const POSE = '0 0.5 0.5 0.4 0.8 0.45 0.2 2 0.6 0.4 1 0.35 0.3 2\n';

  it('declares keypoints and classes, beside a recipe, and is written under its name', async () => {
    const yaml = 'kpt_shape: [3, 3]\nflip_idx: [0, 2, 1]\nnames: { 0: bird }\n';
    const files = {
      ...(await imageFiles('images/a.jpg')),
      ...{ 'labels/a.txt': POSE, 'birds-pose.yaml': yaml, 'recipe.yaml': FLIP, 'hyp.yaml': 'lr0: 0.1\n' },
    };
    const output = await runOn(files, FLIP);
    expect(output.keys).toEqual(['birds-pose.yaml', 'images/a_jpg.v1.jpg', 'labels/a_jpg.v1.txt']);
    expect(await output.text('birds-pose.yaml')).toBe(yaml);
    const [, , , , , ...points] = (await output.text('labels/a_jpg.v1.txt')).trim().split(' ').map(Number);
    expect(points).toEqual([0.55, 0.2, 2, 0.65, 0.3, 2, 0.4, 0.4, 1]);
  });
});
