import { describe, expect, it } from 'vitest';
import { applyClasses } from './classes.js';
import type { Annotations } from './model.js';
import { namesMet, namesNeverMet } from './rule-names.js';
import type { NamingRules } from './rule-names.js';

const LABELS: Annotations = {
  width: 4,
  height: 4,
  objects: [
    { class: 'catt', box: [0, 0, 1, 1] },
    { class: 'dog', keypoints: [{ x: 1, y: 1, visibility: 2, name: 'port' }] },
  ],
  labelMaps: [],
  tags: ['night'],
};

function neverMet(
  rules: Partial<NamingRules>,
  labels: Annotations = LABELS,
  declared: string[] = [],
): string[] {
  const all: NamingRules = { classes: { rename: {}, drop: [] }, swap: {}, ...rules };
  const met = namesMet(labels, applyClasses(labels, all.classes), all);
  return namesNeverMet(all, new Set(met), new Set(declared));
}

describe('names of rules', () => {
  it('are met as classes, tags and keypoints', () => {
    expect(neverMet({ classes: { rename: { catt: 'cat' }, drop: ['night'] } })).toEqual([]);
    expect(neverMet({ swap: { cat: 'dog' }, classes: { rename: { catt: 'cat' }, drop: [] } })).toEqual([]);
    expect(neverMet({ swap: { port: 'starboard' } }, LABELS, ['starboard'])).toEqual([]);
  });

  it('are told where no label has them, with their rule', () => {
    expect(neverMet({ classes: { rename: { kat: 'cat' }, drop: ['dogs', 'dog', 'fog'] } })).toEqual([
      'labels.classes.drop: no label is called dogs, fog',
      'labels.classes.rename: no label is called kat',
    ]);
    expect(neverMet({ swap: { prt: 'starboard', port: 'prt' } })).toEqual([
      'labels.swap: no label is called prt, starboard',
    ]);
  });

  it('of drop are those in the files, of swap those after renaming', () => {
    const rename = { catt: 'cat' };
    expect(neverMet({ classes: { rename, drop: ['cat'] } })).toEqual([
      'labels.classes.drop: no label is called cat',
    ]);
    expect(neverMet({ classes: { rename, drop: [] }, swap: { catt: 'dog' } })).toEqual([
      'labels.swap: no label is called catt',
    ]);
  });

  it('are those of the values of masks, and cannot be known where nothing names these', () => {
    const map = { kind: 'semantic' as const, name: '', width: 1, height: 1, data: new Uint8Array(1) };
    const named: Annotations = {
      ...LABELS,
      objects: [],
      tags: [],
      labelMaps: [{ ...map, classes: [{ class: 'road', value: 1 }] }],
    };
    expect(neverMet({ classes: { rename: {}, drop: ['road', 'sky'] } }, named)).toEqual([
      'labels.classes.drop: no label is called sky',
    ]);
    expect(neverMet({ classes: { rename: {}, drop: ['sky'] } }, { ...named, labelMaps: [map] })).toEqual([]);
  });
});
