import { describe, expect, it } from 'vitest';
import type { LabelMap } from '../core/annotations/model.js';
import { addClassCounts, countObjectsByClass } from './class-counts.js';

const EMPTY = { width: 3, height: 1, objects: [], labelMaps: [], tags: [] };

function labelMap(values: readonly number[], rest: Partial<LabelMap> = {}): LabelMap {
  return { kind: 'semantic', name: '', width: 3, height: 1, data: Uint8Array.from(values), ...rest };
}

describe('the classes of one image', () => {
  it('are those of its objects and of the whole image', () => {
    const objects = [{ class: 'cat' }, { class: 'ant' }, { class: 'cat' }];
    expect(countObjectsByClass({ ...EMPTY, objects, tags: ['night', 'cat'] })).toEqual([
      { name: 'ant', objects: 1 },
      { name: 'cat', objects: 2 },
      { name: 'night', objects: 0 },
    ]);
  });

  it('are those that pixels of its masks have', () => {
    const classes = [
      { class: 'road', value: 1 },
      { class: 'sky', value: 2 },
    ];
    const maps = [labelMap([0, 1, 1], { classes }), labelMap([0, 5, 255])];
    expect(countObjectsByClass({ ...EMPTY, labelMaps: maps })).toEqual([{ name: 'road', objects: 0 }]);
  });
});

describe('the classes of all images', () => {
  it('add up', () => {
    const one = [{ name: 'b', objects: 0 }];
    expect(addClassCounts([one, [{ name: 'a', objects: 3 }, ...one]])).toEqual([
      { name: 'a', objects: 3, images: 1 },
      { name: 'b', objects: 0, images: 2 },
    ]);
  });
});
