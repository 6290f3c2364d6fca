import { describe, expect, it } from 'vitest';
import { EMPTY_INVENTORY } from '../dataset/testing/inventory.js';
import { describeInventory, describeLostLabels } from './inventory.js';

describe('describeInventory', () => {
  it('names formats, splits, classes, links and files that are not used', () => {
    const lines = describeInventory({
      images: 12,
      formats: { yolo: 8 },
      unlabelled: { count: 4, files: ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'] },
      splits: { train: 10, val: 2 },
      datasetFiles: ['data.yaml'],
      lists: ['train.txt', 'val.txt'],
      links: { count: 1, files: ['labels'] },
      unused: [
        { reason: 'unknown format', looksLikeLabels: true, count: 1, files: ['x.csv'] },
        { reason: 'other', looksLikeLabels: false, count: 40, files: ['1', '2'] },
      ],
      classes: [
        { name: 'cat', objects: 3, images: 1 },
        { name: 'dog', objects: 9, images: 8 },
      ],
      rejected: {
        count: 2,
        labels: [
          { file: 'a.txt', line: 1, reason: 'no number' },
          { file: 'a.txt', line: 4, reason: 'no number' },
        ],
      },
    });
    expect(lines).toEqual([
      'labels: yolo, 8 of 12 images; 4 without labels (a.jpg, b.jpg, c.jpg, …)',
      'splits (train.txt, val.txt): train 10, val 2',
      'classes (data.yaml): dog 9 in 8 images, cat 3 in 1 image',
      'links followed: 1 (labels)',
      'not used: 1 file (x.csv): labels of no known format',
      'not used: 40 files (1, 2, …): neither an image nor labels',
      'left out: 2 labels that cannot be used (a.txt)',
    ]);
  });

  it('says that there are no labels, and which files would be', () => {
    expect(describeInventory({ ...EMPTY_INVENTORY, images: 2 })).toEqual(['labels: none found for 2 images']);
    const unused = [
      { reason: 'other', looksLikeLabels: false, count: 1, files: ['notes.md'] },
      { reason: 'no image', looksLikeLabels: true, count: 1, files: ['a.xml'] },
    ] as const;
    expect(describeLostLabels({ unused })).toMatch(/not used \(a\.xml\)/);
  });

  it('counts each of several formats', () => {
    const [first] = describeInventory({ ...EMPTY_INVENTORY, images: 3, formats: { coco: 2, yolo: 1 } });
    expect(first).toBe('labels: coco 2, yolo 1 of 3 images');
  });
});
