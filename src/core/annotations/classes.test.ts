import { describe, expect, it } from 'vitest';
import { applyClasses } from './classes.js';
import type { Annotations } from './model.js';

const LABELS: Annotations = {
  width: 9,
  height: 9,
  objects: ['cat', 'dog', 'toString'].map((name) => ({ class: name, box: [0, 0, 1, 1] })),
  labelMaps: [],
  tags: ['dog', 'cat'],
};

describe('applyClasses', () => {
  it('drops and renames objects and tags, by the names in the file', () => {
    const { objects, tags } = applyClasses(LABELS, { rename: { cat: 'dog' }, drop: ['dog'] });
    expect(objects.map((object) => object.class)).toEqual(['dog', 'toString']);
    expect(tags).toEqual(['dog']);
  });

  it('gives back the same Annotations where there are no rules', () => {
    expect(applyClasses(LABELS, { rename: {}, drop: [] })).toBe(LABELS);
  });
});
