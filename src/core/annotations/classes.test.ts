import { describe, expect, it } from 'vitest';
import { changeClasses, identitiesOf, identityAt, positionOf } from './class-identity.js';
import { applyClasses } from './classes.js';
import type { Annotations } from './model.js';

const LABELS: Annotations = {
  width: 9,
  height: 9,
  objects: ['cat', 'dog', 'toString'].map((name) => ({ class: name, box: [0, 0, 1, 1] })),
  labelMaps: [],
  tags: ['dog', 'cat', 'wet'],
};

describe('applyClasses', () => {
  it('drops and renames objects and tags, by the names in the file', () => {
    const { objects, tags } = applyClasses(LABELS, { rename: { cat: 'dog' }, drop: ['dog'] });
    expect(objects.map((object) => object.class)).toEqual(['dog', 'toString']);
    expect(tags).toEqual(['dog', 'wet']);
  });

  it('keeps classes of one name apart, and renames and drops all of them', () => {
    const twins = { ...LABELS, objects: identitiesOf(['crane', 'crane', 'dog']), tags: [] };
    const rules = { rename: { dog: 'crane' }, drop: [] };
    expect(applyClasses(twins, rules).objects).toEqual(
      identitiesOf(['crane', 'crane']).concat({ class: 'crane' }),
    );
    const renamed = applyClasses(twins, { rename: { crane: 'bird' }, drop: ['dog'] });
    expect(renamed.objects).toEqual([{ class: 'bird' }, { class: 'bird' }]);
    expect(applyClasses(twins, { rename: {}, drop: ['crane'] }).objects).toEqual([{ class: 'dog' }]);
    const same = { rename: { crane: 'crane' }, drop: [] };
    expect(applyClasses(twins, same).objects).toStrictEqual(twins.objects);
  });

  it('gives back the same Annotations where there are no rules', () => {
    expect(applyClasses(LABELS, { rename: {}, drop: [] })).toBe(LABELS);
  });
});

describe('positions of classes', () => {
  const CLASSES = ['crane', '', 'crane', 'dog', '', 'crane'];

  it('are found again, also of equal and empty names', () => {
    identitiesOf(CLASSES).forEach((identity, position) => {
      expect(identityAt(position, CLASSES)).toEqual(identity);
      expect(positionOf(identity, CLASSES)).toBe(position);
    });
  });

  it.each([
    [{ class: 'cat' }, -1],
    [{ class: 'dog', twin: 1 }, 3],
    [{ class: 'crane', twin: 5 }, 0],
  ])('of %j is %i', (identity, position) => {
    expect(positionOf(identity, CLASSES)).toBe(position);
  });

  it('have no class beyond the end', () => {
    expect(identityAt(6, CLASSES)).toBeUndefined();
  });
});

describe('changeClasses', () => {
  it.each([
    ['nothing', {}, [], ['a', 'b', 'b', 'c'], [0, 1, 2, 3]],
    ['drops', {}, ['b'], ['a', 'c'], [0, 3]],
    ['renames', { b: 'd' }, [], ['a', 'd', 'c'], [0, 1, 3]],
    ['joins to a later class, which gives its number', { a: 'c' }, [], ['c', 'b', 'b'], [3, 1, 2]],
    ['joins to one of two', { c: 'b' }, [], ['a', 'b', 'b'], [0, 1, 2]],
    ['exchanges', { a: 'c', c: 'a' }, [], ['c', 'b', 'b', 'a'], [0, 1, 2, 3]],
    ['drops by the name before', { a: 'b' }, ['b'], ['b', 'c'], [0, 3]],
  ])('%s', (_, rename, drop, classes, origins) => {
    expect(changeClasses(['a', 'b', 'b', 'c'], { rename, drop })).toEqual({ classes, origins });
  });
});
