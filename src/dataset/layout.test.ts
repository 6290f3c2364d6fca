import { describe, expect, it } from 'vitest';
import { builtInFormats } from '../core/formats/index.js';
import { labelCandidates, labelKeyFor, mayBeMask } from './layout.js';
import { placementBetween } from './placement.js';

const placed = (image: string, label: string, role: 'labels' | 'semantic' = 'labels') =>
  placementBetween(image, label, role)!;

describe('label candidates', () => {
  it('come in the order of the formats and their placements', () => {
    const placements = [
      placed('images/a.jpg', 'images/a.xml'),
      placed('images/a.jpg', 'images/a.txt'),
      placed('images/a.jpg', 'labels/a.txt'),
    ];
    const keys = labelCandidates('images/b.jpg', placements, builtInFormats).map(({ key }) => key);
    expect([...new Set(keys)]).toEqual(['labels/b.txt', 'images/b.txt', 'images/b.xml']);
  });

  it('are masks of the format that knows the folder, else of the one that has masks only', () => {
    const formatAt = (label: string) =>
      labelCandidates('JPEGImages/a.jpg', [placed('JPEGImages/a.jpg', label, 'semantic')], builtInFormats);
    expect(formatAt('SegmentationClass/a.png')).toMatchObject([{ format: 'voc' }]);
    expect(formatAt('anything/a.png')).toMatchObject([{ format: 'mask' }]);
  });
});

describe('labels of a new format', () => {
  it.each([
    ['images/x.jpg', 'labels/x.txt'],
    ['Images/train/x.jpg', 'labels/train/x.txt'],
    ['cat/x.jpg', 'cat/x.txt'],
  ])('of %s lie at %s', (image, label) => {
    expect(labelKeyFor(image, 'yolo', 'labels', builtInFormats)).toBe(label);
  });
});

describe('a key alone', () => {
  it('shows which images cannot be masks', () => {
    for (const key of ['a.png', 'cat/a.PNG', 'masks/a.jpg', 'a_mask.tif'])
      expect(mayBeMask(key), key).toBe(true);
    for (const key of ['a.jpg', 'images/a.webp']) expect(mayBeMask(key), key).toBe(false);
  });
});
