import { describe, expect, it } from 'vitest';
import { classOfFolder, understandFolders } from './folder-classes.js';

const source = (key: string, labels = {}) => ({ key, size: 1, role: 'augment' as const, ...labels });

/** What folders are taken for. */
function meaningOf(keys: readonly string[]): string | undefined {
  const { folders, doubt } = understandFolders({ sources: keys.map((key) => source(key)) }, {});
  if (folders) return 'classes';
  return ['dates', 'numbers'].find((word) => doubt?.includes(`the folders of the images are ${word}`));
}

describe('folders of images without labels', () => {
  it.each([
    ['names', ['cats/1.jpg', 'dogs/2.jpg']],
    ['digits whose images are counted anew in each', ['0/1.png', '0/2.png', '1/1.png', '1/2.png']],
    ['numbers that the names of images repeat', ['00000/00000_00001.ppm', '00001/00001_00001.ppm']],
    ['numbers of which each lies in a split of its own', ['train/001/1.jpg', 'val/002/2.jpg']],
    ['some dates and a name', ['2024-01-05/a.jpg', 'cats/b.jpg']],
  ])('are classes: %s', (_, keys) => {
    expect(meaningOf(keys)).toBe('classes');
  });

  it.each([
    ['one list in portions', ['000/000000.jpg', '000/000999.jpg', '001/001000.jpg', '002/002000.jpg']],
    ['whatever the order and the width of numbers', ['10/img1000.jpg', '9/img900.jpg', '9/img999.jpg']],
    ['in each split', ['train/0/a1.jpg', 'train/1/a2.jpg', 'val/0/a1.jpg', 'val/1/a2.jpg']],
  ])('are portions: %s', (_, keys) => {
    expect(meaningOf(keys)).toBe('numbers');
  });

  it.each([
    ['days', ['2024-01-31/a.jpg', '2024-02-01/a.jpg']],
    ['days without dashes', ['shots/20240131/a.jpg', 'shots/20240201/a.jpg']],
    ['years, months and days', ['2023/12/31/a.jpg', '2024/01/01/a.jpg']],
  ])('are dates: %s', (_, keys) => {
    expect(meaningOf(keys)).toBe('dates');
  });

  it('are no dates where a month or a day cannot be one', () => {
    expect(meaningOf(['2024-13/a.jpg', '2024-99/a.jpg'])).toBe('classes');
    expect(meaningOf(['a20240131/1.jpg', 'a20240201/1.jpg'])).toBe('classes');
  });
});

describe('the class of a folder', () => {
  it.each([
    ['cats/1.jpg', 'cats'],
    ['train/cats/1.jpg', 'cats'],
    ['cats/train/1.jpg', undefined],
    ['train/1.jpg', undefined],
    ['images/val2017/1.jpg', undefined],
    ['train/train/1.jpg', 'train'],
    ['1.jpg', undefined],
  ])('of %s is %s', (key, name) => {
    expect(classOfFolder(key)).toBe(name);
  });

  it('is none where folders are only splits, or some image has labels', () => {
    const understood = (...sources: ReturnType<typeof source>[]) => understandFolders({ sources }, {});
    expect(understood(source('train/1.jpg'), source('val/2.jpg'))).toEqual({ folders: false });
    expect(understood(source('train/a/1.jpg'), source('val/b/2.jpg'))).toEqual({ folders: true });
    const labelled = source('a/1.jpg', { labels: { format: 'yolo', files: [] } });
    expect(understood(labelled, source('b/1.jpg'))).toEqual({ folders: false });
  });
});
