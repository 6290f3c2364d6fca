import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInFormats } from '../core/formats/index.js';
import { labelledStems, labelCandidates, mayBeMask, placementsOf, labelKeysIn } from './layout.js';

const part = fc.stringMatching(/^[a-z0-9 .-]{0,8}[a-z0-9]$/);
const folder = fc.oneof(
  fc.constantFrom(
    'images',
    'Images',
    'image',
    'JPEGImages',
    'train',
    'val',
    'labels',
    'masks',
    'annotations',
  ),
  part,
);
const image = fc
  .tuple(fc.array(folder, { maxLength: 4 }), part, fc.constantFrom('.jpg', '.png', '.JPEG'))
  .map(([folders, stem, ending]) => [...folders, stem + ending].join('/'));
const IMAGE_FOLDERS = ['Images', 'image'];

describe('label candidates', () => {
  it('lead back to the image, by the key alone', () => {
    fc.assert(
      fc.property(image, (key) => {
        const stem = key.slice(0, key.lastIndexOf('.') + 1);
        for (const candidate of labelCandidates(key, builtInFormats))
          expect(labelledStems(candidate.key, IMAGE_FOLDERS, builtInFormats), candidate.key).toContain(stem);
      }),
    );
  });

  it('are limited to the placements that the labels of the data set show', () => {
    fc.assert(
      fc.property(image, (key) => {
        for (const candidate of labelCandidates(key, builtInFormats))
          expect(
            labelKeysIn(key, new Set(placementsOf(candidate.key, builtInFormats)), builtInFormats),
          ).toContain(candidate.key);
        expect(labelKeysIn(key, new Set(), builtInFormats)).toEqual([]);
      }),
    );
  });

  it('distinguish possible masks from other images', () => {
    for (const key of ['masks/a.png', 'a_mask.png', 'VOC/SegmentationClass/a.png', 'trainannot/a.jpg'])
      expect(mayBeMask(key, builtInFormats), key).toBe(true);
    for (const key of ['a.png', 'images/a.png', 'maskless/a.png', 'train/a.png'])
      expect(mayBeMask(key, builtInFormats), key).toBe(false);
  });
});
