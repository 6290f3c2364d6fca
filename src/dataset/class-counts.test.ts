import { describe, expect, it } from 'vitest';
import type { LabelMap } from '../core/annotations/model.js';
import { addClassCounts, countObjectsByClass } from './class-counts.js';

const EMPTY = { width: 3, height: 1, objects: [], labelMaps: [], tags: [] };

function labelMap(values: readonly number[], rest: Partial<LabelMap> = {}): LabelMap {
  return { kind: 'semantic', name: '', width: 3, height: 1, data: Uint8Array.from(values), ...rest };
}

const namesIn = (map: LabelMap) =>
  countObjectsByClass({ ...EMPTY, labelMaps: [map] }).map(({ name }) => name);

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
    expect(namesIn(labelMap([0, 1, 1], { classes }))).toEqual(['road']);
  });

  it('are values where nothing names them, but not the background, and 255 only where there is no other', () => {
    expect(namesIn(labelMap([0, 7, 255]))).toEqual(['7']);
    expect(namesIn(labelMap([0, 255, 255]))).toEqual(['255']);
    expect(namesIn(labelMap([0, 0, 0]))).toEqual([]);
    expect(namesIn(labelMap([0, 7, 8], { kind: 'instance' }))).toEqual([]);
    const boxes = { ...EMPTY, objects: [{ class: 'cat' }], labelMaps: [labelMap([0, 7, 7])] };
    expect(countObjectsByClass(boxes)).toEqual([{ name: 'cat', objects: 1 }]);
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
