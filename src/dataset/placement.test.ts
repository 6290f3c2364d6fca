import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagePrefixes, labelKeyAt, moveLabelKey, placementBetween } from './placement.js';

const part = fc.stringMatching(/^[a-z0-9 .-]{0,8}[a-z0-9]$/);
const folder = fc.oneof(fc.constantFrom('images', 'Images', 'train', 'labels', 'masks', 'a'), part);
const folders = fc.array(folder, { maxLength: 4 });
const ending = fc.constantFrom('.txt', '.TXT', '_mask.png', '.jpg.txt', '.png');
const pair = fc
  .record({ from: folders, to: folders, stem: part, ending })
  .map(({ from, to, stem, ending: last }) => ({
    image: [...from, `${stem}.jpg`].join('/'),
    label: [...to, stem + last].join('/'),
  }));

describe('the placement between an image and its labels', () => {
  it('leads from the image to the labels, and back', () => {
    fc.assert(
      fc.property(pair, ({ image, label }) => {
        const placement = placementBetween(image, label, 'labels')!;
        expect(labelKeyAt(placement, image)).toBe(label);
        expect(imagePrefixes(placement, label).some((prefix) => image.startsWith(prefix))).toBe(true);
      }),
    );
  });

  it.each([
    ['images/train/a.jpg', 'labels/train/a.txt', { from: 'images', to: 'labels' }],
    ['images/train/a.jpg', 'labels/a.txt', { from: 'images/train', to: 'labels' }],
    ['train/a.jpg', 'labels/train/a.txt', { from: 'train', to: 'labels/train' }],
    ['a.jpg', 'masks/a.png', { from: '', to: 'masks', ending: '.png' }],
    ['x/images/a.jpg', 'x/a.txt', { from: 'images', to: '' }],
    ['a.jpg', 'a.jpg.txt', { whole: true, ending: '.txt' }],
    ['a.jpg', 'a_seg.png', { ending: '_seg.png' }],
    [
      'leftImg8bit/train/x/x_1_leftImg8bit.png',
      'gtFine/train/x/x_1_gtFine_labelIds.png',
      { from: 'leftImg8bit', to: 'gtFine', stem: '_leftImg8bit', ending: '_gtFine_labelIds.png' },
    ],
  ])('names what differs: %s and %s', (image, label, expected) => {
    const plain = { role: 'labels', from: '', to: '', stem: '', ending: '.txt' };
    expect(placementBetween(image, label, 'labels')).toEqual({ ...plain, ...expected });
  });

  it('is none between names without a common beginning', () => {
    expect(placementBetween('a.jpg', 'b.txt', 'labels')).toBeUndefined();
  });

  it.each([
    ['labels/a.TXT', 'images/a.jpg', 'images/a_jpg.v1.jpg', 'labels/a_jpg.v1.TXT'],
    ['a.jpg.txt', 'a.jpg', 'a_jpg.v1.png', 'a_jpg.v1.png.txt'],
    ['m/x_mask.png', 'x.jpg', 'x_jpg.v2.jpg', 'm/x_jpg.v2_mask.png'],
    ['g/x_gt.png', 'l/x_left.png', 'l/x_left_png.v1.png', 'g/x_left_png.v1_gt.png'],
    ['g/x_gt.png', 'l/x_left.png', 'l/x_left.png', 'g/x_gt.png'],
    ['deep/er/a.txt', 'deep/er/a.jpg', 'deep/~0/a_jpg.v1.jpg', 'deep/~0/a_jpg.v1.txt'],
    [
      'labels/deep/er/a.txt',
      'images/deep/er/a.jpg',
      'images/deep/~0/a_jpg.v1.jpg',
      'labels/deep/~0/a_jpg.v1.txt',
    ],
    ['deep/labels/a.txt', 'deep/images/a.jpg', 'deep/~0/a_jpg.v1.jpg', 'deep/~0/a_jpg.v1.txt'],
    ['labels/a.txt', 'images/a.jpg', 'images/cat/a_jpg.v1.o1.jpg', 'labels/cat/a_jpg.v1.o1.txt'],
    ['a.txt', 'a.jpg', 'cat/a_jpg.v1.o1.jpg', 'cat/a_jpg.v1.o1.txt'],
  ])('keeps %s of %s beside %s', (label, image, output, expected) => {
    expect(moveLabelKey(label, image, output)).toBe(expected);
  });
});
