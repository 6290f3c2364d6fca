import { describe, expect, it } from 'vitest';
import type { SplitPath } from '../core/formats/format.js';
import { relativePath } from '../core/keys.js';
import { findSplitPaths } from './split-paths.js';

const IMAGES = ['train/images/a.jpg', 'val/images/b.jpg', 'photos/c.jpg', 'sub/train/images/d.jpg'];

function find(splitPaths: readonly SplitPath[], key = 'data.yaml', images = IMAGES) {
  const file = { key, format: 'yolo', schema: { classes: [] }, prefix: '', splitPaths };
  const { files, warnings } = findSplitPaths([{ file }], [...images, 'lists/tr.txt'], images);
  return { keys: files[0]!.file.splitPaths!.map((splitPath) => splitPath.key), warnings };
}
const keyOf = (path: string, base?: string, key?: string) =>
  find([{ split: 'train', path, ...(base !== undefined && { base }) }], key).keys[0];

describe('the folder or list that a path means', () => {
  it.each([
    ['train/images', undefined, 'train/images'],
    ['./train/images/', undefined, 'train/images'],
    ['.', undefined, ''],
    ['train\\images', undefined, 'train/images'],
    ['../train/images', undefined, 'train/images'],
    ['../../train/images', undefined, 'train/images'],
    ['/home/me/ds/train/images', undefined, 'train/images'],
    ['/home/me/ds/photos', undefined, 'photos'],
    ['C:\\Users\\me\\ds\\train\\images', undefined, 'train/images'],
    ['s3://bucket/ds/train/images', undefined, 'train/images'],
    ['images', 'train', 'train/images'],
    ['images', '/home/me/train', 'train/images'],
    ['train/images', '../datasets/ds', 'train/images'],
    ['train/images', 'sub', 'sub/train/images'],
    ['lists/tr.txt', undefined, 'lists/tr.txt'],
    ['/home/me/lists/tr.txt', undefined, 'lists/tr.txt'],
    ['/elsewhere', undefined, undefined],
  ])('%s with the path %s is %s', (path, base, expected) => {
    expect(keyOf(path, base)).toBe(expected);
  });

  it('is relative to the file', () => {
    expect(keyOf('train/images', undefined, 'sub/data.yaml')).toBe('sub/train/images');
    expect(keyOf('../photos', undefined, 'sub/data.yaml')).toBe('photos');
    expect(keyOf('../train/images', undefined, 'sub/data.yaml')).toBe('train/images');
    expect(keyOf('/ds/train/images', undefined, 'sub/data.yaml')).toBe('sub/train/images');
  });

  it('is taken literally where the input does not have it yet, and named', () => {
    expect(find([{ split: 'val', path: 'later/images' }])).toEqual({
      keys: ['later/images'],
      warnings: ['data.yaml: val: later/images is not in the input'],
    });
  });

  it('is not guessed from its end if another split has that folder', () => {
    const splitPaths = [
      { split: 'train', path: 'photos' },
      { split: 'val', path: '/other/photos' },
    ];
    expect(find(splitPaths)).toEqual({
      keys: ['photos', undefined],
      warnings: ['data.yaml: val: /other/photos is not in the input'],
    });
  });

  it.each([
    ['photos', 'photos', 'train and val are both photos: its images count as train, and'],
    ['.', '.', 'train and val are both the root: its images count as train, and'],
    ['sub', 'sub/train/images', 'val (sub/train/images) lies in train (sub): trainers read a folder with'],
    ['train/images', '.', 'train (train/images) lies in val (the root): trainers read a folder with'],
    ['lists/tr.txt', 'lists/tr.txt', 'train and val are both lists/tr.txt: its images count as train, and'],
  ])('train %s and val %s share images, which is named', (train, val, message) => {
    const { warnings } = find([
      { split: 'train', path: train },
      { split: 'val', path: val },
    ]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`data.yaml: ${message}`);
    expect(warnings[0]).toMatch(/what is trained on is tested on, too$/);
  });

  it('is named only if images of another split lie in it', () => {
    const folders = [
      { split: 'train', path: 'train/images' },
      { split: 'val', path: 'val/images' },
      { split: 'test', path: 'val/images' },
    ];
    expect(find(folders).warnings).toEqual([]);
  });

  it('of two files that contradict each other is named', () => {
    const file = (key: string, split: string) => ({
      file: {
        key,
        format: 'yolo',
        schema: { classes: [] },
        prefix: '',
        splitPaths: [{ split, path: 'photos' }],
      },
    });
    const { warnings } = findSplitPaths([file('a.yaml', 'train'), file('b.yaml', 'val')], IMAGES, IMAGES);
    expect(warnings).toEqual(['b.yaml: photos is val here, and train in a.yaml, which counts']);
  });
});

it('gives the path from one folder to a key', () => {
  expect(relativePath('', 'a/b.jpg')).toBe('a/b.jpg');
  expect(relativePath('a/c/', 'a/b/d.jpg')).toBe('../b/d.jpg');
  expect(relativePath('a/', 'a')).toBe('.');
  expect(relativePath('a/', '')).toBe('..');
});
